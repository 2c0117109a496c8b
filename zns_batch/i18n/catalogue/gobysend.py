"""GobySend's own sentences.

Zalo's numbers, which it passes on, are explained by Zalo's (`zns_batch.i18n.provider_errors`), except where
the remedy lies with GobySend.
"""

from zns_batch.i18n import Translation

_CONNECT_AGAIN = (
    "Open the GobyZNS portal (zns.gobysend.com), connect the OA again, compare its API key "
    "with ZNS_API_KEY, then continue with resume.",
    "Vui lòng mở trang GobyZNS (zns.gobysend.com), kết nối lại OA, đối chiếu khóa API của OA với ZNS_API_KEY rồi chạy tiếp (resume).",
)

_TOP_UP = (
    "Top up the account at GobySend (zns.gobysend.com), then continue with resume.",
    "Vui lòng nạp tiền vào tài khoản GobySend (zns.gobysend.com) rồi chạy tiếp (resume).",
)

_ASK_GOBYSEND = (
    "Ask GobySend's support with this code, then continue with resume.",
    "Vui lòng hỏi bộ phận hỗ trợ của GobySend kèm mã lỗi này rồi chạy tiếp (resume).",
)

_CHECK_KEY = (
    "Check ZNS_API_KEY and key_header (ZNS_KEY_HEADER) against the GobyZNS portal; "
    "`zns-batch doctor` tells whether they fit, then continue with resume.",
    "Vui lòng đối chiếu ZNS_API_KEY và key_header (ZNS_KEY_HEADER) với trang GobyZNS; dùng `zns-batch doctor` để kiểm tra, rồi chạy tiếp (resume).",
)

_NO_TOKEN = (
    "GobySend has no valid access of the OA at Zalo any more, or the API key belongs to none.",
    "GobySend không còn quyền truy cập hợp lệ của OA trên Zalo, hoặc khóa API không thuộc OA nào.",
)

_NO_MONEY = (
    "There is not enough money for the message.",
    "Không đủ tiền để gửi tin.",
)

_APPLICATION = (
    "Zalo refused the application through which GobySend sends.",
    "Zalo từ chối ứng dụng mà GobySend dùng để gửi tin.",
)

_CODES: dict[str, tuple[Translation, Translation]] = {
    **dict.fromkeys(("-124", "-125", "-216", "-220"), (_NO_TOKEN, _CONNECT_AGAIN)),
    **dict.fromkeys(("-115", "-137"), (_NO_MONEY, _TOP_UP)),
    **dict.fromkeys(
        ("-101", "-102", "-103", "-104", "-105", "-1241", "-136", "-138"),
        (_APPLICATION, _ASK_GOBYSEND),
    ),
    "unsupported": (
        (
            "GobySend has no test messages, hashed phones, user IDs, sending beyond the quota or journeys; nothing was sent.",
            "GobySend không có gửi thử, số điện thoại đã băm, user id, gửi vượt hạn mức hay ZNS hành trình; tin chưa được gửi.",
        ),
        (
            "End this campaign with cancel, and send the list again without that option or through another account.",
            "Vui lòng kết thúc chiến dịch này (cancel), rồi gửi lại danh sách không kèm tùy chọn đó hoặc qua tài khoản khác.",
        ),
    ),
    "http-401": (
        (
            "GobySend refused the API key (HTTP 401); nothing was sent.",
            "GobySend từ chối khóa API (HTTP 401); tin chưa được gửi.",
        ),
        _CHECK_KEY,
    ),
    "http-403": (
        (
            "GobySend doesn't allow this with the API key (HTTP 403); nothing was sent.",
            "GobySend không cho phép với khóa API này (HTTP 403); tin chưa được gửi.",
        ),
        _CHECK_KEY,
    ),
}

