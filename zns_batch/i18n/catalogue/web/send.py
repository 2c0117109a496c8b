"""The pages before a campaign leaves: preview, send, test, confirm."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── preview ──
    "web.preview.h1": ("Preview", "Xem trước tin"),
    "web.preview.lead": (
        "This is what your customers will read, with the values of your list.",
        "Đây là tin khách hàng sẽ nhận, với giá trị trong danh sách của bạn.",
    ),
    "web.preview.total": ("{n:message|messages}", "{n} tin"),
    "web.preview.steps": ("Go through the messages", "Xem lần lượt các tin"),
    "web.preview.first": ("First", "Tin đầu"),
    "web.preview.before": ("Previous", "Tin trước"),
    "web.preview.next": ("Next", "Tin sau"),
    "web.preview.last": ("Last", "Tin cuối"),
    "web.preview.random": ("Random", "Ngẫu nhiên"),
    "web.preview.longest": ("Longest", "Tin dài nhất"),
    "web.preview.goto-row": ("Go to row", "Đến dòng"),
    "web.preview.goto-phone": ("Find by phone", "Tìm theo số điện thoại"),
    "web.preview.goto": ("Show", "Xem"),
    "web.preview.row": ("Row {row} · to {phone}", "Dòng {row} · gửi tới {phone}"),
    "web.preview.place": ("Message {at} of {total}", "Tin {at}/{total}"),
    "web.preview.part": ("number {part} of {parts} in the cell", "số {part}/{parts} trong ô"),
    "web.preview.parts": ("Numbers in the cell", "Các số trong ô"),
    "web.preview.sketch": (
        "A sketch; Zalo may lay it out differently. What comes from your list is underlined.",
        "Hình minh họa theo nội dung mẫu tin; Zalo có thể trình bày khác. Phần gạch chân là giá trị "
        "trong danh sách.",
    ),
    "web.preview.no-text": (
        "This template has no text yet, so only its values can be shown. Its text goes into "
        "the template's file, under the key “text”.",
        "Mẫu này chưa có nội dung nên chỉ xem được các giá trị. Vui lòng thêm nội dung vào "
        "tệp mẫu, ở mục “text”.",
    ),
    "web.preview.values-of": ("Values of this message", "Giá trị của tin này"),
    "web.preview.param": ("Parameter", "Tham số"),
    "web.preview.raw": ("In the file", "Trong tệp"),
    "web.preview.sent": ("Will be sent", "Sẽ gửi"),
    "web.preview.empty-cell": ("(empty cell)", "(ô trống)"),
    "web.preview.origin.changed": ("normalised", "đã chuẩn hóa"),
    "web.preview.origin.default": ("the template's default", "giá trị mặc định của mẫu"),
    "web.preview.origin.left-out": ("(not sent)", "(không gửi)"),
    "web.preview.length": ("{n} of {most:character|characters}", "{n}/{most} ký tự"),
    "web.preview.values": ("The whole list at a glance", "Kiểm tra nhanh cả danh sách"),
    "web.preview.values-lead": (
        "Rows can be right one by one and wrong together. Please look for a date, an amount or a name "
        "that should not be there.",
        "Từng dòng có thể đúng mà cả danh sách vẫn sai. Vui lòng xem có ngày, số tiền hay tên nào lạ "
        "không.",
    ),
    "web.preview.says": ("What the list says", "Danh sách ghi"),
    "web.preview.all-same": (
        "all {n} messages say “{value}”",
        "tất cả {n} tin cùng giá trị “{value}”",
    ),
    "web.preview.often": ("{value} ({n})", "{value} ({n})"),
    "web.preview.range": ("from {least} to {greatest}", "từ {least} đến {greatest}"),
    "web.preview.zeros": ("{n:message says|messages say} 0", "{n} tin có giá trị 0"),
    "web.preview.distinct": ("{n:value|different values}", "{n} giá trị khác nhau"),
    "web.preview.distinct-more": ("more than {n} different values", "hơn {n} giá trị khác nhau"),
    "web.preview.longest-of": (
        "longest {n} of {most:character|characters}",
        "dài nhất {n}/{most} ký tự",
    ),
    "web.preview.longest-value": ("longest {n:character|characters}", "dài nhất {n} ký tự"),
    "web.preview.left-out": ("{n:message|messages} without it", "{n} tin không có giá trị này"),
    "web.preview.none-filled": ("no message says it", "không tin nào có giá trị này"),
    "web.preview.odd-date": (
        "{n:message says|messages say} {value}: {days:day|days} from today",
        "{n} tin có ngày {value}: xa hôm nay {days} ngày",
    ),
    "web.preview.odd-rows": ("Show these rows", "Xem các dòng này"),
    "web.preview.odd-h": (
        "Rows whose “{param}” is {value}",
        "Các dòng có “{param}” là {value}",
    ),
    "web.preview.odd-see": ("See message", "Xem tin"),
    "web.preview.all-messages": ("Back to all messages", "Trở lại tất cả các tin"),
    "web.preview.no-row": (
        "There is no row {row} in the list.",
        "Dòng {row} không có trong danh sách.",
    ),
    "web.preview.no-phone": (
        "No row has this phone number.",
        "Không dòng nào có số điện thoại này.",
    ),
    "web.preview.bad-phone": (
        "This is no phone number. Please type it as 0912345678.",
        "Đây không phải số điện thoại. Vui lòng nhập dạng 0912345678.",
    ),
    "web.preview.which": (
        "Please type a row number or a phone number.",
        "Vui lòng nhập số dòng hoặc số điện thoại.",
    ),
    "web.preview.not-sent": ("Row {row} will not be sent", "Dòng {row} sẽ không được gửi"),
    "web.preview.continue": ("Continue: cost and time", "Tiếp: chi phí và thời gian"),
    # ── send ──
    "web.send.h1": ("Send", "Gửi"),
    "web.send.lead": (
        "What sending takes. The next page asks once more before anything leaves.",
        "Số tin, chi phí và thời gian. Trang tiếp theo sẽ hỏi lại lần cuối trước khi gửi.",
    ),
    "web.send.cards": ("What sending takes", "Sẽ gửi những gì"),
    "web.send.count": ("Messages", "Số tin"),
    "web.send.aside.duplicate": ("{n} repeat a row", "{n} dòng trùng"),
    "web.send.aside.suppressed": (
        "{n} on the never-send list",
        "{n} dòng trong danh sách không gửi",
    ),
    "web.send.aside.invalid": ("{n} with mistakes stay behind", "{n} dòng lỗi để lại"),
    "web.send.aside.excluded": ("{n} not chosen", "{n} dòng được lọc bỏ"),
    "web.send.aside.none": ("every row of the list", "mọi dòng trong danh sách"),
    "web.send.sent-before": (
        "This list was sent: {campaign}, {when}. Nothing is sent twice: only rows that are new go out.",
        "Danh sách này đã được gửi: {campaign}, {when}. Không ai nhận hai lần: chỉ dòng mới được gửi.",
    ),
    "web.send.sent-before-link": ("Open that campaign", "Mở chiến dịch đó"),
    "web.send.cost": ("Cost at most", "Chi phí tối đa"),
    "web.send.cost-each": ("{price} × {n}", "{price} × {n}"),
    "web.send.cost-unknown": ("not known", "chưa rõ"),
    "web.send.cost-why": (
        "neither the account nor the template's file tells the price",
        "tài khoản và tệp mẫu tin không ghi giá",
    ),
    "web.send.cost-timeout": (
        "only messages that reach the phone within {span} are charged",
        "chỉ tính tin đến máy trong {span}",
    ),
    "web.send.cost-sms": ("SMS in their place are not included", "chưa gồm SMS thay thế"),
    "web.send.quota": ("Quota today", "Hạn mức hôm nay"),
    "web.send.quota-left": ("{left} of {daily} left", "còn {left}/{daily}"),
    "web.send.quota-left-only": ("{left} left", "còn {left}"),
    "web.send.quota-enough": ("enough for the whole list", "đủ cho cả danh sách"),
    "web.send.quota-days": (
        "{today} today; the rest goes by itself, done in {days:day|days} ({until})",
        "hôm nay gửi được {today}; phần còn lại tự gửi tiếp, xong trong {days} ngày ({until})",
    ),
    "web.send.quota-zero": (
        "nothing can leave today; it goes by itself from tomorrow",
        "hôm nay không gửi thêm được; tự gửi tiếp từ ngày mai",
    ),
    "web.send.quota-never": (
        "{today} today; the account's quota of a day does not let the rest out",
        "hôm nay gửi được {today}; hạn mức mỗi ngày của tài khoản không đủ cho phần còn lại",
    ),
    "web.send.quota-not-known": ("not known", "không rõ"),
    "web.send.quota-unknown": (
        "The provider does not say. If it runs out the campaign rests and goes on the next day.",
        "Nhà cung cấp không cho biết hạn mức. Nếu hết, chiến dịch tự dừng và gửi tiếp ngày hôm sau.",
    ),
    "web.send.quota-later": (
        "of another day: it is asked when the campaign begins",
        "của ngày khác: sẽ hỏi lại khi chiến dịch bắt đầu",
    ),
    "web.send.quota-reserve": ("{n} are left for others", "chừa lại {n} tin cho việc khác"),
    "web.send.quota-template": (
        "this template: {left} left today",
        "riêng mẫu tin này: hôm nay còn {left}",
    ),
    "web.send.time": ("Time", "Thời gian"),
    "web.send.time-span": ("about {span}", "khoảng {span}"),
    "web.send.time-unknown": ("not known", "chưa rõ"),
    "web.send.time-end": ("done about {when}", "xong khoảng {when}"),
    "web.send.time-begin": ("begins {when}", "bắt đầu {when}"),
    "web.send.time-pace": ("{rate:message|messages} a second", "{rate} tin/giây"),
    "web.send.time-window": ("within {window} each day", "trong khung giờ {window} mỗi ngày"),
    "web.send.window-tag": (
        "because this is a {tag} template: by day alone, as Zalo's rules and the law have it; other hours "
        "can be chosen in the options",
        "vì đây là mẫu tin {tag}: chỉ gửi ban ngày theo quy định của Zalo và pháp luật; có thể chọn giờ "
        "khác ở phần tùy chọn",
    ),
    "web.send.tag.customer_care": ("customer care", "chăm sóc khách hàng"),
    "web.send.tag.promotion": ("promotion", "hậu mãi"),
    "web.send.promotions": (
        "{n} of the messages wait until tomorrow: their numbers have had their promotion of the day",
        "trong đó {n} tin chờ đến ngày mai: các số này đã nhận đủ tin hậu mãi hôm nay",
    ),
    "web.send.time-opens": (
        "the sending hours begin at {when}",
        "khung giờ gửi bắt đầu lúc {when}",
    ),
    "web.send.behind": (
        "behind {n:campaign|campaigns} of the same account",
        "xếp sau {n} chiến dịch của cùng tài khoản",
    ),
    "web.send.template": ("Template", "Mẫu tin"),
    "web.send.template-same": ("as at the account", "khớp với tài khoản"),
    "web.send.template-differs": (
        "the account's counts",
        "theo tài khoản",
    ),
    "web.send.template-unasked": ("not compared", "chưa đối chiếu được"),
    "web.send.template-unasked-why": (
        "the account gave no answer ({why}); the worker asks again before it sends",
        "chưa hỏi được tài khoản ({why}); chương trình gửi sẽ hỏi lại trước khi gửi",
    ),
    "web.send.template-silent": (
        "this provider does not tell templates",
        "nhà cung cấp này không cho xem mẫu tin",
    ),
    "web.send.template-refused": ("can't be sent", "không gửi được"),
    "web.send.template-approved": ("approved", "đã duyệt"),
    "web.send.template-quality": ("quality: {quality}", "chất lượng: {quality}"),
    "web.send.quality.high": ("high", "cao"),
    "web.send.quality.medium": ("medium", "trung bình"),
    "web.send.quality.low": ("low", "thấp"),
    "web.send.quality.undefined": ("not rated yet", "chưa đánh giá"),
    "web.send.from": ("From {account} to {where}", "Từ {account}, gửi tới {where}"),
    "web.send.options": ("Options", "Tùy chọn"),
    "web.send.options-default": ("as the account has them", "như thiết lập của tài khoản"),
    "web.send.chosen.rate": ("{rate} a second", "{rate} tin/giây"),
    "web.send.chosen.expires": ("until {expires}", "hạn chót {expires}"),
    "web.send.chosen.canary": ("the first {n} first", "gửi trước {n} tin"),
    "web.send.chosen.again": ("also to those who got it", "gửi lại cả người đã nhận"),
    "web.send.chosen.reserve": ("{n} of the quota kept", "chừa {n} hạn mức"),
    "web.send.name": ("Name of the campaign", "Tên chiến dịch"),
    "web.send.name-hint": (
        "Empty: named after the file and the time.",
        "Để trống: đặt theo tên tệp và thời điểm.",
    ),
    "web.send.rate": ("Messages a second", "Số tin mỗi giây"),
    "web.send.rate-hint": (
        "Empty: {rate}, as the account has it. Slower is gentler on your hotline.",
        "Để trống: {rate}, theo tài khoản. Gửi chậm giúp tổng đài đỡ quá tải.",
    ),
    "web.send.window": ("Sending hours", "Khung giờ gửi"),
    "web.send.window-hint": (
        "As 08:00-21:30. Empty: {window}.",
        "Ví dụ 08:00-21:30. Để trống: {window}.",
    ),
    "web.send.window-none": ("at any hour", "mọi giờ"),
    "web.send.expires": ("Do not send after", "Không gửi sau"),
    "web.send.expires-hint": (
        "A moment such as 05/12/2026 18:00, or 2d for two days after the start. Empty: never.",
        "Thời điểm như 05/12/2026 18:00, hoặc 2d là hai ngày sau khi bắt đầu. Để trống: không giới hạn.",
    ),
    "web.send.reserve": ("Of today's quota leave for others", "Chừa lại trong hạn mức mỗi ngày"),
    "web.send.canary-n": (
        "Send only so many first, then pause so I can look",
        "Gửi trước bấy nhiêu tin rồi tạm dừng để tôi xem kết quả",
    ),
    "web.send.canary-hint": (
        "Such as 20. Empty: all at once.",
        "Ví dụ 20. Để trống: gửi hết.",
    ),
    "web.send.duplicates": ("Rows that say the same", "Dòng trùng nhau"),
    "web.send.duplicates.skip": ("send the first only", "chỉ gửi dòng đầu"),
    "web.send.duplicates.send": ("send each of them", "gửi mọi dòng"),
    "web.send.duplicates.error": ("count as mistakes", "coi là lỗi"),
    "web.send.split": (
        "Send to each number of a cell that holds several",
        "Gửi tới từng số trong ô có nhiều số",
    ),
    "web.send.check-again": (
        "Changing these two checks the list again.",
        "Đổi hai mục này thì danh sách được kiểm tra lại.",
    ),
    "web.send.users": (
        "The list has Zalo user ids in place of phone numbers",
        "Danh sách có mã người dùng Zalo (UID) thay cho số điện thoại",
    ),
    "web.send.users-hint": (
        "Changing this checks the list again.",
        "Đổi mục này thì danh sách được kiểm tra lại.",
    ),
    "web.send.journey": ("Messages of a journey", "Tin theo hành trình"),
    "web.send.journey-hint": (
        "Several messages to one customer under one token, such as of one delivery.",
        "Nhiều tin tới một khách dùng chung một token, ví dụ cho một lần giao hàng.",
    ),
    "web.send.journey-none": ("no journey", "không theo hành trình"),
    "web.send.journey.logistics": ("delivery, {days:day|days}", "giao hàng, {days} ngày"),
    "web.send.journey.coach-bus": ("coach trip, {days:day|days}", "xe khách, {days} ngày"),
    "web.send.sms-brandname": (
        "SMS in place of a message that does not arrive, under the name",
        "Brandname gửi SMS thay cho tin không tới",
    ),
    "web.send.sms-brandname-hint": (
        "Empty: no SMS. Changing this checks the list again.",
        "Để trống: không gửi SMS. Đổi mục này thì danh sách được kiểm tra lại.",
    ),
    "web.send.sms-text": ("Text of the SMS", "Nội dung SMS"),
    "web.send.sms-text-hint": (
        "<name> stands for a parameter. Empty: from the column sms_content.",
        "<tên> là chỗ của tham số. Để trống: lấy từ cột sms_content.",
    ),
    "web.send.again": (
        "Send again to those who got this message ({n} people may get it twice)",
        "Gửi lại cả những người đã nhận tin này (tối đa {n} người sẽ nhận lần hai)",
    ),
    "web.send.lang": ("Language of the results workbook", "Ngôn ngữ của tệp kết quả"),
    "web.send.lang.vi": ("Vietnamese", "Tiếng Việt"),
    "web.send.lang.en": ("English", "Tiếng Anh"),
    "web.send.emails": ("Tell by e-mail when it is done", "Báo qua email khi xong"),
    "web.send.emails-hint": (
        "Several addresses with commas between them. Empty: as the settings say.",
        "Nhiều địa chỉ thì cách nhau bằng dấu phẩy. Để trống: theo cài đặt.",
    ),
    "web.send.recount": ("Work out again", "Tính lại"),
    "web.send.when": ("When", "Khi nào gửi"),
    "web.send.now": ("Send now", "Gửi ngay"),
    "web.send.later": ("Schedule", "Hẹn giờ"),
    "web.send.date": ("Day", "Ngày"),
    "web.send.clock": ("Time (Vietnam)", "Giờ (Việt Nam)"),
    "web.send.later-words": (
        "{when}, Vietnam time · in {span}",
        "{when}, giờ Việt Nam · còn {span}",
    ),
    "web.send.asked.now": ("As soon as it is approved", "Ngay khi được duyệt"),
    "web.send.asked.later": ("Schedule, once it is approved", "Hẹn giờ, sau khi được duyệt"),
    "web.send.ask": (
        "Another person is to approve it first",
        "Xin người khác duyệt trước khi gửi",
    ),
    "web.send.ask-hint": (
        "Nothing is sent before somebody with the right “Sender” has looked.",
        "Chưa gửi tin nào cho đến khi một người có quyền “Người gửi” khác xem và duyệt.",
    ),
    "web.send.ask-why": (
        "Campaigns of {n:message|messages} or more need another person's approval.",
        "Chiến dịch từ {n} tin cần người khác duyệt.",
    ),
    "web.send.note": (
        "Note for the approver and the log",
        "Ghi chú cho người duyệt và cho nhật ký",
    ),
    "web.send.go": ("Next: one last look", "Tiếp: xem lại lần cuối"),
    "web.send.not-sender": (
        "You are {role}: this campaign needs the approval of a person with the right “Sender” for {account}.",
        "Bạn là {role}: chiến dịch này cần người có quyền “Người gửi” của {account} duyệt.",
    ),
    "web.send.no-date": ("Please choose a day and a time.", "Vui lòng chọn ngày và giờ."),
    "web.send.past": ("That is past.", "Thời điểm này đã qua."),
    "web.send.soon": (
        "Less than 2 minutes from now: please choose Send now.",
        "Còn dưới 2 phút: vui lòng chọn Gửi ngay.",
    ),
    "web.send.far": ("More than 60 days ahead.", "Xa hơn 60 ngày."),
    "web.send.night": (
        "Outside {window}: the first message leaves at {first}.",
        "Ngoài khung giờ {window}: tin đầu tiên sẽ đi lúc {first}.",
    ),
    "web.send.bad-number": (
        "Please type a whole number, 1 or more.",
        "Vui lòng nhập số nguyên từ 1 trở lên.",
    ),
    "web.send.bad-reserve": (
        "Please type a whole number, 0 or more.",
        "Vui lòng nhập số nguyên từ 0 trở lên.",
    ),
    "web.send.bad-rate": (
        "Please type a number above 0, at most {most}.",
        "Vui lòng nhập số lớn hơn 0, tối đa {most}.",
    ),
    "web.send.bad-window": (
        "Please write the hours as 08:00-21:30.",
        "Vui lòng viết khung giờ dạng 08:00-21:30.",
    ),
    "web.send.bad-expires": (
        "Please write a moment in the future, as 05/12/2026 18:00 or 2d.",
        "Vui lòng viết thời điểm trong tương lai, dạng 05/12/2026 18:00 hoặc 2d.",
    ),
    "web.send.bad-email": (
        "This is no e-mail address: {text}",
        "Đây không phải địa chỉ email: {text}",
    ),
    "web.send.canary-large": (
        "The list has only {n:message|messages}.",
        "Danh sách chỉ có {n} tin.",
    ),
    "web.send.long-name": ("At most {n} characters.", "Tối đa {n} ký tự."),
    "web.send.cannot": ("It can't be sent now: {why}", "Hiện chưa gửi được: {why}"),
    "web.send.failed": (
        "The campaign could not be written down: {why}",
        "Chưa ghi được chiến dịch vào sổ: {why}",
    ),
    "web.send.plan-again": (
        "The list must be written into the ledger once more. Please press the button again.",
        "Cần ghi lại danh sách vào sổ gửi tin. Vui lòng bấm nút một lần nữa.",
    ),
    # ── test ──
    "web.test.h": ("Send a test to me", "Gửi thử cho tôi"),
    "web.test.lead": (
        "One message, of the row you choose, to your own phone.",
        "Một tin, theo dòng bạn chọn, tới điện thoại của chính bạn.",
    ),
    "web.test.phone": ("My phone", "Số của tôi"),
    "web.test.row": ("With the values of row", "Theo giá trị của dòng"),
    "web.test.kind": ("Kind of test", "Cách gửi thử"),
    "web.test.development": (
        "Free (development mode; the phone must be an administrator's)",
        "Miễn phí (chế độ development; số này phải là quản trị viên của OA hoặc ứng dụng)",
    ),
    "web.test.real": (
        "A real message: {price}, counts towards the quota",
        "Tin thật: {price}, tính vào hạn mức",
    ),
    "web.test.price-unknown": ("price not known", "chưa rõ giá"),
    "web.test.go": ("Send the test", "Gửi thử"),
    "web.test.waiting": (
        "The test waits for the worker…",
        "Đang chờ chương trình gửi…",
    ),
    "web.test.sent": ("Sent at {at}. Please look in Zalo.", "Đã gửi lúc {at}. Mở Zalo để xem."),
    "web.test.refused": ("The provider refused: {why}", "Nhà cung cấp từ chối: {why}"),
    "web.test.unknown": (
        "No usable answer came: the test may have been sent. Please look in Zalo.",
        "Không có câu trả lời rõ ràng: tin có thể đã gửi. Mở Zalo để xem.",
    ),
    "web.test.stopped": ("The test was not sent: {why}", "Tin thử chưa được gửi: {why}"),
    "web.test.link": ("Details", "Chi tiết"),
    "web.test.none": (
        "Send one test before you use this template for the first time.",
        "Gửi thử ít nhất một tin trước khi gửi mẫu này lần đầu.",
    ),
    "web.test.name": ("Test: {template}", "Gửi thử: {template}"),
    # ── confirm ──
    "web.confirm.planning-h1": ("Writing the list down", "Đang ghi danh sách"),
    "web.confirm.planning": (
        "The list is being written into the ledger… {done} of {total}",
        "Đang ghi danh sách vào sổ gửi tin… {done}/{total}",
    ),
    "web.confirm.planning-wait": (
        "The list waits for its turn to be written into the ledger ({n} before it)…",
        "Danh sách đang chờ tới lượt ghi vào sổ gửi tin (trước bạn {n})…",
    ),
    "web.confirm.h1.now": ("Send {n:message|messages}?", "Gửi {n} tin?"),
    "web.confirm.h1.later": ("Schedule {n:message|messages}?", "Hẹn gửi {n} tin?"),
    "web.confirm.h1.ask": (
        "Ask for approval of {n:message|messages}?",
        "Xin duyệt {n} tin?",
    ),
    "web.confirm.ask": ("Ask for approval of {n:message|messages}", "Xin duyệt {n} tin"),
    "web.confirm.ask-lead": (
        "Nothing is sent before another person approves it. From now on the rows stay as they are.",
        "Chưa gửi tin nào cho đến khi người khác duyệt. Từ lúc này các dòng được giữ nguyên.",
    ),
    "web.confirm.note": ("Note", "Ghi chú"),
    "web.confirm.begin-approved": ("as soon as it is approved", "ngay khi được duyệt"),
    "web.confirm.other-way": (
        "by your rights and the settings it is to be approved by another person first, or not any more",
        "theo quyền của bạn và cài đặt, việc cần người khác duyệt trước hay không đã thay đổi",
    ),
    "web.confirm.now": ("Send {n:message|messages} now", "Gửi {n} tin ngay"),
    "web.confirm.later": ("Schedule {n:message|messages} for {when}", "Hẹn gửi {n} tin lúc {when}"),
    "web.confirm.from": ("From", "Từ"),
    "web.confirm.account": ("{account} ({where})", "{account} ({where})"),
    "web.confirm.template": ("Template", "Mẫu tin"),
    "web.confirm.list": ("List", "Danh sách"),
    "web.confirm.list-sheet": (
        "{file} · sheet {sheet} · {n:row|rows}",
        "{file} · trang tính {sheet} · {n} dòng",
    ),
    "web.confirm.list-rows": ("{file} · {n:row|rows}", "{file} · {n} dòng"),
    "web.confirm.aside": ("Not sent", "Không gửi"),
    "web.confirm.aside-words": (
        "{invalid} with mistakes · {duplicate} repeated · {suppressed} on the never-send list · "
        "{before} sent before",
        "{invalid} có lỗi · {duplicate} trùng · {suppressed} thuộc danh sách không gửi · {before} đã gửi trước đây",
    ),
    "web.confirm.aside-excluded": ("{aside} · {n} not chosen", "{aside} · {n} được lọc bỏ"),
    "web.confirm.cost": ("Cost", "Chi phí"),
    "web.confirm.cost-most": ("at most {cost}", "tối đa {cost}"),
    "web.confirm.sms": ("Who is not reached", "Khách không nhận được"),
    "web.confirm.begin": ("Begins", "Bắt đầu"),
    "web.confirm.begin-now": ("now", "ngay"),
    "web.confirm.begin-end": ("{begin} · done about {end}", "{begin} · xong khoảng {end}"),
    "web.confirm.tomorrow": ("Wait until tomorrow", "Chờ đến ngày mai"),
    "web.confirm.first": ("First message", "Tin đầu"),
    "web.confirm.first-row": ("row {row}", "dòng {row}"),
    "web.confirm.options": ("Options", "Tùy chọn"),
    "web.confirm.again": (
        "People who got this message get it a second time.",
        "Những người đã nhận tin này sẽ nhận lần hai.",
    ),
    "web.confirm.tick": (
        "I have looked at the message and the number above.",
        "Tôi đã xem tin và số lượng ở trên.",
    ),
    "web.confirm.tick-first": (
        "Please tick this box first: {n:message|messages} will leave.",
        "Vui lòng đánh dấu vào ô này trước: {n} tin sẽ được gửi.",
    ),
    "web.confirm.no-way-back": (
        "What is sent can't be taken back. You can pause, or cancel what is left, at any time.",
        "Đã gửi thì không thu hồi được. Bạn có thể tạm dừng hoặc hủy phần chưa gửi bất cứ lúc nào.",
    ),
    "web.confirm.back": ("Back to change something", "Quay lại sửa"),
    "web.confirm.once": (
        "This campaign was confirmed at {at}. Nothing is sent twice.",
        "Chiến dịch này đã được bấm gửi lúc {at}. Không có gì gửi hai lần.",
    ),
    "web.confirm.once-other": (
        "This campaign was confirmed already, and is sent once.",
        "Chiến dịch này đã được bấm gửi và chỉ gửi một lần.",
    ),
    "web.confirm.open": ("Open the campaign", "Mở chiến dịch"),
    "web.confirm.changed-h": ("Something changed", "Có thay đổi"),
    "web.confirm.changed": (
        "Something changed since you opened the page: {what}. Please look again and press once more.",
        "Có thay đổi từ lúc bạn mở trang: {what}. Vui lòng xem lại rồi bấm lần nữa.",
    ),
    "web.confirm.old": (
        "the numbers are older than 60 minutes",
        "các con số đã quá 60 phút",
    ),
    "web.confirm.other-number": (
        "{before:message was|messages were} shown, and there {now:=is|are} {now} now",
        "lúc trước là {before} tin, nay là {now} tin",
    ),
    "web.confirm.other-plan": (
        "the list was written down anew, perhaps from another window",
        "danh sách đã được ghi lại, có thể từ cửa sổ khác",
    ),
    "web.confirm.replan": ("Work out the numbers again", "Tính lại các con số"),
    "web.confirm.start-passed": (
        "the moment it was scheduled for has passed",
        "giờ hẹn gửi đã qua",
    ),
    "web.confirm.practice": (
        "Practice: goes to a stand-in.",
        "Tập dượt: gửi tới máy giả lập.",
    ),
}
