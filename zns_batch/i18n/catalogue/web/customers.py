"""Sentences of the pages about customers: the messages that one customer got."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "web.find.h1": ("Find a customer", "Tra cứu khách hàng"),
    "web.find.number": ("Phone number or Zalo user id", "Số điện thoại hoặc user id Zalo"),
    "web.find.hint": (
        "The number never stands in the page's address.",
        "Số điện thoại không xuất hiện trong địa chỉ trang.",
    ),
    "web.find.go": ("Find", "Tra cứu"),
    "web.find.short": ("Customer's phone", "Số của khách"),
    "web.find.over": (
        "This search is over: searches are kept for 15 minutes. Please type the number again.",
        "Lần tra cứu này đã hết hạn vì chỉ được giữ 15 phút. Vui lòng nhập lại số.",
    ),
    "web.find.found": (
        "Messages to this number: {n}, the newest campaign first.",
        "Số tin tới số này: {n}, chiến dịch mới nhất ở trên.",
    ),
    "web.find.first": ("The first {n} are shown.", "Chỉ hiện {n} tin đầu."),
    "web.find.none": (
        "No message to this number since {oldest}. Campaigns whose customers' data were erased are not searched.",
        "Không có tin nào gửi tới số này từ {oldest}. Chiến dịch đã xóa dữ liệu khách thì không tìm được.",
    ),
    "web.find.none-yet": (
        "No message to this number: there is no campaign to search yet.",
        "Không có tin nào gửi tới số này: chưa có chiến dịch nào để tra cứu.",
    ),
    "web.find.never-send": (
        "This number is on the never-send list of: {accounts}.",
        "Số này nằm trong danh sách không gửi của: {accounts}.",
    ),
    "web.find.table": ("Messages to this customer", "Các tin tới khách hàng này"),
    "web.find.head.when": ("When", "Thời gian"),
    "web.find.head.campaign": ("Campaign", "Chiến dịch"),
    "web.find.head.template": ("Template", "Mẫu tin"),
    "web.find.head.state": ("State", "Tình trạng"),
    "web.find.head.delivered": ("Delivered", "Đến máy lúc"),
    "web.find.head.row": ("Message", "Tin"),
    "web.find.open": ("See row {n}", "Xem tin, dòng {n}"),
    # ── the never-send list ──
    "web.suppressed.h1": ("Never send to", "Danh sách không gửi"),
    "web.suppressed.lead": (
        "Nothing is sent to these numbers, by any campaign and from anywhere. A number that is added also stops what waits for it.",
        "Không chiến dịch nào gửi tới các số này, dù gửi từ đâu. Khi thêm một số, các tin đang chờ gửi tới số đó cũng dừng.",
    ),
    "web.suppressed.list": ("Who is on the list", "Các số trong danh sách"),
    "web.suppressed.total": ("Numbers: {n}.", "Số lượng: {n}."),
    "web.suppressed.none": (
        "Nobody is on the list yet.",
        "Chưa có số nào trong danh sách.",
    ),
    "web.suppressed.not-listed": (
        "This number is not on the list.",
        "Số này không có trong danh sách.",
    ),
    "web.suppressed.whole": ("Show the whole list", "Xem toàn bộ danh sách"),
    "web.suppressed.find": ("Look for a number", "Tìm một số"),
    "web.suppressed.of-account": ("What concerns an account", "Áp dụng cho tài khoản"),
    "web.suppressed.any-account": ("any", "bất kỳ"),
    "web.suppressed.apply": ("Show", "Lọc"),
    "web.suppressed.newest": ("The newest", "Mới nhất"),
    "web.suppressed.older": ("Older ones", "Cũ hơn"),
    "web.suppressed.head.phone": ("Number", "Số điện thoại"),
    "web.suppressed.head.since": ("Since", "Từ lúc"),
    "web.suppressed.head.by": ("Added by", "Người thêm"),
    "web.suppressed.head.account": ("Account", "Tài khoản"),
    "web.suppressed.head.act": ("Change", "Thao tác"),
    "web.suppressed.head.code": ("Code", "Mã"),
    "web.suppressed.head.campaign": ("Campaign", "Chiến dịch"),
    "web.suppressed.add": ("Add numbers", "Thêm số"),
    "web.suppressed.numbers": ("Phone numbers", "Số điện thoại"),
    "web.suppressed.numbers-hint": (
        "One a line, at most {most}. Each line is answered.",
        "Mỗi dòng một số, tối đa {most} dòng. Từng dòng đều được trả lời.",
    ),
    "web.suppressed.for": ("For which account", "Áp dụng cho tài khoản nào"),
    "web.suppressed.why": ("Why", "Lý do"),
    "web.suppressed.why-hint": (
        "For colleagues who read it later, such as: asked by phone.",
        "Để đồng nghiệp đọc về sau, ví dụ: khách gọi điện yêu cầu.",
    ),
    "web.suppressed.add-do": ("Add to the list", "Thêm vào danh sách"),
    "web.suppressed.wrong-lines": (
        "Lines without a phone number: {n}. They stay in the field; please correct them.",
        "Có {n} dòng không phải số điện thoại, vẫn nằm trong ô bên dưới; vui lòng sửa lại.",
    ),
    "web.suppressed.answered": (
        "Added: {added}. On the list already: {known}. Not numbers: {wrong}. Waiting messages that won't be sent now: {rows}.",
        "Đã thêm {added} số, {known} số đã có sẵn, {wrong} dòng không phải số. Số tin đang chờ sẽ không gửi nữa: {rows}.",
    ),
    "web.suppressed.each-line": ("Line by line", "Từng dòng"),
    "web.suppressed.line": ("Line", "Dòng"),
    "web.suppressed.typed": ("Typed", "Đã nhập"),
    "web.suppressed.answer": ("Answer", "Kết quả"),
    "web.suppressed.answer-added": ("added", "đã thêm"),
    "web.suppressed.answer-known": ("on the list already", "đã có sẵn"),
    "web.suppressed.answer-wrong": ("not a number", "không phải số điện thoại"),
    "web.suppressed.file": ("Or a file", "Hoặc một tệp"),
    "web.suppressed.file-hint": (
        "The column of phone numbers is found by its header; a text file has one number a line. When one line can't be read nothing is added.",
        "Cột số điện thoại được nhận theo tiêu đề; tệp văn bản thì mỗi dòng một số. Nếu có dòng không đọc được thì chưa thêm số nào.",
    ),
    "web.suppressed.import-do": ("Add the file's numbers", "Thêm các số trong tệp"),
    "web.suppressed.import-h1": ("Numbers of a file", "Thêm số từ tệp"),
    "web.suppressed.reading": ("Reading {name}…", "Đang đọc {name}…"),
    "web.suppressed.imported": (
        "{name}: {added} added, {known} were on the list. Waiting messages that won't be sent now: {rows}.",
        "{name}: đã thêm {added} số, {known} số đã có sẵn. Số tin đang chờ sẽ không gửi nữa: {rows}.",
    ),
    "web.suppressed.none-added": ("No number was added.", "Chưa thêm số nào."),
    "web.suppressed.see-refused": (
        "Numbers that refused messages",
        "Các số đã từ chối nhận tin",
    ),
    "web.suppressed.refused": (
        "Numbers that refused messages in the last {days} days and are not on the list: {n}.",
        "{n} số đã từ chối nhận tin trong {days} ngày qua và chưa có trong danh sách.",
    ),
    "web.suppressed.see-and-add": ("Look at them and add them", "Xem và thêm"),
    "web.suppressed.none-refused": (
        "No number refused messages in the last {days} days that is not on the list.",
        "Trong {days} ngày qua không có số nào từ chối nhận tin mà chưa có trong danh sách.",
    ),
    "web.suppressed.refused-h1": ("Numbers that refused messages", "Các số đã từ chối nhận tin"),
    "web.suppressed.refused-lead": (
        "Nobody is added before you press. Each is added for the account whose messages were refused.",
        "Chỉ thêm khi bạn bấm nút. Mỗi số được thêm cho tài khoản đã bị từ chối.",
    ),
    "web.suppressed.add-ticked": ("Add those that are ticked", "Thêm các số đã chọn"),
    "web.suppressed.add-all": ("Add all {n}", "Thêm cả {n} số"),
    "web.suppressed.done-added": (
        "The numbers that refused messages were added.",
        "Đã thêm các số từ chối nhận tin.",
    ),
    "web.suppressed.done-removed": (
        "Removed. Messages that were left out before stay left out.",
        "Đã bỏ khỏi danh sách. Các tin đã bị bỏ qua trước đó vẫn không gửi.",
    ),
    "web.suppressed.remove": ("Remove", "Bỏ khỏi danh sách"),
    "web.suppressed.remove-h1": ("Allow messages again", "Cho phép gửi lại"),
    "web.suppressed.remove-ask": (
        "Allow sending to {phone} again?",
        "Cho phép gửi lại tới {phone}?",
    ),
    "web.suppressed.remove-lead": (
        "Later campaigns reach this number again. What was left out before is not sent.",
        "Các chiến dịch sau sẽ lại gửi tới số này. Các tin đã bị bỏ qua trước đó không được gửi.",
    ),
    "web.suppressed.remove-why": ("Why may it be sent to again?", "Vì sao được gửi lại?"),
    "web.suppressed.remove-why-hint": (
        "It is kept in the log of acts. Please write no phone number.",
        "Lý do được ghi vào nhật ký. Vui lòng không ghi số điện thoại.",
    ),
    "web.suppressed.need-why": (
        "Please say why messages may go to this number again.",
        "Vui lòng ghi lý do được gửi lại tới số này.",
    ),
    "web.suppressed.remove-do": ("Allow sending again", "Cho phép gửi lại"),
    "web.suppressed.keep": ("Keep it on the list", "Giữ trong danh sách"),
}
