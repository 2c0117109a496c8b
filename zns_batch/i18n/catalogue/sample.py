"""The words of the empty recipient workbook."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "sample.sheet.list": ("Recipients", "Danh sách"),
    "sample.sheet.help": ("How to fill in", "Hướng dẫn"),
    "sample.phone": ("Phone", "Số điện thoại"),
    "sample.phone.more": ("Phone number", "SĐT"),
    "sample.phone.most": ("Customer phone", "SĐT khách hàng"),
    "sample.title": ("Recipients for {name}", "Danh sách nhận tin: {name}"),
    "sample.message": ("The message: {text}", "Nội dung tin: {text}"),
    "sample.head.column": ("Column", "Cột"),
    "sample.head.param": ("Parameter", "Tham số"),
    "sample.head.type": ("Type", "Kiểu"),
    "sample.head.required": ("Required", "Bắt buộc"),
    "sample.head.length": ("Max. length (characters)", "Dài nhất (ký tự)"),
    "sample.head.default": ("When empty", "Khi để trống"),
    "sample.head.example": ("Example", "Ví dụ"),
    "sample.head.steps": ("Steps", "Các bước"),
    "sample.yes": ("yes", "có"),
    "sample.no": ("no", "không"),
    "sample.missing": ("can't be sent", "không gửi được"),
    "sample.left-out": ("left out", "bỏ qua"),
    "sample.sent-empty": ("sent empty", "gửi trống"),
    "sample.recipient": ("recipient", "người nhận"),
    "sample.type.text": ("text", "chữ"),
    "sample.type.number": ("number", "số"),
    "sample.type.currency": ("amount of money (VND)", "số tiền (VNĐ)"),
    "sample.type.date": ("date, dd/mm/yyyy", "ngày, dd/mm/yyyy"),
    "sample.type.time": ("time, hh:mm", "giờ, hh:mm"),
    "sample.type.datetime": ("date and time", "ngày và giờ"),
    "sample.type.phone": ("phone number", "số điện thoại"),
    "sample.type.url": ("part of a link", "phần của đường dẫn"),
    "sample.type.bank-note": (
        "transfer note: letters and digits without signs",
        "nội dung chuyển khoản: chữ và số, không dấu câu",
    ),
    "sample.type.month": ("month, mm/yyyy", "tháng, mm/yyyy"),
    "sample.type.payment": (
        "amount of a payment (VND), 2,000 to 500,000,000",
        "số tiền thanh toán (VNĐ), từ 2.000 đến 500.000.000",
    ),
    "sample.type.qr": (
        "content of a QR code: letters without diacritics, digits, signs",
        "nội dung mã QR: chữ không dấu, chữ số, ký hiệu",
    ),
    "sample.type.bin": ("bank's BIN: six digits", "mã BIN ngân hàng: 6 chữ số"),
    "sample.type.otp": ("one-time code (OTP)", "mã OTP"),
    "sample.note.type": ("Type: {type}.", "Kiểu: {type}."),
    "sample.note.required": ("Required.", "Bắt buộc."),
    "sample.note.optional": ("May be empty.", "Có thể để trống."),
    "sample.note.length": ("At most {n} characters.", "Tối đa {n} ký tự."),
    "sample.note.least": ("At least {n} characters.", "Tối thiểu {n} ký tự."),
    "sample.note.phone": (
        "The Vietnamese mobile number to send to, such as 0912345678. The column is "
        "formatted as text so that the leading zero stays.",
        "Số di động Việt Nam nhận tin, ví dụ 0912345678. Cột này có định dạng văn bản để không mất số 0 đầu.",
    ),
    "sample.check.title": ("Please check", "Vui lòng kiểm tra"),
    "sample.check.length": (
        "This text is longer than the {n} characters the template allows.",
        "Nội dung dài hơn {n} ký tự mà mẫu tin cho phép.",
    ),
    "sample.check.phone": (
        "This does not look like one Vietnamese mobile number.",
        "Đây có vẻ không phải là một số di động Việt Nam.",
    ),
    "sample.step.replace": (
        "Replace the example in row 2 of “{sheet}” by your own rows; one row is one message.",
        "Thay dòng ví dụ (dòng 2) trong trang tính “{sheet}” bằng dữ liệu của bạn; mỗi dòng là một tin.",
    ),
    "sample.step.headers": (
        "Keep the headers. You may add columns of your own; they are not sent.",
        "Giữ nguyên tiêu đề cột. Có thể thêm cột riêng, các cột đó không được gửi đi.",
    ),
    "sample.step.check": (
        "Check the list, nothing is sent: zns-batch check {file} -t {template}",
        "Kiểm tra danh sách, chưa gửi gì: zns-batch check {file} -t {template}",
    ),
    "sample.step.send": (
        "Send: zns-batch send {file} -t {template}",
        "Gửi tin: zns-batch send {file} -t {template}",
    ),
    "sample.example.text": ("Nội dung mẫu", "Nội dung mẫu"),
    "sample.example.name": ("Nguyễn Văn An", "Nguyễn Văn An"),
    "sample.example.bank-note": ("Thanh toan DH001234", "Thanh toan DH001234"),
}
