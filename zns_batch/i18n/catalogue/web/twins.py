"""What a page says in place of a sentence that names options or commands.

A twin has the key of its sentence with `@web` behind it; it stands here, or beside the sentence. Where a
sentence names a command in passing, as the remedies of error codes do, `PHRASES` puts the page's words
in its place, so that what to do about an error stands in one catalogue only.
"""

from zns_batch.i18n import Translation

PHRASES: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = (
    (
        (" (retry --status unknown)", ""),
        (" (retry --status rejected)", ""),
        (": retry --status rejected --journey KIND", ": press “Send again”"),
        ("with retry --status rejected", "with “Send again”"),
        ("continue with resume or retry", "press “Go on” or “Send again”"),
        ("continue with resume and a lower --rate", "go on at a lower pace"),
        ("continue with resume", "press “Go on”"),
        ("Go on with resume", "Press “Go on”"),
        ("with resume, or by itself with --wait", "by itself"),
        ("choose a lower --rate", "choose a lower pace"),
        ("Let “receipts” look it up at eTelecom", "Ask on the campaign's page what became of it"),
        ("; resume continues", "; “Go on” continues"),
        (" (--mode development)", ""),
        (" (--hash-phone)", ""),
        (" (--beyond-quota)", ""),
        ("without --mode development", "as a real message"),
        ("put the number on the suppress list", "put the number on the never-send list"),
        (
            "`zns-batch doctor` tells whether they fit",
            "whoever looks after the server can check whether they fit",
        ),
        (
            " (`zns-batch account login`, with -a for one of several accounts)",
            " (whoever looks after the server does that)",
        ),
        (
            ": `zns-batch account login`, with -a for one of several accounts",
            "; whoever looks after the server does that",
        ),
    ),
    (
        (" (retry --status unknown)", ""),
        (" (retry --status rejected)", ""),
        (": retry --status rejected --journey LOẠI", ": bấm “Gửi lại”"),
        ("bằng retry --status rejected --journey LOẠI", "bằng nút “Gửi lại”"),
        ("bằng retry --status rejected", "bằng nút “Gửi lại”"),
        ("chạy tiếp (resume) hoặc gửi lại (retry)", "bấm “Gửi tiếp” hoặc “Gửi lại”"),
        ("chạy tiếp chiến dịch (resume)", "bấm “Gửi tiếp”"),
        ("chạy tiếp (resume) với --rate thấp hơn", "bấm “Gửi tiếp” với tốc độ thấp hơn"),
        ("chạy tiếp (resume)", "bấm “Gửi tiếp”"),
        ("chạy tiếp bằng resume", "bấm “Gửi tiếp”"),
        (" bằng resume, hoặc tự gửi nếu có --wait", ", tự động"),
        ("chọn --rate thấp hơn", "chọn tốc độ thấp hơn"),
        (
            "chạy “receipts” để tra tin tại eTelecom",
            "hỏi ở trang chiến dịch để tra tin tại eTelecom",
        ),
        (" (--mode development)", ""),
        (" (--hash-phone)", ""),
        (" (--beyond-quota)", ""),
        (" (--suppress)", ""),
        ("gửi không kèm --mode development", "gửi như tin thật"),
        ("dùng `zns-batch doctor` để kiểm tra", "nhờ người quản lý máy chủ kiểm tra"),
        (
            " (`zns-batch account login`, thêm -a nếu có nhiều tài khoản)",
            " (nhờ người quản lý máy chủ)",
        ),
        (
            ": `zns-batch account login`, thêm -a nếu có nhiều tài khoản",
            "; vui lòng nhờ người quản lý máy chủ",
        ),
    ),
)
"""Words of the command line, and what stands in their place on a page: English, Vietnamese."""

