"""What a page says in place of a sentence that names options or commands.

A twin has the key of its sentence with `@web` behind it; it stands here, or beside the sentence. Where a
sentence names a command in passing, as the remedies of error codes do, `PHRASES` puts the page's words
in its place, so that what to do about an error stands in one catalogue only.
"""

from zns_batch.i18n import Translation

PHRASES: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = (
    (
        (
            " after 6 in the morning with resume, or by itself with --wait",
            " by itself after 6 in the morning",
        ),
        ("goes out tomorrow with resume, or by itself with --wait", "goes out by itself tomorrow"),
        ("continue with resume and a lower --rate", "press “Go on”"),
        ("continue with resume or retry", "press “Go on” or “Send again”"),
        ("continue with resume", "press “Go on”"),
        ("Go on with resume", "Press “Go on”"),
        ("go on with resume", "press “Go on”"),
        ("resume continues", "“Go on” continues"),
        (" (retry --status unknown)", ""),
        ("retry --status rejected --journey KIND", "with “Send again”"),
        ("with retry --status rejected", "with “Send again”"),
        ("send it again with retry", "send it again with “Send again”"),
        ("send again with retry", "press “Send again”"),
        ("with retry", "with “Send again”"),
        (
            "choose a lower --rate if it keeps happening",
            "choose a lower pace if it keeps happening",
        ),
        (", or send without --mode development", ""),
        (
            "Leave out --hash-phone and user ids for this account, then start again.",
            "Ask an administrator: this account sends to phone numbers only.",
        ),
        (
            "Leave out --mode development and --beyond-quota, or send without a journey.",
            "Send for real and within the quota, or without a journey.",
        ),
        ("Let “receipts” look it up", "Let “Ask whether they arrived” look it up"),
        (
            "Log the account in again (`zns-batch account login`, with -a for one of several accounts)",
            "Ask an administrator to log the account in again",
        ),
        (
            "Log in again: `zns-batch account login`, with -a for one of several accounts.",
            "Ask an administrator to log the account in again.",
        ),
        ("`zns-batch doctor` tells whether they fit, then", "then"),
        (" (--mode development)", ""),
        (" (--hash-phone)", ""),
        (" (--beyond-quota)", ""),
    ),
    (
        ("gửi sau 6 giờ sáng bằng resume, hoặc tự gửi nếu có --wait", "tự gửi sau 6 giờ sáng"),
        ("gửi vào ngày mai bằng resume, hoặc tự gửi nếu có --wait", "tự gửi vào ngày mai"),
        ("chạy tiếp (resume) với --rate thấp hơn", "bấm “Gửi tiếp”"),
        ("chạy tiếp (resume) hoặc gửi lại (retry)", "bấm “Gửi tiếp” hoặc “Gửi lại”"),
        ("chạy tiếp chiến dịch (resume)", "bấm “Gửi tiếp”"),
        ("chạy tiếp (resume)", "bấm “Gửi tiếp”"),
        ("chạy tiếp bằng resume", "bấm “Gửi tiếp”"),
        (" (retry --status unknown)", ""),
        ("retry --status rejected --journey LOẠI", "bấm “Gửi lại”"),
        ("bằng retry --status rejected", "bằng nút “Gửi lại”"),
        ("bằng retry", "bằng nút “Gửi lại”"),
        ("chọn --rate thấp hơn", "chọn tốc độ thấp hơn"),
        (", hoặc gửi không kèm --mode development", ""),
        (
            "Vui lòng bỏ --hash-phone và user id với tài khoản này rồi chạy lại.",
            "Vui lòng hỏi quản trị viên: tài khoản này chỉ gửi theo số điện thoại.",
        ),
        (
            "Vui lòng bỏ --mode development và --beyond-quota, hoặc gửi không kèm hành trình.",
            "Vui lòng gửi thật trong hạn mức, hoặc gửi không kèm hành trình.",
        ),
        ("chạy “receipts” để tra tin", "bấm “Hỏi xem tin đã đến máy chưa” để tra tin"),
        (
            "đăng nhập lại tài khoản (`zns-batch account login`, thêm -a nếu có nhiều tài khoản)",
            "nhờ quản trị viên đăng nhập lại tài khoản",
        ),
        (
            "đăng nhập lại: `zns-batch account login`, thêm -a nếu có nhiều tài khoản.",
            "nhờ quản trị viên đăng nhập lại tài khoản.",
        ),
        ("dùng `zns-batch doctor` để kiểm tra, rồi", "rồi"),
        (" (--suppress)", ""),
        (" (--mode development)", ""),
        (" (--hash-phone)", ""),
        (" (--beyond-quota)", ""),
    ),
)
"""Words of the command line, and what stands in their place on a page: English, Vietnamese."""

