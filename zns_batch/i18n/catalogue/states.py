"""The words for states and reasons. The English state words are the contract's."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "state.pending": ("pending", "chờ gửi"),
    "state.sending": ("sending", "đang gửi"),
    "state.accepted": ("accepted", "đã nhận"),
    "state.accepted.dry-run": ("would be sent", "sẽ gửi"),
    "state.rejected": ("rejected", "bị từ chối"),
    "state.unknown": ("unknown", "chưa rõ"),
    "state.invalid": ("invalid", "không hợp lệ"),
    "state.duplicate": ("duplicate", "trùng lặp"),
    "state.suppressed": ("suppressed", "không được gửi"),
    "state.excluded": ("excluded", "được lọc bỏ"),
    "state.expired": ("expired", "quá hạn"),
    "state.cancelled": ("cancelled", "đã hủy"),
    "state.delivered": ("delivered", "đã đến máy"),
    "state.checked": ("checked", "đã kiểm tra"),
    "state.draft": ("draft", "bản nháp"),
    "state.scheduled": ("scheduled", "đã đặt lịch"),
    "state.running": ("running", "đang chạy"),
    "state.paused": ("paused", "tạm dừng"),
    "state.completed": ("completed", "hoàn tất"),
    "state.aborted": ("aborted", "đã dừng, cần xử lý"),
    "reason.quota": ("the day's quota is used up", "đã hết hạn mức gửi trong ngày"),
    "reason.template-quota": (
        "the template's quota for the day is used up",
        "mẫu tin đã hết hạn mức trong ngày",
    ),
    "reason.promotion-quota": (
        "the month's quota for promotion messages is used up",
        "đã hết hạn mức tin hậu mãi trong tháng",
    ),
    "reason.promotion-limit": (
        "the numbers that are left have had their promotion of the day",
        "các số còn lại đã nhận đủ tin hậu mãi trong ngày",
    ),
    "reason.balance": ("the ZBS account has no money left", "tài khoản ZBS đã hết tiền"),
    "reason.night": ("outside the sending hours", "ngoài khung giờ được gửi"),
    "reason.rate": (
        "the provider keeps asking to slow down",
        "nhà cung cấp liên tục yêu cầu gửi chậm lại",
    ),
    "reason.network": ("the provider can't be reached", "không kết nối được tới nhà cung cấp"),
    "reason.failures": ("too many messages failed", "quá nhiều tin gửi không thành công"),
    "reason.person": ("interrupted by a person", "do người dùng"),
    "reason.approval": (
        "it waits for a person's approval",
        "đang chờ người duyệt",
    ),
    "reason.authorisation": ("the access token was refused", "access token bị từ chối"),
    "reason.authorisation@web": (
        "the account's connection was refused",
        "phiên kết nối của tài khoản bị từ chối",
    ),
    "reason.person@web": ("by a person", "do người dùng"),
    "reason.permission": (
        "the account is not allowed to do this",
        "tài khoản không có quyền thực hiện",
    ),
    "reason.template": ("the template can't be used", "mẫu tin không dùng được"),
    "reason.settings": (
        "the application is not set up correctly",
        "ứng dụng chưa được thiết lập đúng",
    ),
}