ENTRIES: dict[str, Translation] = {
    # ── reading a list ──
    "sheet.no-visible-sheet@web": (
        "{path}: the workbook has no visible sheet; please show one in Excel, save, and upload it again",
        "{path}: tệp không có trang tính nào hiển thị; vui lòng cho hiện trang tính trong Excel, lưu lại rồi tải lên lại",
    ),
    "sheet.text-without-sheets@web": (
        "{path}: a text file has no sheets, so there is no “{wanted}”; please upload the list again",
        "{path}: tệp văn bản không có trang tính nên không có “{wanted}”; vui lòng tải danh sách lên lại",
    ),
    "sheet.empty-others@web": (
        "{path}, sheet “{sheet}”: it is empty; please choose another sheet: {others}",
        "{path}, trang tính “{sheet}”: không có dữ liệu; vui lòng chọn trang tính khác: {others}",
    ),
    "problem.phone-several@web": (
        "{shown} holds several phone numbers; leave one, make a row for each, or switch on “Send to each number of a cell”.",
        "{shown} có nhiều số điện thoại; hãy để lại một số, tách mỗi số thành một dòng, hoặc bật “Gửi tới từng số trong ô”.",
    ),
    "problem.example-row@web": (
        "This is the example row of the sample file, and its number may belong to somebody; replace it with your own recipients, or delete the row.",
        "Đây là dòng ví dụ của tệp mẫu, số điện thoại có thể là của người khác; hãy thay bằng người nhận của bạn hoặc xóa dòng này.",
    ),
    "problem.never-send@web": (
        "The number is on the never-send list; this row is not sent.",
        "Số này nằm trong danh sách không gửi; dòng này không được gửi.",
    ),
    "problem.columns-missing-map@web": (
        "choose a column for each in the table",
        "chọn cột cho từng tham số trong bảng",
    ),
    "problem.columns-missing-name@web": (
        "choose the column of phone numbers",
        "chọn cột số điện thoại",
    ),
    "problem.column-missing@web": (
        "no column for “{param}” yet; choose one in the table; nearest: {candidates}",
        "chưa có cột nào cho “{param}”; vui lòng chọn cột trong bảng; gần giống: {candidates}",
    ),
    "problem.column-no-phone@web": (
        "no column of phone numbers yet; choose one in the table; nearest: {candidates}",
        "chưa có cột số điện thoại; vui lòng chọn cột trong bảng; gần giống: {candidates}",
    ),
    "problem.column-only-users@web": (
        "no column of phone numbers, but one of user ids: {columns}; these can only be sent to by whoever looks after the server",
        "không có cột số điện thoại, chỉ có cột user id: {columns}; việc gửi theo user id do người quản lý máy chủ thực hiện",
    ),
    "problem.column-no-user@web": (
        "no column of user ids yet; choose one in the table; nearest: {candidates}",
        "chưa có cột user id; vui lòng chọn cột trong bảng; gần giống: {candidates}",
    ),
    "problem.column-phone-twice@web": (
        "several columns of phone numbers: {columns}; choose one in the table",
        "có nhiều cột số điện thoại: {columns}; vui lòng chọn một cột trong bảng",
    ),
    "problem.column-param-twice@web": (
        "several columns for “{param}”: {columns}; choose one in the table",
        "có nhiều cột cho “{param}”: {columns}; vui lòng chọn một cột trong bảng",
    ),
    "problem.column-unknown-param@web": (
        "The template has no “{param}” any more; it has: {known}",
        "Mẫu tin không còn tham số “{param}”; các tham số: {known}",
    ),
    "problem.set-unknown-param@web": (
        "The template has no “{param}” any more; it has: {known}.",
        "Mẫu tin không còn tham số “{param}”; các tham số: {known}.",
    ),
    "problem.set-and-map@web": (
        "“{param}” has both a column and a text of its own; keep one of them.",
        "“{param}” vừa có cột vừa có nội dung chung; vui lòng chỉ giữ một.",
    ),
    "problem.set-value@web": ("{param}: {why}", "{param}: {why}"),
    "problem.journey-missing@web": (
        "The journey token is missing. Enter it into the list and upload it again.",
        "Thiếu token hành trình. Vui lòng điền vào danh sách rồi tải lên lại.",
    ),
    # ── templates and accounts ──
    "template.only-at-account@web": (
        "The template {ref} was not taken over from the account yet; please ask whoever looks after the server.",
        "Mẫu {ref} chưa được tải về từ tài khoản; vui lòng nhờ người quản lý máy chủ.",
    ),
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
    "ledger.all-sent-before@web": (
        "All {count} rows that could be sent were sent before, the last time by campaign “{name}”. To send them once more, tick “Send again to those who got this message” in the options.",
        "Cả {count} dòng gửi được đều đã được gửi trước đây, gần nhất bởi chiến dịch “{name}”. Muốn gửi lại, vui lòng đánh dấu “Gửi lại cả những người đã nhận tin này” trong phần tùy chọn.",
    ),
    "ledger.already-sent@web": (
        "The same recipients and values were sent before, by campaign “{name}” on {when} (state: {state}). To send all of it again, tick “Send again to those who got this message” in the options.",
        "Danh sách với đúng người nhận và nội dung này đã được gửi bởi chiến dịch “{name}” lúc {when} (trạng thái: {state}). Muốn gửi lại toàn bộ, vui lòng đánh dấu “Gửi lại cả những người đã nhận tin này” trong phần tùy chọn.",
    ),
    "ledger.cancelled-before@web": (
        "This campaign was cancelled and can't go on. Its rows can be sent after all with “Send refused rows again”.",
        "Chiến dịch này đã bị hủy nên không gửi tiếp được. Nếu vẫn muốn gửi các dòng đó, vui lòng dùng “Gửi lại dòng bị từ chối”.",
    ),
    "ledger.changed-meanwhile@web": (
        "This campaign was just changed by somebody else, so nothing was done. Look at its page, then try again.",
        "Chiến dịch này vừa được người khác thay đổi nên chưa thực hiện gì. Vui lòng xem trang chiến dịch rồi thử lại.",
    ),
    "ledger.confirmed-before@web": (
        "This campaign was confirmed already, from another window or by somebody else, and is sent once.",
        "Chiến dịch này đã được xác nhận từ một cửa sổ khác hoặc bởi người khác và chỉ gửi một lần.",
    ),
    "ledger.half-sent@web": (
        "This list is already campaign “{name}” ({state}): {left} of its rows are still to be sent. Please go on with it on its page.",
        "Danh sách này đã thuộc chiến dịch “{name}” ({state}), còn {left} dòng chưa gửi. Vui lòng gửi tiếp ở trang của chiến dịch đó.",
    ),
    "ledger.name-taken@web": (
        "There is already a campaign called “{name}”. Please choose another name.",
        "Đã có chiến dịch tên “{name}”. Vui lòng chọn tên khác.",
    ),
    "ledger.only-final@web": (
        "Sending these {n} rows again changes nothing: the customer refused, or the number can't exist.",
        "{n} dòng này có gửi lại cũng vậy: khách đã từ chối nhận hoặc số không tồn tại.",
    ),
    "ledger.scheduled-before@web": (
        "This list is already campaign “{name}”, to be sent at {when}. It can be cancelled on its page.",
        "Danh sách này đã thuộc chiến dịch “{name}”, hẹn gửi lúc {when}. Có thể hủy chiến dịch đó ở trang của nó.",
    ),
    "run.internal@web": (
        "The program had an internal error ({what}). What was in flight is recorded; please tell whoever looks after the server.",
        "Chương trình gặp lỗi nội bộ ({what}). Các tin đang gửi đã được ghi lại; vui lòng báo người quản lý máy chủ.",
    ),
    "report.reason.excluded@web": (
        "The row is not among those that the filter chooses.",
        "Dòng này không thuộc các dòng được chọn bằng bộ lọc.",
    ),
    "etelecom.only-phones.do@web": (
        "Leave out hashed phones and user ids for this account, then start again.",
        "Vui lòng không dùng số điện thoại đã băm và user id với tài khoản này rồi chạy lại.",
    ),
    "etelecom.journey-options.do@web": (
        "Send without test mode and within the quota, or without a journey.",
        "Vui lòng gửi không dùng chế độ thử và trong hạn mức, hoặc gửi không kèm hành trình.",
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
