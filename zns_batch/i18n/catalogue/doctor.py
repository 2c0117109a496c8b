"""What `doctor` says."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "doctor.fine": ("OK", "TỐT"),
    "doctor.wrong": ("CHECK", "CẦN XEM"),
    "doctor.notifications": ("notifications", "tin báo"),
    "doctor.notifications-ready": ("set up: {channels}", "đã đặt: {channels}"),
    "doctor.installation": ("installation", "cài đặt"),
    "doctor.settings": ("settings", "cấu hình"),
    "doctor.templates": ("templates", "mẫu tin"),
    "doctor.ledger": ("ledger", "sổ gửi tin"),
    "doctor.workers": ("workers", "worker"),
    "doctor.schedules": ("schedules", "lịch gửi"),
    "doctor.workers-there": (
        "{n} running; the oldest heartbeat is {seconds} seconds old",
        "{n} worker đang chạy; tín hiệu cũ nhất cách đây {seconds} giây",
    ),
    "doctor.workers-none": (
        "none running, none needed",
        "không có worker đang chạy, hiện cũng không cần",
    ),
    "doctor.workers-missed": (
        "none running, and {n} campaigns wait for one. Start one: zns-batch worker",
        "không có worker đang chạy, trong khi {n} chiến dịch đang chờ. Vui lòng chạy: zns-batch worker",
    ),
    "doctor.schedules-kept": ("{n} active, none is late", "{n} lịch đang bật, không lịch nào trễ"),
    "doctor.schedules-late": (
        "{n} are late, the first is “{name}”, due at {when}. Is a worker running? If not: zns-batch worker",
        "{n} lịch bị trễ, đầu tiên là “{name}”, hẹn lúc {when}. Nếu chưa có worker nào chạy: zns-batch worker",
    ),
    "doctor.audit": ("log of acts", "nhật ký thao tác"),
    "doctor.audit-whole": (
        "its chain is whole up to {when} ({n} entries)",
        "chuỗi nguyên vẹn đến {when} ({n} mục)",
    ),
    "doctor.audit-empty": ("no entries yet", "chưa có mục nào"),
    "doctor.audit-broken": (
        "its chain breaks at entry {n} ({when}): somebody with access to the ledger has changed or removed entries. Compare it with a copy of the ledger.",
        "chuỗi bị đứt ở mục {n} ({when}): có người truy cập được sổ gửi tin đã sửa hoặc xóa mục. Vui lòng so với một bản sao của sổ.",
    ),
    "doctor.account": ("account", "tài khoản"),
    "doctor.clock": ("clock", "đồng hồ"),
    "doctor.installed": (
        "zns-batch {version}, Python {python}, {system}, in {where}",
        "zns-batch {version}, Python {python}, {system}, tại {where}",
    ),
    "doctor.settings-read": (
        "account “{account}” ({provider}), from {where}; base_url: {host}",
        "tài khoản “{account}” ({provider}), lấy từ {where}; base_url: {host}",
    ),
    "doctor.templates-found": ("found: {names}", "tìm thấy: {names}"),
    "doctor.ledger-open": (
        "{place} can be read and written, {n} campaigns",
        "{place} đọc và ghi được, có {n} chiến dịch",
    ),
    "doctor.ledger-open@web": (
        "can be read and written, {n} campaigns",
        "đọc và ghi được, có {n} chiến dịch",
    ),
    "doctor.account-answers": (
        "“{account}” answers; it does not report its quota",
        "“{account}” có phản hồi nhưng không cho biết hạn mức",
    ),
    "doctor.account-silent": (
        "“{account}” has not answered yet. Look at the network, and try again later",
        "“{account}” chưa phản hồi. Vui lòng kiểm tra mạng rồi thử lại sau",
    ),
    "doctor.account-quota": (
        "“{account}” answers: {left} of today's {daily} messages left",
        "“{account}” có phản hồi: hôm nay còn {left}/{daily} tin",
    ),
    "doctor.package": (
        "Since 1 June 2026 only a verified OA on the Growth or Comprehensive package may send by API; "
        "for any other: zns-batch export --help",
        "Từ 01/06/2026 chỉ OA đã xác thực, dùng gói Tăng trưởng hoặc Toàn diện, mới được gửi qua API; "
        "OA khác dùng: zns-batch export --help",
    ),
    "doctor.package@web": (
        "Since 1 June 2026 only a verified OA on the Growth or Comprehensive package may send by API; "
        "for any other, whoever runs the server exports the checked list for Zalo's own campaign page",
        "Từ 01/06/2026 chỉ OA đã xác thực, dùng gói Tăng trưởng hoặc Toàn diện, mới được gửi qua API; "
        "với OA khác, người vận hành máy chủ xuất danh sách đã kiểm tra cho trang chiến dịch của Zalo",
    ),
    "doctor.clock-shows": ("{now} in Vietnam", "{now} giờ Việt Nam"),
    "doctor.clock-wrong": (
        "shows {now} in Vietnam, which can't be right. Set the machine's clock.",
        "đang báo {now} giờ Việt Nam, không thể đúng. Vui lòng chỉnh lại đồng hồ của máy.",
    ),
}
