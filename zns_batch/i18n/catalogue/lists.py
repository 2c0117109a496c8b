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
    "lists.not-agreed": (
        "{n:row|rows} can't be sent, and nobody has agreed to leave {n:=it|them} behind. Please tick that on "
        "the page of the problems first.",
        "{n} dòng không gửi được và chưa ai đồng ý để lại các dòng đó. Vui lòng đánh dấu ở trang "
        "kiểm tra lỗi trước.",
    ),
    "lists.not-agreed@api": (
        "{n:row|rows} can't be sent; correct the list, or say skip_invalid to leave {n:=it|them} behind. Nothing was sent.",
        "{n} dòng không gửi được; vui lòng sửa danh sách hoặc đặt skip_invalid để bỏ lại các dòng đó. Chưa có tin nào được gửi.",
    ),
    "lists.stricter": (
        "By the template as the account has it {n:more row|more rows} can't be sent, so the list is checked "
        "anew by its rules. Nothing was sent.",
        "Theo mẫu tin trên tài khoản, có thêm {n} dòng không gửi được nên danh sách được kiểm tra "
        "lại theo mẫu đó. Chưa có tin nào được gửi.",
    ),
    "lists.too-many-tests": (
        "{n} tests within an hour are the most. Please wait until {when}.",
        "Mỗi giờ gửi thử tối đa {n} lần. Vui lòng chờ đến {when}.",
    ),
    "lists.no-phone": (
        "This is no phone number. Please type it as 0912345678.",
        "Đây không phải số điện thoại. Vui lòng nhập dạng 0912345678.",
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
    "lists.still-planning": (
        "“{name}” is still being written down; please ask again with the same key.",
        "“{name}” vẫn đang được ghi; vui lòng gọi lại với cùng khóa Idempotency-Key.",
    ),
    "lists.still-reading": (
        "“{name}” is still being checked; please ask again in a moment.",
        "“{name}” vẫn đang được kiểm tra; vui lòng gọi lại sau giây lát.",
    ),
    "lists.not-ready": (
        "“{name}” can't be sent as it is: please look at its problems first.",
        "“{name}” chưa gửi được; vui lòng xem các lỗi của danh sách trước.",
    ),
    "lists.started-before": (
        "“{name}” was started before, as campaign {id}.",
        "“{name}” đã được gửi trước đó, trong chiến dịch {id}.",
    ),
    "lists.nothing-left": (
        "No row of the list can be sent. Nothing was sent.",
        "Không dòng nào trong danh sách gửi được. Chưa có tin nào được gửi.",
    ),
    "lists.changed": (
        "Something changed since the list was written down ({what}). Nothing was sent; please ask again.",
        "Có thay đổi từ khi danh sách được ghi ({what}). Chưa có tin nào được gửi; vui lòng gọi lại.",
    ),
}
