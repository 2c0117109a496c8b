"""What can be wrong with the SMS that is to go out in a message's place."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "sms.no-brandname": (
        "An SMS needs a sender: give your registered brandname with --sms-brandname.",
        "SMS cần có tên người gửi: vui lòng ghi brandname đã đăng ký bằng --sms-brandname.",
    ),
    "sms.bad-brandname": (
        "“{brandname}” can't be an SMS brandname: at most {longest} plain letters, digits, spaces or . _ - &; correct --sms-brandname.",
        "“{brandname}” không dùng làm brandname SMS được: tối đa {longest} ký tự gồm chữ không dấu, số, khoảng trắng hoặc . _ - &; vui lòng sửa --sms-brandname.",
    ),
    "sms.bad-delay": (
        "An SMS can wait {least} to {most} seconds, not {delay}; correct --sms-delay.",
        "SMS có thể chờ từ {least} đến {most} giây, không phải {delay}; vui lòng sửa --sms-delay.",
    ),
    "sms.no-text": (
        "The SMS has no text: give one with --sms-text, or for each row in a column “{column}”.",
        "SMS chưa có nội dung: vui lòng ghi bằng --sms-text, hoặc theo từng dòng ở cột “{column}”.",
    ),
    "sms.unknown-placeholder": (
        "The SMS text names <{name}>, which is not a parameter of the template; it has: "
        "{known}. Correct --sms-text.",
        "Nội dung SMS có <{name}> nhưng mẫu tin không có tham số này; các tham số có: {known}. Vui lòng sửa --sms-text.",
    ),
    "sms.text-too-long": (
        "The SMS text has at least {length} characters; at most {longest} can be sent ({plain} without accents). Shorten --sms-text.",
        "Nội dung SMS có ít nhất {length} ký tự; chỉ gửi được tối đa {longest} (không dấu: {plain}). Vui lòng rút ngắn --sms-text.",
    ),
}
