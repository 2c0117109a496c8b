"""What `doctor` says."""

from zns_batch.texts import Entry

ENTRIES: dict[str, Entry] = {
    "doctor.fine": ("OK", "TỐT"),
    "doctor.wrong": ("LOOK", "XEM"),
    "doctor.installation": ("installation", "cài đặt"),
    "doctor.settings": ("settings", "cấu hình"),
    "doctor.templates": ("templates", "mẫu tin"),
    "doctor.ledger": ("ledger", "sổ gửi tin"),
    "doctor.account": ("account", "tài khoản"),
    "doctor.clock": ("clock", "đồng hồ"),
    "doctor.installed": (
        "zns-batch {version}, Python {python}, {system}, in {where}",
        "zns-batch {version}, Python {python}, {system}, tại {where}",
    ),
    "doctor.settings-read": (
        "account “{account}” ({provider}), from {where}",
        "tài khoản “{account}” ({provider}), lấy từ {where}",
    ),
    "doctor.templates-found": ("found: {names}", "tìm thấy: {names}"),
    "doctor.ledger-open": (
        "{place} can be read and written, {n} campaigns",
        "{place} đọc và ghi được, có {n} chiến dịch",
    ),
    "doctor.account-answers": (
        "“{account}” answers; it does not tell its quota",
        "“{account}” có phản hồi nhưng không cho biết hạn mức",
    ),
    "doctor.account-quota": (
        "“{account}” answers: {left} of today's {daily} messages left",
        "“{account}” có phản hồi: hôm nay còn {left}/{daily} tin",
    ),
    "doctor.clock-shows": ("{now} in Viet Nam", "{now} giờ Việt Nam"),
    "doctor.clock-wrong": (
        "shows {now} in Viet Nam, which can't be right. Set the machine's clock.",
        "đang báo {now} giờ Việt Nam, không thể đúng. Vui lòng chỉnh lại đồng hồ của máy.",
    ),
}
