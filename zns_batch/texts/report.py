"""The words of the workbooks."""

from zns_batch.texts import Entry

ENTRIES: dict[str, Entry] = {
    "report.column.status": ("Status", "Trạng thái"),
    "report.column.phone": ("Phone sent to", "Số đã gửi"),
    "report.column.code": ("Error code", "Mã lỗi"),
    "report.column.reason": ("Reason", "Lý do"),
    "report.column.remedy": ("What to do", "Cách xử lý"),
    "report.column.message-id": ("Message ID", "Mã tin"),
    "report.column.tracking-id": ("Tracking ID", "Mã đối soát"),
    "report.column.sent-at": ("Sent at", "Gửi lúc"),
    "report.column.delivered-at": ("Delivered at", "Nhận lúc"),
    "report.column.attempts": ("Attempts", "Số lần gửi"),
    "report.column.cost": ("Cost (VND)", "Chi phí (VNĐ)"),
}