ENTRIES: dict[str, Translation] = {
    # ── reading a list ──
    # ── templates and accounts ──
    "template.not-at-account@web": (
        "Account “{account}” has no template {id}; please choose another one. Nothing was sent.",
        "Tài khoản “{account}” không có mẫu {id}; vui lòng chọn mẫu khác. Chưa gửi tin nào.",
    ),
    "settings.no-token@web": (
        "Account “{account}” is not connected to Zalo. Please ask whoever looks after the server ({variable}). Nothing was sent.",
        "Tài khoản “{account}” chưa kết nối với Zalo. Vui lòng nhờ người quản lý máy chủ ({variable}). Chưa gửi tin nào.",
    ),
    "settings.no-key@web": (
        "Account “{account}” has no API key for “{provider}”. Please ask whoever looks after the server ({variable}). Nothing was sent.",
        "Tài khoản “{account}” chưa có khóa API của “{provider}”. Vui lòng nhờ người quản lý máy chủ ({variable}). Chưa gửi tin nào.",
    ),
    "settings.missing@web": (
        "Account “{account}” needs {setting} for “{provider}”. Please ask whoever looks after the server ({variable}). Nothing was sent.",
        "Tài khoản “{account}” dùng “{provider}” cần có {setting}. Vui lòng nhờ người quản lý máy chủ ({variable}). Chưa gửi tin nào.",
    ),
    # ── campaigns ──
    "ledger.gone@web": (
        "The ledger {path} was removed or replaced while the program was using it, so nothing more is sent. Please tell whoever looks after the server.",
        "Sổ gửi tin {path} bị xóa hoặc bị thay khi chương trình đang dùng nên không gửi thêm tin nào. Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.no-database@web": (
        "There is no such database: {path} ({why}). Please tell whoever looks after the server.",
        "Không có cơ sở dữ liệu này: {path} ({why}). Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.newer@web": (
        "The ledger {path} was written by a newer version ({found}, this one knows {known}). Please tell whoever looks after the server.",
        "Sổ gửi tin {path} do phiên bản mới hơn ghi ({found}, bản này chỉ hiểu {known}). Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.older@web": (
        "The ledger {path} was written by an older version ({found}, this one needs {known}). Please tell whoever looks after the server.",
        "Sổ gửi tin {path} do phiên bản cũ hơn ghi ({found}, bản này cần {known}). Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.moving@web": (
        "The ledger {path} is being moved to {to}, and the move was interrupted. Please tell whoever looks after the server.",
        "Sổ gửi tin {path} đang được chuyển sang {to} thì bị ngắt. Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.unknown-campaign@web": (
        "There is no campaign “{name}”, or you may not see it.",
        "Không có chiến dịch “{name}”, hoặc bạn không có quyền xem.",
    ),
    "ledger.no-campaign@web": ("There is no campaign yet.", "Chưa có chiến dịch nào."),
    "ledger.schedule-name-taken@web": (
        "There is already a schedule called “{name}”. Please choose another name.",
        "Đã có lịch gửi tên “{name}”. Vui lòng chọn tên khác.",
    ),
    "ledger.unknown-schedule@web": (
        "There is no schedule called “{name}”.",
        "Không có lịch gửi “{name}”.",
    ),
    "ledger.lane-lost-and-free@web": (
        "Another process took over account “{account}” meanwhile, and has ended since. Please look at the campaign's page.",
        "Một tiến trình khác đã nhận việc gửi cho tài khoản “{account}” và đã kết thúc. Vui lòng xem trang chiến dịch.",
    ),
    "ledger.broken-off@web": (
        "What was in flight is recorded as far as possible; “Go on” on the campaign's page continues ({id}).",
        "Kết quả các tin đang gửi đã được ghi lại trong khả năng cho phép; bấm “Gửi tiếp” ở trang chiến dịch ({id}).",
    ),
    "ledger.not-stopped@web": (
        "Campaign {id} was asked to stop, but has not within {seconds} seconds; its page shows when it has.",
        "Chiến dịch {id} chưa dừng sau {seconds} giây. Yêu cầu dừng đã được gửi; trang chiến dịch cho biết khi nào dừng hẳn.",
    ),
    "run.internal@web": (
        "The program had an internal error ({what}). What was in flight is recorded; please tell whoever looks after the server.",
        "Chương trình gặp lỗi nội bộ ({what}). Các tin đang gửi đã được ghi lại; vui lòng báo người quản lý máy chủ.",
    ),
    "report.reason.excluded@web": (
        "The row is not among those that the filter chooses.",
        "Dòng này không thuộc các dòng được chọn bằng bộ lọc.",
    ),
    # ── journeys, SMS, receipts ──
    "journey.over@web": (
        "The token has expired; please enter a new one into the list.",
        "Token đã hết hạn; vui lòng điền token mới vào danh sách.",
    ),
    "journey.in-doubt@web": (
        "A journey token was asked for {phone} and no usable answer came, so one may exist that we don't know.",
        "Đã xin token hành trình cho {phone} nhưng không nhận được trả lời rõ ràng, nên chưa rõ token đã được tạo hay chưa.",
    ),
    "journey.kept@web": (
        "{phone} already has a valid journey token ({kind}).",
        "{phone} đã có token hành trình ({kind}) còn hạn.",
    ),
    "sms.no-brandname@web": (
        "An SMS needs a sender: enter your registered brandname.",
        "SMS cần có tên người gửi: vui lòng nhập brandname đã đăng ký.",
    ),
    "sms.bad-brandname@web": (
        "“{brandname}” can't be an SMS brandname: at most {longest} plain letters, digits, spaces or . _ - &.",
        "“{brandname}” không làm brandname SMS được: tối đa {longest} chữ cái không dấu, chữ số, khoảng trắng hoặc . _ - &.",
    ),
    "sms.bad-delay@web": (
        "An SMS can wait {least} to {most} seconds, not {delay}.",
        "SMS có thể chờ từ {least} đến {most} giây, không phải {delay}.",
    ),
    "sms.no-text@web": (
        "The SMS has no text: enter one, or give one for each row in a column “{column}”.",
        "SMS chưa có nội dung: vui lòng nhập nội dung, hoặc ghi theo từng dòng ở cột “{column}”.",
    ),
    "sms.unknown-placeholder@web": (
        "The SMS text names <{name}>, which is not a parameter of the template; it has: {known}.",
        "Nội dung SMS có <{name}> nhưng mẫu tin không có tham số này; các tham số có: {known}.",
    ),
    "sms.text-too-long@web": (
        "The SMS text has at least {length} characters; at most {longest} can be sent ({plain} without accents). Please shorten it.",
        "Nội dung SMS có ít nhất {length} ký tự; chỉ gửi được tối đa {longest} (không dấu: {plain}). Vui lòng rút ngắn.",
    ),
    "receipts.early@web": (
        "Too early to tell: {n} rows in doubt. Please ask again in some minutes ({id}).",
        "{n} dòng chưa rõ vừa mới gửi, chưa tra được. Vui lòng hỏi lại sau vài phút ({id}).",
    ),
    "receipts.in-doubt@web": (
        "Rows in doubt: {n}. {provider} can't look a message up by its tracking ID; only its events settle them.",
        "{n} dòng chưa rõ. {provider} không tra được theo mã đối soát; chỉ thông báo từ {provider} mới xác định được.",
    ),
    "receipts.failed@web": (
        "Without a usable answer: {n} messages. What was learned is kept; please ask again later ({id}).",
        "{n} tin chưa có trả lời dùng được. Những gì đã biết đều được giữ lại; vui lòng hỏi lại sau ({id}).",
    ),
    "receipts.interrupted@web": (
        "Stopped. What was learned is kept; please ask again later ({id}).",
        "Đã dừng. Những gì đã biết đều được giữ lại; vui lòng hỏi lại sau ({id}).",
    ),
}
