"""The pages about the installation: how it stands, and its settings."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── how it stands ──
    "web.system.worker-runs": (
        "{n:worker is|workers are} running: what was sent goes out.",
        "{n} chương trình gửi (worker) đang chạy: chiến dịch đã bấm gửi sẽ được gửi.",
    ),
    "web.system.worker-none": (
        "No worker is running.",
        "Không có chương trình gửi (worker) nào đang chạy.",
    ),
    "web.system.worker-waiting": (
        "{n:campaign waits|campaigns wait} for one.",
        "{n} chiến dịch đang chờ.",
    ),
    "web.system.version": ("Version", "Phiên bản"),
    "web.system.looking": (
        "Everything is being looked at; the page reloads by itself.",
        "Đang kiểm tra; trang sẽ tự tải lại.",
    ),
    "web.system.findings": ("What was found", "Kết quả kiểm tra"),
    "web.system.fine": ("Everything is in order.", "Mọi thứ đều ổn."),
    "web.system.wrong": ("{n:thing needs|things need} a look.", "{n} mục cần xem."),
    "web.system.looked": ("Looked at {when}.", "Kiểm tra lúc {when}."),
    "web.system.what": ("What", "Mục"),
    "web.system.result": ("Result", "Kết quả"),
    "web.system.found": ("Found, and what to do", "Chi tiết và cách xử lý"),
    "web.system.ok": ("in order", "ổn"),
    "web.system.look": ("needs a look", "cần xem"),
    "web.system.again": ("Look again", "Kiểm tra lại"),
    "web.system.workers": ("Workers", "Chương trình gửi (worker)"),
    "web.system.no-workers": ("None is registered.", "Không có worker nào."),
    "web.system.machine": ("Machine", "Máy"),
    "web.system.since": ("Running since", "Chạy từ"),
    "web.system.beat": ("Last sign of life", "Tín hiệu gần nhất"),
    "web.system.ago": ("{span} ago", "{span} trước"),
    "web.system.stale": ("silent", "mất tín hiệu"),
    "web.system.lanes": ("Being sent", "Đang gửi"),
    "web.system.no-lanes": ("Nothing is being sent.", "Không có gì đang gửi."),
    "web.system.account": ("Account", "Tài khoản gửi"),
    "web.system.campaign": ("Campaign", "Chiến dịch"),
    "web.system.store": ("Ledger and disk", "Sổ gửi tin và ổ đĩa"),
    "web.system.ledger-size": ("Size of the ledger", "Dung lượng sổ gửi tin"),
    "web.system.disk-head": ("Disk", "Ổ đĩa"),
    "web.system.disk": ("{free} free of {size}.", "Còn trống {free} trên {size}."),
    "web.system.disk-little": (
        "That is little: please make room.",
        "Còn ít: vui lòng giải phóng dung lượng.",
    ),
    "web.system.backup": ("Last copy", "Sao lưu gần nhất"),
    "web.system.backup-how": (
        "On the server, a copy is made by this command, also while something is sent:",
        "Trên máy chủ, sao lưu bằng lệnh sau, kể cả khi đang gửi:",
    ),
    # ── settings in force ──
    "web.settings.h1": ("Settings in force", "Cấu hình đang dùng"),
    "web.settings.lead": (
        "Each value and where it comes from. Settings are changed in the settings file or by variables on the server, and hold from the next start; secrets are never shown.",
        "Từng giá trị và nguồn của nó. Cấu hình được sửa trong tệp cấu hình hoặc biến môi trường trên máy chủ, có hiệu lực từ lần khởi động sau; không bao giờ hiện giá trị bí mật.",
    ),
    "web.settings.file": ("The file:", "Tệp:"),
    "web.settings.no-file": (
        "There is no settings file: all values are defaults or variables.",
        "Không có tệp cấu hình: mọi giá trị là mặc định hoặc biến môi trường.",
    ),
    "web.settings.place": ("Where things lie", "Nơi lưu"),
    "web.settings.key": ("Key", "Khóa"),
    "web.settings.value": ("Value", "Giá trị"),
    "web.settings.where": ("From", "Nguồn"),
    "web.settings.set": ("set", "đã đặt"),
    "web.settings.unset": ("not set", "chưa đặt"),
    "web.settings.yes": ("yes", "có"),
    "web.settings.no": ("no", "không"),
    "web.settings.from.file": ("settings file", "tệp cấu hình"),
    "web.settings.from.variable": ("variable {variable}", "biến môi trường {variable}"),
    "web.settings.from.default": ("default", "mặc định"),
    "web.settings.from.store": ("the system's store of secrets", "kho bí mật của hệ thống"),
}
