"""Sentences about customers across campaigns: never-send list, history, answers, who is unreached."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "suppress.bad-number": (
        "“{shown}” is no Vietnamese mobile number and no user id; nothing was changed. Write it like 0912345678.",
        "“{shown}” không phải số di động Việt Nam hay user id; chưa thay đổi gì. Vui lòng viết như 0912345678.",
    ),
    "suppress.no-numbers": (
        "No number was given; name some, or use --proposed.",
        "Chưa có số nào; vui lòng nhập số điện thoại hoặc dùng --proposed.",
    ),
    "suppress.no-numbers@web": (
        "Please type at least one number.",
        "Vui lòng nhập ít nhất một số.",
    ),
    "suppress.too-many-lines": (
        "These are more than {most} lines. Please upload them as a file.",
        "Nhiều hơn {most} dòng. Vui lòng tải lên dưới dạng tệp.",
    ),
    "suppress.numbers-or-proposed": (
        "--proposed adds the numbers that refused messages; give no other numbers with it.",
        "--proposed thêm các số đã từ chối nhận tin; vui lòng không nhập thêm số khác cùng lúc.",
    ),
    "suppress.not-listed": (
        "Not on the never-send list: {n} number(s); nothing was removed.",
        "Không có trong danh sách không gửi: {n} số; chưa xóa số nào.",
    ),
    "suppress.added": (
        "Never-send list: {added} added, {known} were on it. Waiting rows that won't be sent now: {rows}.",
        "Danh sách không gửi: thêm {added} số, {known} số đã có sẵn. Số dòng đang chờ sẽ không gửi nữa: {rows}.",
    ),
    "suppress.removed": (
        "Removed from the never-send list: {n}. Rows that were left out before stay left out.",
        "Đã xóa khỏi danh sách không gửi: {n}. Các dòng đã bị bỏ qua trước đó vẫn không gửi.",
    ),
    "suppress.none": (
        "The never-send list is empty.",
        "Danh sách không gửi đang trống.",
    ),
    "suppress.total": ("{n} on the never-send list.", "Danh sách không gửi có {n} số."),
    "suppress.shown": (
        "The first {n} are shown; `zns-batch suppress export -o FILE.xlsx` writes all.",
        "Chỉ hiện {n} số đầu; dùng `zns-batch suppress export -o TỆP.xlsx` để ghi tất cả.",
    ),
    "suppress.none-proposed": (
        "No number refused messages that is not on the list.",
        "Không có số nào từ chối nhận tin mà chưa nằm trong danh sách.",
    ),
    "suppress.proposed": (
        "{n} numbers refused messages and are not on the list. Add them: zns-batch suppress add --proposed",
        "{n} số đã từ chối nhận tin và chưa có trong danh sách. Thêm các số này: zns-batch suppress add --proposed",
    ),
    "suppress.exported": (
        "Written: {n} numbers, to {path}",
        "Đã ghi {n} số vào {path}",
    ),
    "suppress.hashes-left": (
        "{n} entries are kept as hashes; nobody can read their numbers back, so they are not in the file. They still hold.",
        "{n} số chỉ còn được giữ dưới dạng mã băm, không đọc lại được nên không có trong tệp; vẫn được áp dụng khi gửi.",
    ),
    "suppress.hashed": (
        "Never-send list: {n} numbers are kept as keyed hashes from now on. The key is {where}; keep a copy of it, without it the list can't be used.",
        "Danh sách không gửi: {n} số từ nay chỉ giữ dưới dạng mã băm có khóa. Khóa nằm ở {where}; vui lòng giữ một bản sao, mất khóa thì không dùng được danh sách.",
    ),
    "suppress.key-unwritable": (
        "The key of the hashes can't be written to {path}: {why}. The list stays as it is.",
        "Không ghi được khóa của mã băm vào {path}: {why}. Danh sách được giữ nguyên.",
    ),
    "suppress.every-account": ("all accounts", "mọi tài khoản"),
    "suppress.hidden": ("(kept as a hash)", "(giữ dạng mã băm)"),
    "suppress.sheet": ("Never send", "Không gửi"),
    "suppress.column.phone": ("Phone", "Số điện thoại"),
    "suppress.column.account": ("Account", "Tài khoản"),
    "suppress.column.source": ("From", "Nguồn"),
    "suppress.column.why": ("Why", "Lý do"),
    "suppress.column.added-by": ("Added by", "Người thêm"),
    "suppress.column.added-at": ("Added at", "Thêm lúc"),
    "suppress.column.code": ("Error code", "Mã lỗi"),
    "suppress.column.campaign": ("Campaign", "Chiến dịch"),
    "suppress.source.person": ("a person", "người dùng"),
    "suppress.source.import": ("a file", "tệp"),
    "suppress.source.refusal": ("refusal", "khách từ chối"),
    "customers.bad-number": (
        "“{shown}” is neither a Vietnamese mobile number nor a user id. Write it like 0912345678.",
        "“{shown}” không phải số di động Việt Nam hay user id. Vui lòng viết như 0912345678.",
    ),
    "customers.nothing-found": (
        "{phone}: no message in any campaign. Campaigns whose customers' data were erased are not searched.",
        "{phone}: không có tin nào trong các chiến dịch. Chiến dịch đã xóa dữ liệu khách thì không tìm được.",
    ),
    "customers.found": (
        "{phone}: {n} message(s), the newest first.",
        "{phone}: {n} tin, mới nhất trước.",
    ),
    "customers.on-never-send": (
        "On the never-send list for account {account}.",
        "Số này nằm trong danh sách không gửi của tài khoản {account}.",
    ),
    "customers.message": (
        "{when} · {state} · {name} ({id}), row {row}",
        "{when} · {state} · {name} ({id}), dòng {row}",
    ),
    "customers.delivered": ("Delivered at {when}", "Đến máy khách lúc {when}"),
    "customers.answer": ("The customer answered: {text}", "Khách trả lời: {text}"),
    "customers.stars": ("{n} of 5 stars", "{n}/5 sao"),
    "customers.reply": ("pressed “{text}”", "bấm “{text}”"),
    "customers.settled-note": (
        "Settled by a person on {when}: {note}",
        "Người dùng xác nhận lúc {when}: {note}",
    ),
    "customers.settled": ("Rows settled: {n}.", "Đã xác nhận {n} dòng."),
    "customers.settled-retry": (
        "Send them again with: zns-batch retry {id} --status rejected --code settled-not-sent",
        "Gửi lại các dòng này: zns-batch retry {id} --status rejected --code settled-not-sent",
    ),
    "customers.not-in-doubt": (
        "Campaign {id}: row(s) {rows} are not unknown, or not there; nothing was changed. Name only rows that `report` shows as unknown.",
        "Chiến dịch {id}: dòng {rows} không ở trạng thái chưa rõ hoặc không có; chưa thay đổi gì. Vui lòng chỉ nêu dòng mà `report` ghi là chưa rõ.",
    ),
    "customers.bad-row": (
        "“{text}” is no row. Name rows as the spreadsheet numbers them: --row 7, --row 7,9 or --row 12-15.",
        "“{text}” không phải số dòng. Vui lòng ghi số dòng như trong bảng tính: --row 7, --row 7,9 hoặc --row 12-15.",
    ),
    "customers.bad-verdict": (
        "“{text}” can't be said of a row; use one of {known}.",
        "“{text}” không dùng được; vui lòng chọn một trong {known}.",
    ),
    "customers.bad-note": (
        "Say in --note how that is known, in at most {most} characters; nothing was changed.",
        "Vui lòng ghi trong --note vì sao biết, tối đa {most} ký tự; chưa thay đổi gì.",
    ),
    "customers.purged": (
        "The customers' data of campaign {id} were erased; its rows can't be settled any more.",
        "Dữ liệu khách của chiến dịch {id} đã bị xóa; không xác nhận được dòng nữa.",
    ),
    "customers.stars-word": ("{n:star|stars}", "{n} sao"),
    "customers.summary-stars": ("Stars: {text}", "Số sao: {text}"),
    "customers.summary-reasons": ("Reasons: {text}", "Lý do: {text}"),
    "customers.summary-replies": ("Replies: {text}", "Khách bấm: {text}"),
    "customers.summary-notes": (
        "Notes that customers wrote: {n} (in the results workbook).",
        "Số góp ý khách viết: {n} (xem trong tệp kết quả).",
    ),
    "customers.answers-new": ("New answers of customers: {n}.", "Câu trả lời mới của khách: {n}."),
    "customers.answers-not-told": (
        "What customers answered could not be asked for: {why}",
        "Chưa hỏi được khách trả lời gì: {why}",
    ),
    "customers.not-arrived": (
        "Zalo took the message and it did not arrive in time.",
        "Zalo đã nhận tin nhưng tin không đến máy khách đúng hạn.",
    ),
    "customers.unreached-sheet": ("Unreached", "Chưa tới được"),
    "customers.unreached-phone": ("Phone", "Số điện thoại"),
    "customers.unreached-text": ("Text", "Nội dung"),
    "customers.unreached-reason": ("Why", "Lý do"),
    "customers.unreached-code": ("Code", "Mã"),
    "customers.unreached-row": ("Row", "Dòng"),
    "customers.unreached-written": (
        "Customers whom Zalo could not reach: {n}, written to {path}",
        "Số khách Zalo không gửi tới được: {n}, đã ghi vào {path}",
    ),
    "customers.unreached-open": (
        "Of {n} accepted messages nobody has said yet whether they arrived; ask with: zns-batch receipts {id}",
        "Còn {n} tin đã nhận mà chưa biết có đến máy khách hay không; hỏi bằng: zns-batch receipts {id}",
    ),
    "customers.unreached-never": (
        "Left out because they are on the never-send list: {n}.",
        "Bỏ qua vì nằm trong danh sách không gửi: {n}.",
    ),
    "customers.unreached-no-text": (
        "The template file has no text, so the list has none; give one with --unreached-text.",
        "Tệp mẫu tin không có nội dung nên danh sách cũng không có; vui lòng thêm bằng --unreached-text.",
    ),
    "customers.fallback-no-text": (
        "Account {account} has a second channel and no text for its SMS; set fallback_text, or give the template file a text. Nothing was sent.",
        "Tài khoản {account} có kênh dự phòng nhưng chưa có nội dung SMS; vui lòng đặt fallback_text hoặc thêm text vào tệp mẫu tin. Chưa gửi gì.",
    ),
    "customers.fallback-pre": (
        "Customers whom Zalo does not reach get an SMS by account {account}, {hours} hours after the end: {n} × at most {cost} VND altogether. A worker must run then.",
        "Khách mà Zalo không gửi tới được sẽ nhận SMS qua tài khoản {account}, sau khi gửi xong {hours} giờ: tối đa {n} SMS, {cost} VNĐ. Khi đó cần có worker đang chạy.",
    ),
    "customers.fallback-pre-unknown": (
        "Customers whom Zalo does not reach get an SMS by account {account}, {hours} hours after the end: at most {n}; their price is not known (sms_price). A worker must run then.",
        "Khách mà Zalo không gửi tới được sẽ nhận SMS qua tài khoản {account}, sau khi gửi xong {hours} giờ: tối đa {n} SMS; chưa biết giá (sms_price). Khi đó cần có worker đang chạy.",
    ),
    "customers.fallback-due": (
        "SMS to those who were not reached: decided at {when} by a worker, sent by account {account}.",
        "SMS cho khách chưa nhận được: worker quyết định lúc {when}, gửi qua tài khoản {account}.",
    ),
    "customers.fallback-none": (
        "SMS to those who were not reached: nobody needed one.",
        "SMS cho khách chưa nhận được: không ai cần.",
    ),
    "customers.fallback-sent": (
        "SMS to those who were not reached: campaign {id}, {accepted} of {n} accepted{cost}.",
        "SMS cho khách chưa nhận được: chiến dịch {id}, {accepted}/{n} SMS đã được nhận{cost}.",
    ),
    "customers.fallback-cost": (", at most {cost} VND", ", tối đa {cost} VNĐ"),
    "customers.sms-template": ("SMS in place of “{name}”", "SMS thay cho “{name}”"),
}
