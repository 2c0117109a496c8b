"""What is said around a run: settings of a campaign, progress, how it ended."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "run.nothing-to-send": (
        "No row of this list can be sent.",
        "Danh sách này không có dòng nào gửi được.",
    ),
    "run.needs-consent": (
        "{n} rows can’t be sent. Correct them, or plan with skip_invalid=True to skip them.",
        "Có {n} dòng không gửi được. Vui lòng sửa các dòng đó, hoặc lập kế hoạch với "
        "skip_invalid=True để bỏ qua.",
    ),
    "run.internal": (
        "zns-batch had an internal error ({what}). What was in flight is recorded; the log "
        "has the details.",
        "zns-batch gặp lỗi nội bộ ({what}). Các tin đang gửi đã được ghi lại; xem chi tiết trong nhật ký.",
    ),
    "run.internal@web": (
        "The program had an internal error ({what}). What was in flight is recorded; please tell whoever looks after the server.",
        "Chương trình gặp lỗi nội bộ ({what}). Các tin đang gửi đã được ghi lại; vui lòng báo người quản lý máy chủ.",
    ),
    "run.bad-window": (
        "“{text}” is not a sending window. Write it as HH:MM-HH:MM, such as 08:00-21:30.",
        "“{text}” không phải khung giờ gửi. Vui lòng viết dạng HH:MM-HH:MM, ví dụ 08:00-21:30.",
    ),
    "run.bad-moment": (
        "“{text}” is not a valid time. Write it as 01/12/2026 18:00, 2026-12-01 18:00, "
        "18:00, +2h, +90m or +1d.",
        "“{text}” không phải thời điểm. Vui lòng viết dạng 01/12/2026 18:00, 2026-12-01 18:00, 18:00, +2h, +90m hoặc +1d.",
    ),
    "run.bad-past-moment": (
        "“{text}” is not a valid date. Write it as 01/12/2026, 2026-12-01, 2026-12-01 18:00, or 7d for seven days ago.",
        "“{text}” không phải ngày hợp lệ. Vui lòng viết dạng 01/12/2026, 2026-12-01, 2026-12-01 18:00, hoặc 7d cho bảy ngày trước.",
    ),
    "run.past-moment": (
        "“{text}” is in the past. Give a time in the future.",
        "“{text}” đã qua. Vui lòng chọn thời điểm trong tương lai.",
    ),
    "run.draft-destination-changed": (
        "the account “{account}” leads elsewhere than when the numbers were worked out",
        "tài khoản “{account}” đã trỏ tới nơi khác so với lúc tính các con số",
    ),
    "run.draft-price-changed": (
        "the price was VND {before} a message and is VND {after} now",
        "giá mỗi tin trước là {before} đ, nay là {after} đ",
    ),
    "run.draft-text-changed": (
        "the template's text is another one",
        "nội dung mẫu tin đã đổi",
    ),
    "run.draft-params-changed": (
        "the template demands something else of {names}",
        "mẫu tin yêu cầu khác ở: {names}",
    ),
    "run.draft-template-changed": (
        "the template has the id {id} now",
        "mẫu tin nay có mã {id}",
    ),
    "run.draft-refused": ("it can't be sent now: {why}", "hiện không gửi được: {why}"),
    "run.bad-status": (
        "Rows in state “{status}” can't be sent again. Choose from: {known}.",
        "Không gửi lại được các dòng ở trạng thái “{status}”. Vui lòng chọn trong: {known}.",
    ),
}
