"""The pages of schedules."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "web.schedules.h1": ("Schedules", "Lịch gửi"),
    "web.schedules.intro": (
        "Lists that are sent by themselves, the next one first.",
        "Các danh sách được tự động gửi, lần gửi gần nhất ở trên.",
    ),
    "web.schedules.none": (
        "No schedules yet. A schedule sends the newest list of a folder by itself, for example on the 5th of each month.",
        "Chưa có lịch gửi nào. Lịch giúp tự gửi danh sách mới trong một thư mục, ví dụ mùng 5 hằng tháng.",
    ),
    "web.schedules.new": ("New schedule", "Tạo lịch gửi"),
    "web.schedules.table": ("Schedules, the next one first", "Các lịch gửi, gần nhất ở trên"),
    "web.schedules.timed": ("Campaigns that wait for their time", "Chiến dịch đã hẹn giờ"),
    "web.schedules.other-time": ("Another time", "Đổi giờ"),
    "web.schedules.head.name": ("Name", "Tên"),
    "web.schedules.head.list": ("List", "Danh sách"),
    "web.schedules.head.when": ("When", "Khi nào"),
    "web.schedules.head.next": ("Next", "Lần tới"),
    "web.schedules.head.last": ("Last time", "Lần gần nhất"),
    "web.schedules.head.state": ("State", "Trạng thái"),
    "web.schedules.head.time": ("Time", "Thời điểm"),
    "web.schedules.head.result": ("Result", "Kết quả"),
    "web.schedules.head.why": ("Details", "Chi tiết"),
    "web.schedules.left": ("in {span}", "còn {span}"),
    "web.schedules.never": ("not yet", "chưa có"),
    "web.schedules.removed": (
        "The schedule was removed. The campaigns that it made are still there.",
        "Đã xóa lịch. Chiến dịch đã tạo vẫn còn.",
    ),
    # ── one schedule ──
    "web.schedules.saved.added": ("The schedule was made.", "Đã tạo lịch gửi."),
    "web.schedules.saved.paused": (
        "The schedule is paused: nothing is sent by it for now.",
        "Đã tạm dừng: lịch này tạm thời không gửi gì.",
    ),
    "web.schedules.saved.resumed": ("The schedule goes on.", "Lịch đã được bật lại."),
    "web.schedules.next": ("Next times:", "Các lần tới:"),
    "web.schedules.next3": (
        "Next three times: {times} (Vietnam time)",
        "Ba lần tới: {times} (giờ Việt Nam)",
    ),
    "web.schedules.short-month": (
        "Months without a day {day} are skipped.",
        "Tháng không có ngày {day} sẽ bị bỏ qua.",
    ),
    "web.schedules.account": ("Sender account", "Tài khoản gửi"),
    "web.schedules.template": ("Template", "Mẫu tin"),
    "web.schedules.campaign": ("Open the campaign", "Mở chiến dịch"),
    "web.schedules.columns": ("Columns", "Các cột"),
    "web.schedules.results": ("Results workbooks", "Tệp kết quả"),
    "web.schedules.runs": ("Last times", "Các lần gần nhất"),
    "web.schedules.no-runs": ("It has not run yet.", "Lịch chưa chạy lần nào."),
    "web.schedules.all": ("All schedules", "Tất cả lịch gửi"),
    "web.schedules.act.pause": ("Pause", "Tạm dừng"),
    "web.schedules.act.resume": ("Go on", "Bật lại"),
    "web.schedules.act.remove": ("Remove the schedule", "Xóa lịch"),
    "web.schedules.pause-ask": (
        "Pause “{name}”? While it is paused its times pass and nothing is sent ({times}).",
        "Tạm dừng “{name}”? Trong lúc tạm dừng, các lần hẹn trôi qua mà không gửi gì ({times}).",
    ),
    "web.schedules.resume-ask": (
        "Let “{name}” go on from its next time?",
        "Bật lại “{name}” từ lần hẹn tới?",
    ),
    "web.schedules.resume-ask-passed": (
        "Let “{name}” go on? The times that have passed are not made up for: {times}.",
        "Bật lại “{name}”? Các lần đã qua sẽ không được gửi bù: {times}.",
    ),
    "web.schedules.remove-ask": (
        "Remove “{name}”? {n:campaign|campaigns} that it made {n:=stays|stay}; what was to be sent at {when} is not sent.",
        "Xóa lịch “{name}”? {n} chiến dịch đã tạo vẫn còn; lần hẹn {when} sẽ không gửi.",
    ),
    "web.schedules.remove-ask-unused": (
        "Remove “{name}”? It has made no campaign yet; what was to be sent at {when} is not sent.",
        "Xóa lịch “{name}”? Lịch chưa tạo chiến dịch nào; lần hẹn {when} sẽ không gửi.",
    ),
    "web.schedules.remove-ask-over": (
        "Remove “{name}”? {n:campaign|campaigns} that it made {n:=stays|stay}.",
        "Xóa lịch “{name}”? {n} chiến dịch đã tạo vẫn còn.",
    ),
    "web.schedules.approval.each": (
        "Another person approves each of its campaigns before it is sent, unless the schedule itself was approved for all times.",
        "Mỗi chiến dịch của lịch này cần người khác duyệt trước khi gửi, trừ khi cả lịch đã được duyệt cho mọi lần.",
    ),
    "web.schedules.approval.asked": (
        "Approval for all times, {n} messages each at most, was asked for; until then each campaign waits.",
        "Đã xin duyệt cho mọi lần, tối đa {n} tin mỗi lần; trong lúc chờ, từng chiến dịch vẫn cần duyệt.",
    ),
    "web.schedules.approval.approved": (
        "Approved for all times: campaigns of {n} messages at most go by themselves.",
        "Đã được duyệt cho mọi lần: chiến dịch tối đa {n} tin sẽ tự gửi.",
    ),
    "web.schedules.approval.given-back": (
        "Approval for all times was not given: each campaign waits for approval.",
        "Chưa được duyệt cho mọi lần: từng chiến dịch cần duyệt.",
    ),
    "web.schedules.approval.changed": (
        "The schedule has changed since its approval was asked for: each campaign waits for approval.",
        "Lịch đã thay đổi từ lúc xin duyệt: từng chiến dịch cần duyệt.",
    ),
    "web.schedules.approval-link": ("Approval of the schedule", "Duyệt lịch gửi"),
    # ── a new one ──
    "web.schedules.new-h1": ("New schedule", "Tạo lịch gửi"),
    "web.schedules.once": (
        "To send one list once at a time, upload it and choose “Schedule” at the last step:",
        "Để gửi một danh sách một lần vào giờ đã hẹn, hãy tải danh sách lên và chọn “Hẹn giờ” ở bước cuối:",
    ),
    "web.schedules.no-folders": (
        "There is no folder from which schedules may take lists. An administrator sets them in [web] list_folders, and they must exist on the server.",
        "Chưa có thư mục nào mà lịch gửi được phép lấy danh sách. Quản trị viên đặt ở [web] list_folders, và thư mục phải có trên máy chủ.",
    ),
    "web.schedules.lead": (
        "Another program puts a new list into a folder of the server; at each time the newest list is checked and sent by itself.",
        "Một chương trình khác đặt danh sách mới vào thư mục trên máy chủ; đến mỗi lần hẹn, danh sách mới nhất được tự động kiểm tra và gửi.",
    ),
    "web.schedules.what-h2": ("What is sent", "Gửi gì"),
    "web.schedules.when-h2": ("When", "Khi nào"),
    "web.schedules.how-h2": ("What if something is wrong", "Nếu có gì không ổn"),
    "web.schedules.folder": ("Folder", "Thư mục"),
    "web.schedules.folder-hint": (
        "Only folders that an administrator has allowed.",
        "Chỉ gồm các thư mục mà quản trị viên đã cho phép.",
    ),
    "web.schedules.file": ("File name", "Tên tệp"),
    "web.schedules.file-hint": (
        "One name, or a pattern with * for the newest of several: orders-*.xlsx",
        "Một tên tệp, hoặc dùng dấu * để lấy tệp mới nhất trong nhiều tệp: don-hang-*.xlsx",
    ),
    "web.schedules.repeat": ("How often", "Bao lâu một lần"),
    "web.schedules.repeat.daily": ("Each day", "Hằng ngày"),
    "web.schedules.repeat.workdays": ("Monday to Friday", "Ngày làm việc (thứ Hai đến thứ Sáu)"),
    "web.schedules.repeat.weekly": ("On some weekdays", "Một số thứ trong tuần"),
    "web.schedules.repeat.monthly": ("On a day of each month", "Một ngày trong tháng"),
    "web.schedules.repeat.cron": ("By a cron line (advanced)", "Theo dòng cron (nâng cao)"),
    "web.schedules.weekdays": ("Weekdays", "Các thứ"),
    "web.schedules.day": ("Day of the month", "Ngày trong tháng"),
    "web.schedules.last-day": ("the last day", "ngày cuối tháng"),
    "web.schedules.clock": ("Time (Vietnam time)", "Giờ gửi (giờ Việt Nam)"),
    "web.schedules.advanced": ("Advanced: cron", "Nâng cao: cron"),
    "web.schedules.cron": ("Cron line", "Dòng cron"),
    "web.schedules.cron-hint": (
        "Minute, hour, day, month, weekday: 30 8 * * MON-FRI",
        "Phút, giờ, ngày, tháng, thứ: 30 8 * * MON-FRI",
    ),
    "web.schedules.look": ("Show the next three times", "Xem ba lần tới"),
    "web.schedules.newest": (
        "Newest list now: {file}, changed {when}",
        "Danh sách mới nhất hiện có: {file}, sửa lúc {when}",
    ),
    "web.schedules.no-list": (
        "There is no such file yet; one must be there when the time comes.",
        "Chưa có tệp như vậy; đến giờ gửi phải có tệp.",
    ),
    "web.schedules.bad-rows": ("If some rows are wrong", "Nếu có dòng lỗi"),
    "web.schedules.bad-rows.hold": (
        "Wait for a person to look",
        "Chờ người xem rồi mới gửi",
    ),
    "web.schedules.bad-rows.send": ("Send the right rows", "Gửi các dòng đúng"),
    "web.schedules.bad-rows.refuse": ("Send nothing", "Không gửi gì"),
    "web.schedules.misfire": (
        "If the server is off at that time",
        "Nếu máy chủ tắt đúng lúc đó",
    ),
    "web.schedules.misfire.once": (
        "Send as soon as it runs again",
        "Gửi bù ngay khi máy chạy lại",
    ),
    "web.schedules.misfire.1h": (
        "Send if it is late by 1 hour at most",
        "Gửi bù nếu trễ không quá 1 giờ",
    ),
    "web.schedules.misfire.2h": (
        "Send if it is late by 2 hours at most",
        "Gửi bù nếu trễ không quá 2 giờ",
    ),
    "web.schedules.misfire.6h": (
        "Send if it is late by 6 hours at most",
        "Gửi bù nếu trễ không quá 6 giờ",
    ),
    "web.schedules.misfire.skip": ("Leave that time out", "Bỏ qua lần đó"),
    "web.schedules.emails": ("Tell by e-mail", "Báo kết quả qua email"),
    "web.schedules.emails-hint": (
        "Addresses with commas between them; empty for those of the settings.",
        "Các địa chỉ cách nhau bằng dấu phẩy; để trống thì dùng địa chỉ trong cài đặt.",
    ),
    "web.schedules.emails-none": ("as the settings say", "theo cài đặt"),
    "web.schedules.name": ("Name of the schedule", "Tên lịch gửi"),
    "web.schedules.name-hint": (
        "Empty to name it after the list.",
        "Để trống thì đặt theo tên danh sách.",
    ),
    "web.schedules.go-on": ("Continue", "Tiếp tục"),
    # ── the last look ──
    "web.schedules.confirm-h1": ("Make this schedule?", "Tạo lịch gửi này?"),
    "web.schedules.promise": (
        "{when}, the newest list {file} in {folder} will be sent by itself.",
        "{when}, danh sách mới nhất {file} trong {folder} sẽ tự được gửi.",
    ),
    "web.schedules.example": (
        "By the newest list of now, {file}:",
        "Theo danh sách mới nhất hiện có, {file}:",
    ),
    "web.schedules.good": ("right", "dòng đúng"),
    "web.schedules.bad": ("wrong", "dòng lỗi"),
    "web.schedules.set-aside": ("set aside", "để riêng"),
    "web.schedules.no-example": (
        "There is no such list yet, so its columns can't be checked now. At each time they are found by their headers; a list whose columns don't fit is not sent, and you are told.",
        "Chưa có danh sách nào như vậy nên chưa kiểm tra được các cột. Đến mỗi lần hẹn, cột được tìm theo tiêu đề; danh sách không khớp cột sẽ không được gửi và bạn sẽ được báo.",
    ),
    "web.schedules.differs": (
        "The account has this template otherwise than the file here; what the account says counts.",
        "Mẫu tin ở tài khoản khác với tệp ở đây; tài khoản là bên quyết định.",
    ),
    "web.schedules.change-columns": ("Change the columns", "Đổi các cột"),
    "web.schedules.create": ("Make the schedule", "Tạo lịch gửi"),
    "web.schedules.change": ("Change something", "Sửa lại"),
}
