"""What is said of uploaded lists that can't be taken."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "lists.unknown": (
        "There is no such list, or you may not see it.",
        "Không tìm thấy danh sách này, hoặc bạn không có quyền xem.",
    ),
    "lists.not-open": (
        "“{name}” was sent or deleted meanwhile.",
        "“{name}” đã được gửi hoặc đã bị xóa trong lúc đó.",
    ),
    "lists.empty-file": (
        "“{name}” is empty (0 bytes). Please save it again in Excel, then upload it.",
        "Tệp “{name}” không có nội dung (0 byte). Có thể tệp chưa lưu xong; vui lòng lưu lại trong Excel rồi tải lên.",
    ),
    "lists.too-large": (
        "The file is larger than {mb} MB. Please split the list into several files.",
        "Tệp lớn hơn {mb} MB. Vui lòng chia danh sách thành nhiều tệp.",
    ),
    "lists.too-many": (
        "You have {n} unfinished lists (at most {most}). Please delete some of them first.",
        "Bạn đang có {n} danh sách soạn dở (tối đa {most}). Vui lòng xóa bớt trước.",
    ),
    "lists.person-full": (
        "Your unfinished lists take more than {mb} MB. Please delete some of them first.",
        "Các danh sách soạn dở của bạn chiếm hơn {mb} MB. Vui lòng xóa bớt trước.",
    ),
    "lists.full": (
        "The server has no room for the file. Please tell your administrator.",
        "Máy chủ không đủ chỗ để nhận tệp. Vui lòng báo quản trị viên.",
    ),
}
