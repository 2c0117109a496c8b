"""Sentences about customers across campaigns: never-send list, history, answers, who is unreached."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "suppress.bad-number": (
        "“{shown}” is no Vietnamese mobile number; nothing was added. Write it like 0912345678.",
        "“{shown}” không phải số di động Việt Nam; chưa thêm số nào. Vui lòng viết như 0912345678.",
    ),
    "suppress.no-numbers": (
        "No number was given; name some, or use --proposed.",
        "Chưa có số nào; vui lòng nhập số điện thoại hoặc dùng --proposed.",
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
    "suppress.column.added-at": ("Added at", "Thêm lúc"),
    "suppress.column.code": ("Error code", "Mã lỗi"),
    "suppress.column.campaign": ("Campaign", "Chiến dịch"),
    "suppress.source.person": ("a person", "người dùng"),
    "suppress.source.import": ("a file", "tệp"),
    "suppress.source.refusal": ("refusal", "khách từ chối"),
}
