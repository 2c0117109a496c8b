"""The JSON API and its keys."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "token.bad-name": (
        "A key needs a name of at most {most} characters that says which program has it.",
        "Khóa cần một tên tối đa {most} ký tự, cho biết chương trình nào dùng.",
    ),
    "token.bad-days": (
        "A key works for 1 to {most} days.",
        "Khóa dùng được từ 1 đến {most} ngày.",
    ),
    "token.unknown": (
        "There is no key “{id}”; `zns-batch token list` shows them.",
        "Không có khóa “{id}”; vui lòng xem `zns-batch token list`.",
    ),
    "token.created": (
        "Key {id} for “{name}”: {role} for {account}, until {until}. It is shown this once:",
        "Khóa {id} cho “{name}”: {role} của {account}, đến {until}. Chuỗi chỉ hiện lần này:",
    ),
    "token.revoked": (
        "The key {id} (“{name}”) opens nothing any more.",
        "Khóa {id} (“{name}”) không dùng được nữa.",
    ),
    "token.none": (
        "There are no keys yet. `zns-batch token create erp --account default --role sender` makes one.",
        "Chưa có khóa nào. Vui lòng tạo bằng `zns-batch token create erp --account default --role sender`.",
    ),
    "token.head.id": ("Key", "Khóa"),
    "token.head.name": ("For", "Dành cho"),
    "token.head.account": ("Account", "Tài khoản gửi"),
    "token.head.role": ("Role", "Vai trò"),
    "token.head.state": ("State", "Tình trạng"),
    "token.head.seen": ("Last used", "Lần dùng gần nhất"),
    "token.state.works": ("until {when}", "đến {when}"),
    "token.state.ended": ("ended {when}", "hết hạn {when}"),
    "token.state.revoked": ("revoked {when}", "thu hồi {when}"),
    "api.title.400": ("Bad request", "Yêu cầu không đọc được"),
    "api.title.401": ("Not signed in", "Chưa xác thực"),
    "api.title.403": ("Not allowed", "Không có quyền"),
    "api.title.404": ("Not found", "Không tìm thấy"),
    "api.title.405": ("No such method", "Phương thức không hỗ trợ"),
    "api.title.409": ("Conflict", "Xung đột"),
    "api.title.413": ("Too large", "Quá lớn"),
    "api.title.414": ("Address too long", "Địa chỉ quá dài"),
    "api.title.415": ("Another kind of content", "Sai loại nội dung"),
    "api.title.421": ("Unknown name", "Tên máy chủ không đúng"),
    "api.title.422": ("Can't be used", "Không dùng được"),
    "api.title.429": ("Too many requests", "Quá nhiều yêu cầu"),
    "api.title.500": ("Our own mistake", "Lỗi của hệ thống"),
    "api.title.503": ("Not now", "Tạm thời chưa được"),
    "api.status-400": (
        "The request can't be read; please look at its form.",
        "Không đọc được yêu cầu; vui lòng kiểm tra định dạng.",
    ),
    "api.status-401": (
        "The key is missing, or it opens nothing (any more). Send it as “Authorization: Bearer zns_…”.",
        "Thiếu khóa, hoặc khóa không dùng được (nữa). Vui lòng gửi dạng “Authorization: Bearer zns_…”.",
    ),
    "api.status-403": ("This is not allowed here.", "Yêu cầu này không được phép."),
    "api.status-404": (
        "There is no such thing, or the key is not for it.",
        "Không tìm thấy, hoặc khóa không được dùng cho đối tượng này.",
    ),
    "api.status-405": (
        "The address knows no such method.",
        "Địa chỉ này không hỗ trợ phương thức đó.",
    ),
    "api.status-409": ("It can't be done as things stand.", "Hiện chưa làm được việc này."),
    "api.status-413": ("What was sent is too large.", "Nội dung gửi lên quá lớn."),
    "api.status-414": ("The address is too long.", "Địa chỉ quá dài."),
    "api.status-415": (
        "What was sent is of another kind than expected.",
        "Nội dung gửi lên không đúng loại.",
    ),
    "api.status-421": (
        "The server is not known under this name; see [web] hosts in the settings.",
        "Máy chủ không mang tên này; vui lòng xem [web] hosts trong cài đặt.",
    ),
    "api.status-422": ("The request can't be used as it is.", "Không dùng được yêu cầu này."),
    "api.status-429": (
        "Too many requests; please slow down.",
        "Quá nhiều yêu cầu; vui lòng gọi chậm lại.",
    ),
    "api.status-503": (
        "This can't be done now; please try again in a moment.",
        "Hiện chưa làm được; vui lòng thử lại sau giây lát.",
    ),
    "api.status-500": (
        "Something went wrong; please try again.",
        "Có lỗi xảy ra; vui lòng thử lại.",
    ),
    "api.internal": (
        "A mistake of the server's own; its log has more under {id}.",
        "Lỗi của máy chủ; nhật ký có chi tiết với mã {id}.",
    ),
    "api.invalid-request": (
        "The request does not fit the description at /api/v1/docs: {where}.",
        "Yêu cầu không khớp mô tả tại /api/v1/docs: {where}.",
    ),
    "api.forbidden": (
        "The key's role does not allow this; it takes “{role}”.",
        "Vai trò của khóa không cho phép; cần “{role}”.",
    ),
    "api.which-account": (
        "Please say for which account: {names}.",
        "Vui lòng cho biết tài khoản gửi: {names}.",
    ),
    "api.no-account": (
        "There is no account “{account}”, or the key is not for it.",
        "Không có tài khoản gửi “{account}”, hoặc khóa không dùng cho tài khoản này.",
    ),
    "api.no-template": (
        "There is no template “{template}”; GET /api/v1/templates lists them.",
        "Không có mẫu tin “{template}”; vui lòng xem GET /api/v1/templates.",
    ),
    "api.no-file": (
        "The form has no file in its part “file”.",
        "Biểu mẫu không có tệp ở phần “file”.",
    ),
    "api.unknown-field": (
        "The form has a field “{field}” that the API does not know.",
        "Biểu mẫu có trường “{field}” mà API không biết.",
    ),
    "api.field-not-json": ("The field “{field}” is no JSON.", "Trường “{field}” không phải JSON."),
    "api.not-multipart": (
        "A list is uploaded as multipart/form-data, its file last.",
        "Danh sách được tải lên dạng multipart/form-data, tệp ở phần cuối.",
    ),
    "api.not-json": (
        "The body must be JSON (Content-Type: application/json).",
        "Nội dung phải là JSON (Content-Type: application/json).",
    ),
    "api.body-too-large": ("The body is larger than {kb} KB.", "Nội dung lớn hơn {kb} KB."),
    "api.bad-cursor": (
        "“after” takes what “next” of the page before says, and nothing else.",
        "“after” chỉ nhận giá trị “next” của trang trước.",
    ),
    "api.no-row": ("The list has no such row.", "Danh sách không có dòng này."),
    "api.list-refused": (
        "The list can't be used as it is; “problems” says everything that is wrong. Nothing was kept.",
        "Không dùng được danh sách này; “problems” liệt kê mọi lỗi. Hệ thống không giữ lại tệp.",
    ),
    "api.key-reused": (
        "This Idempotency-Key was used for another request; please take a new one.",
        "Idempotency-Key này đã dùng cho yêu cầu khác; vui lòng dùng khóa mới.",
    ),
    "api.key-busy": (
        "The first request with this Idempotency-Key is still being answered; please ask again.",
        "Yêu cầu đầu tiên với Idempotency-Key này chưa xong; vui lòng gọi lại.",
    ),
    "api.key-given-up": (
        "Nobody waits for this request any more; nothing was changed.",
        "Không còn ai chờ yêu cầu này; chưa có gì thay đổi.",
    ),
    "api.start-past": ("start_at is past.", "start_at đã qua."),
    "api.start-soon": (
        "start_at must be at least 2 minutes ahead; leave it out to begin now.",
        "start_at phải cách hiện tại ít nhất 2 phút; bỏ trống để gửi ngay.",
    ),
    "api.start-far": ("start_at must be within 60 days.", "start_at phải trong vòng 60 ngày."),
    "api.docs.title": ("The JSON API of zns-batch", "JSON API của zns-batch"),
    "api.docs.lead": (
        "Every call, what it takes and what it answers, made from the OpenAPI document.",
        "Mọi lệnh gọi, nhận gì và trả lời gì, tạo từ tài liệu OpenAPI.",
    ),
    "api.docs.document": ("The document itself (JSON)", "Tài liệu gốc (JSON)"),
    "api.docs.calls": ("Calls", "Các lệnh gọi"),
    "api.docs.parameters": ("Parameters (* required)", "Tham số (* bắt buộc)"),
    "api.docs.name": ("Name", "Tên"),
    "api.docs.place": ("Where", "Vị trí"),
    "api.docs.kind": ("Type", "Kiểu"),
    "api.docs.meaning": ("Meaning", "Ý nghĩa"),
    "api.docs.body": ("Body:", "Nội dung:"),
    "api.docs.answers": ("Answers", "Trả lời"),
    "api.docs.status": ("Status", "Mã"),
    "api.docs.model": ("Model", "Mô hình"),
    "api.docs.models": ("Models", "Các mô hình"),
}
