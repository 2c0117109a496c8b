"""What is said of long work that was stopped."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "jobs.too-many": (
        "Too many people are waiting for the same kind of work. Please try again in a minute.",
        "Đang có quá nhiều việc cùng loại chờ tới lượt. Vui lòng thử lại sau một phút.",
    ),
    "jobs.too-long": (
        "This took longer than {seconds} seconds and was stopped. Please split the list into smaller files.",
        "Việc này lâu hơn {seconds} giây nên đã được dừng. Vui lòng chia danh sách thành các tệp nhỏ hơn.",
    ),
    "jobs.too-much-memory": (
        "This needs more memory than allowed and was stopped. Please split the list into smaller files.",
        "Việc này cần nhiều bộ nhớ hơn mức cho phép nên đã được dừng. Vui lòng chia danh sách thành các tệp nhỏ hơn.",
    ),
    "jobs.stopped": (
        "This was stopped before its end: the file may be damaged. Please open it in Excel, save it as .xlsx and try again.",
        "Việc này bị dừng giữa chừng: tệp có thể đã hỏng. Vui lòng mở tệp bằng Excel, lưu thành .xlsx rồi thử lại.",
    ),
}
