"""Four eyes: asking for approval, approving, giving back; in services, notices and pages."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── what can go wrong ──
    "approve.no-right": (
        "This takes the right “Sender” for the account (“Preparer” to ask for approval). Nothing was sent.",
        "Việc này cần quyền “Người gửi” của tài khoản (xin duyệt thì cần “Người soạn”). Chưa có tin nào được gửi.",
    ),
    "approve.own": (
        "You can't approve your own campaign.",
        "Bạn không thể tự duyệt chiến dịch của mình.",
    ),
    "approve.own-schedule": (
        "You can't approve the schedule that you asked for yourself.",
        "Bạn không thể tự duyệt lịch gửi do chính mình xin duyệt.",
    ),
    "approve.not-own": (
        "Only who asked for approval can take the request back.",
        "Chỉ người xin duyệt mới rút lại được yêu cầu.",
    ),
    "approve.no-answer": (
        "Please say what is to be changed.",
        "Vui lòng ghi rõ cần sửa gì.",
    ),
    "approve.decided": (
        "Somebody has decided on {id} already.",
        "{id} đã có người quyết định rồi.",
    ),
    "approve.changed": (
        "The campaign {id} is not what the page showed: it has {n:message|messages} now. Nothing was sent; please look again.",
        "Chiến dịch {id} không còn như trang đã hiển thị: nay có {n} tin. Chưa có tin nào được gửi; vui lòng xem lại.",
    ),
    "approve.late": (
        "The request for {id} has expired ({when}); please ask for approval again.",
        "Yêu cầu duyệt {id} đã quá hạn ({when}); vui lòng xin duyệt lại.",
    ),
    "approve.waiting": (
        "The campaign {id} waits for another person's approval; nothing is sent before.",
        "Chiến dịch {id} đang chờ người khác duyệt; chưa duyệt thì chưa gửi tin nào.",
    ),
    "approve.not-approved": (
        "The campaign {id} was not approved, so nothing of it can be sent; please ask for approval of the list again.",
        "Chiến dịch {id} không được duyệt nên không gửi được; vui lòng xin duyệt lại danh sách.",
    ),
    "approve.once": (
        "A schedule that sends once is approved as its campaign.",
        "Lịch gửi một lần được duyệt như một chiến dịch.",
    ),
    "approve.bad-ceiling": (
        "Please give the most messages at a time, from 1 to {most}.",
        "Vui lòng nhập số tin tối đa mỗi lần, từ 1 đến {most}.",
    ),
    "approve.schedule-changed": (
        "The schedule {name} has changed since the page was opened; please look again.",
        "Lịch gửi {name} đã thay đổi từ lúc mở trang; vui lòng xem lại.",
    ),
    "approve.notice": (
        "{who} asks for approval of {n:message|messages}",
        "{who} xin duyệt {n} tin",
    ),
    "approve.expired-notice": (
        "Nobody approved {n:message|messages} in time (before {when}); nothing was sent",
        "Không ai duyệt {n} tin kịp hạn ({when}); chưa có tin nào được gửi",
    ),
    "approve.expired-remedy": (
        "Please ask for approval of the list again.",
        "Vui lòng xin duyệt lại danh sách.",
    ),
    # ── the list ──
    "web.approvals.h1": ("Approvals", "Chờ duyệt"),
    "web.approvals.lead": (
        "Nothing of these is sent before another person has looked.",
        "Các chiến dịch này chưa gửi tin nào cho đến khi có người khác duyệt.",
    ),
    "web.approvals.none": ("Nothing waits for approval.", "Không có chiến dịch nào chờ duyệt."),
    "web.approvals.campaign": ("Campaign", "Chiến dịch"),
    "web.approvals.asked-by": ("Asked by", "Người xin"),
    "web.approvals.note": ("Note", "Ghi chú"),
    "web.approvals.messages": ("Messages", "Số tin"),
    "web.approvals.cost": ("Cost at most", "Chi phí tối đa"),
    "web.approvals.wanted": ("Wanted time", "Giờ muốn gửi"),
    "web.approvals.age": ("Waiting for", "Đã chờ"),
    "web.approvals.until": ("Decide before", "Hạn duyệt"),
    "web.approvals.at-once": ("at once", "ngay khi duyệt"),
    "web.approvals.by-schedule": ("a schedule ({name})", "lịch gửi ({name})"),
    "web.approvals.nobody": ("–", "–"),
    "web.approvals.mine": ("yours", "của bạn"),
    "web.approvals.schedules": ("Schedules", "Lịch gửi"),
    "web.approvals.schedules-lead": (
        "Asked for once, for all times.",
        "Xin duyệt một lần cho mọi lần gửi.",
    ),
    "web.approvals.schedule": ("Schedule", "Lịch gửi"),
    "web.approvals.ceiling": ("At most, each time", "Tối đa mỗi lần"),
    "web.approvals.expired-h": ("Expired, nobody decided", "Đã quá hạn, không ai duyệt"),
    "web.approvals.expired-lead": (
        "Nothing of these was sent in the last {n:day|days}; who asked can ask again.",
        "Trong {n} ngày qua, các chiến dịch này chưa gửi tin nào; người xin duyệt có thể xin lại.",
    ),
    "web.approvals.expired-line": (
        "{who} asked for {n:message|messages}, to be decided before {when}",
        "{who} xin duyệt {n} tin, hạn duyệt {when}",
    ),
    "web.approvals.parts": (
        "Sent in parts below the limit",
        "Đã gửi thành nhiều phần dưới mức phải duyệt",
    ),
    "web.approvals.parts-lead": (
        "One person sent these with one template within an hour; together they reach the number that needs approval.",
        "Cùng một người gửi cùng mẫu tin trong một giờ; cộng lại thì đạt mức phải duyệt.",
    ),
    "web.approvals.parts-line": (
        "{who}, {when}: {n:message|messages}, {total} with the parts before",
        "{who}, {when}: {n} tin, cộng các phần trước là {total}",
    ),
    # ── one campaign ──
    "web.approvals.one": (
        "Approve {n:message|messages}?",
        "Duyệt {n} tin?",
    ),
    "web.approvals.request": (
        "Request for approval of {n:message|messages}",
        "Yêu cầu duyệt {n} tin",
    ),
    "web.approvals.frozen": (
        "The rows are kept as they were when {who} asked; nobody can change them any more.",
        "Các dòng được giữ nguyên như lúc {who} xin duyệt; không ai sửa được nữa.",
    ),
    "web.approvals.frozen-schedule": (
        "The rows are kept as they were when the schedule read its list.",
        "Các dòng được giữ nguyên như lúc lịch gửi đọc danh sách.",
    ),
    "web.approvals.held": (
        "{n:row|rows} of the list can't be sent and will be left out.",
        "{n} dòng của danh sách không gửi được và sẽ bị bỏ lại.",
    ),
    "web.approvals.prepared": ("Prepared", "Người soạn"),
    "web.approvals.prepared-by": ("{who}, {when}", "{who}, {when}"),
    "web.approvals.fingerprint": ("Fingerprint", "Dấu nhận dạng"),
    "web.approvals.again": (
        "People who got this message get it a second time.",
        "Những người đã nhận tin này sẽ nhận lần hai.",
    ),
    "web.approvals.values": ("What all messages say", "Nội dung của tất cả các tin"),
    "web.approvals.counting": (
        "Counting the values of {n:message|messages}… The page goes on by itself; then you can decide.",
        "Đang đếm giá trị của {n} tin… Trang sẽ tự tải lại; sau đó bạn có thể quyết định.",
    ),
    "web.approvals.message-first": ("First message, row {row}", "Tin đầu, dòng {row}"),
    "web.approvals.message-longest": ("Longest message, row {row}", "Tin dài nhất, dòng {row}"),
    "web.approvals.message-random": ("Any message, row {row}", "Một tin bất kỳ, dòng {row}"),
    "web.approvals.another": ("Another message", "Xem tin khác"),
    "web.approvals.to": ("To {phone}", "Gửi tới {phone}"),
    "web.approvals.nearby": (
        "By the same person with the same template, within the hour before",
        "Cùng người này, cùng mẫu tin, trong một giờ trước đó",
    ),
    "web.approvals.nearby-line": ("{name}: {n:message|messages}", "{name}: {n} tin"),
    "web.approvals.do": ("Approve and send {n:message|messages}", "Duyệt và gửi {n} tin"),
    "web.approvals.do-at": (
        "Approve, send {n:message|messages} at {when}",
        "Duyệt, hẹn gửi {n} tin lúc {when}",
    ),
    "web.approvals.when": ("When", "Khi nào"),
    "web.approvals.as-asked": ("As asked for: {when}", "Như đã xin: {when}"),
    "web.approvals.now": ("At once", "Ngay khi duyệt"),
    "web.approvals.other-time": ("At another time", "Giờ khác"),
    "web.approvals.date": ("Day", "Ngày"),
    "web.approvals.clock": ("Time (Vietnam)", "Giờ (Việt Nam)"),
    "web.approvals.go": ("Approve {n:message|messages}", "Duyệt {n} tin"),
    "web.approvals.tick": (
        "I have looked at the messages and the number above.",
        "Tôi đã xem các tin và số lượng ở trên.",
    ),
    "web.approvals.tick-first": (
        "Please tick this box first: {n:message|messages} will leave.",
        "Vui lòng đánh dấu vào ô này trước: {n} tin sẽ được gửi.",
    ),
    "web.approvals.back-h": ("Give back", "Trả lại"),
    "web.approvals.back-why": ("What is to be changed", "Cần sửa gì"),
    "web.approvals.back": ("Give back", "Trả lại"),
    "web.approvals.back-hint": (
        "Nothing is sent. Who asked has the list again and reads this.",
        "Không gửi tin nào. Người xin duyệt nhận lại danh sách và đọc được ghi chú này.",
    ),
    "web.approvals.withdraw": ("Take the request back", "Rút lại yêu cầu"),
    "web.approvals.withdraw-hint": (
        "Nothing is sent, and you have the list again.",
        "Không gửi tin nào, và bạn nhận lại danh sách để sửa.",
    ),
    "web.approvals.withdraw-ask": (
        "Take back the request for {n:message|messages}?",
        "Rút lại yêu cầu duyệt {n} tin?",
    ),
    "web.approvals.not-own": (
        "Only who asked for approval can take the request back.",
        "Chỉ người xin duyệt mới rút lại được yêu cầu.",
    ),
    "web.approvals.own": (
        "You can't approve your own campaign.",
        "Bạn không thể tự duyệt chiến dịch của mình.",
    ),
    "web.approvals.over": (
        "Somebody has decided on this already.",
        "Yêu cầu này đã có người quyết định rồi.",
    ),
    "web.approvals.sched-other": (
        "Somebody asked anew since you opened the page. Please look again.",
        "Có người xin duyệt lại từ lúc bạn mở trang. Vui lòng xem lại.",
    ),
    "web.approvals.late": (
        "The request has expired ({when}); please ask for approval again.",
        "Yêu cầu đã quá hạn ({when}); vui lòng xin duyệt lại.",
    ),
    "web.approvals.given-back": ("{who} gave it back: {note}", "{who} trả lại: {note}"),
    "web.approvals.withdrawn": ("{who} took the request back.", "{who} đã rút lại yêu cầu."),
    "web.approvals.expired": (
        "Nobody decided in time (before {when}); please ask for approval again.",
        "Không ai duyệt kịp hạn ({when}); vui lòng xin duyệt lại.",
    ),
    # ── a schedule ──
    "web.approvals.sched-h1": ("Approval of the schedule {name}", "Duyệt lịch gửi {name}"),
    "web.approvals.sched-lead": (
        "Each campaign of a schedule waits for approval, unless another person has approved the schedule once for all times.",
        "Mỗi chiến dịch của lịch gửi đều chờ duyệt, trừ khi có người khác duyệt lịch một lần cho mọi lần gửi.",
    ),
    "web.approvals.sched-off": (
        "The settings ask for no approval, so the schedule sends by itself.",
        "Cài đặt không yêu cầu duyệt nên lịch gửi tự chạy.",
    ),
    "web.approvals.sched-account": ("Account", "Tài khoản"),
    "web.approvals.sched-list": ("List", "Danh sách"),
    "web.approvals.sched-next": ("Next time", "Lần tới"),
    "web.approvals.sched-template": ("Template", "Mẫu tin"),
    "web.approvals.sched-when": ("When (cron)", "Thời điểm (cron)"),
    "web.approvals.sched-none": (
        "Nobody has asked for it yet.",
        "Chưa có ai xin duyệt lịch này.",
    ),
    "web.approvals.sched-asked": (
        "{who} asked on {when}: for all times, at most {n:message|messages} each.",
        "{who} xin duyệt lúc {when}: cho mọi lần, tối đa {n} tin mỗi lần.",
    ),
    "web.approvals.sched-approved": (
        "{who} approved it on {when}: for all times, at most {n:message|messages} each. A longer list waits for approval.",
        "{who} đã duyệt lúc {when}: cho mọi lần, tối đa {n} tin mỗi lần. Danh sách dài hơn sẽ chờ duyệt.",
    ),
    "web.approvals.sched-given-back": (
        "{who} gave it back: {note}",
        "{who} trả lại: {note}",
    ),
    "web.approvals.sched-changed": (
        "The schedule has changed since it was asked for, so each campaign waits again.",
        "Lịch gửi đã thay đổi từ lúc xin duyệt nên mỗi chiến dịch lại chờ duyệt.",
    ),
    "web.approvals.sched-ceiling": (
        "For all times, at most so many messages each",
        "Cho mọi lần, tối đa số tin mỗi lần",
    ),
    "web.approvals.sched-ask": ("Ask for approval", "Xin duyệt"),
    "web.approvals.sched-ask-h": ("Ask for all times", "Xin duyệt cho mọi lần"),
    "web.approvals.sched-do": (
        "Approve for all times, at most {n:message|messages} each",
        "Duyệt cho mọi lần, tối đa {n} tin mỗi lần",
    ),
    "web.approvals.sched-end": ("End the approval", "Bỏ duyệt"),
    "web.approvals.sched-end-hint": (
        "From then on each campaign waits for approval.",
        "Từ đó mỗi chiến dịch sẽ chờ duyệt.",
    ),
    "web.approvals.sched-once": (
        "A schedule that sends once is approved as its campaign.",
        "Lịch gửi một lần được duyệt như một chiến dịch.",
    ),
    "web.approvals.sched-own": (
        "You asked for this yourself, so another person must approve it.",
        "Bạn là người xin duyệt nên cần người khác duyệt.",
    ),
}