ENTRIES: dict[str, Translation] = {
    **{f"gobysend.{code}": happened for code, (happened, _) in _CODES.items()},
    **{f"gobysend.{code}.do": remedy for code, (_, remedy) in _CODES.items()},
    "gobysend.header-unusable": (
        "key_header is “{header}”, which can't name the header of the API key; write the name that GobySend gave you, such as X-API-KEY.",
        "key_header là “{header}”, không dùng làm tên header chứa khóa API được; vui lòng ghi tên do GobySend cung cấp, ví dụ X-API-KEY.",
    ),
    "gobysend.key-refused": (
        "GobySend refused the API key in the header “{header}” ({code}); check ZNS_API_KEY and key_header (ZNS_KEY_HEADER) against the GobyZNS portal.",
        "GobySend từ chối khóa API trong header “{header}” ({code}); vui lòng đối chiếu ZNS_API_KEY và key_header (ZNS_KEY_HEADER) với trang GobyZNS.",
    ),
    "gobysend.key-unusable": (
        "The API key contains a line break or a character that no key has; copy it again in full.",
        "Khóa API có dấu xuống dòng hoặc ký tự lạ; vui lòng chép lại cho đủ và đúng.",
    ),
    "sms.no-brandname": (
        "An SMS needs a sender: give your registered brandname with --sms-brandname.",
        "SMS cần có tên người gửi: vui lòng ghi brandname đã đăng ký bằng --sms-brandname.",
    ),
    "sms.no-brandname@web": (
        "An SMS needs a sender: enter your registered brandname.",
        "SMS cần có tên người gửi: vui lòng nhập brandname đã đăng ký.",
    ),
    "sms.bad-brandname": (
        "“{brandname}” can't be an SMS brandname: at most {longest} plain letters, digits, spaces or . _ - &; correct --sms-brandname.",
        "“{brandname}” không dùng làm brandname SMS được: tối đa {longest} ký tự gồm chữ không dấu, số, khoảng trắng hoặc . _ - &; vui lòng sửa --sms-brandname.",
    ),
    "sms.bad-brandname@web": (
        "“{brandname}” can't be an SMS brandname: at most {longest} plain letters, digits, spaces or . _ - &.",
        "“{brandname}” không làm brandname SMS được: tối đa {longest} chữ cái không dấu, chữ số, khoảng trắng hoặc . _ - &.",
    ),
    "sms.bad-delay": (
        "An SMS can wait {least} to {most} seconds, not {delay}; correct --sms-delay.",
        "SMS có thể chờ từ {least} đến {most} giây, không phải {delay}; vui lòng sửa --sms-delay.",
    ),
    "sms.bad-delay@web": (
        "An SMS can wait {least} to {most} seconds, not {delay}.",
        "SMS có thể chờ từ {least} đến {most} giây, không phải {delay}.",
    ),
    "sms.no-text": (
        "The SMS has no text: give one with --sms-text, or for each row in a column “{column}”.",
        "SMS chưa có nội dung: vui lòng ghi bằng --sms-text, hoặc theo từng dòng ở cột “{column}”.",
    ),
    "sms.no-text@web": (
        "The SMS has no text: enter one, or give one for each row in a column “{column}”.",
        "SMS chưa có nội dung: vui lòng nhập nội dung, hoặc ghi theo từng dòng ở cột “{column}”.",
    ),
    "sms.unknown-placeholder": (
        "The SMS text names <{name}>, which is not a parameter of the template; it has: "
        "{known}. Correct --sms-text.",
        "Nội dung SMS có <{name}> nhưng mẫu tin không có tham số này; các tham số có: {known}. Vui lòng sửa --sms-text.",
    ),
    "sms.unknown-placeholder@web": (
        "The SMS text names <{name}>, which is not a parameter of the template; it has: {known}.",
        "Nội dung SMS có <{name}> nhưng mẫu tin không có tham số này; các tham số có: {known}.",
    ),
    "sms.text-too-long": (
        "The SMS text has at least {length} characters; at most {longest} can be sent ({plain} without accents). Shorten --sms-text.",
        "Nội dung SMS có ít nhất {length} ký tự; chỉ gửi được tối đa {longest} (không dấu: {plain}). Vui lòng rút ngắn --sms-text.",
    ),
    "sms.text-too-long@web": (
        "The SMS text has at least {length} characters; at most {longest} can be sent ({plain} without accents). Please shorten it.",
        "Nội dung SMS có ít nhất {length} ký tự; chỉ gửi được tối đa {longest} (không dấu: {plain}). Vui lòng rút ngắn.",
    ),
}
