"""eTelecom's errors for people: its own words, and Zalo's numbers where another hand must act.

All other numbers are Zalo's and are explained in Zalo's sentences.
"""

from zns_batch.i18n import Translation

_SUPPORT = (
    "Ask eTelecom's support with this code and the time, then continue with resume.",
    "Vui lòng liên hệ hỗ trợ eTelecom kèm mã này và thời điểm gửi, sau đó chạy tiếp (resume).",
)

_RECONNECT = (
    "Have an administrator of the OA connect it again at eTelecom, then continue with resume.",
    "Vui lòng nhờ quản trị viên của OA kết nối lại OA trên trang quản trị eTelecom rồi chạy tiếp (resume).",
)

_APPLICATION = (
    "Ask eTelecom's support: the Zalo application and its rights are set up there; then "
    "continue with resume.",
    "Vui lòng liên hệ hỗ trợ eTelecom, nơi cài đặt ứng dụng Zalo và quyền của ứng dụng, rồi chạy tiếp (resume).",
)

_TOP_UP = (
    "Top up the wallet that pays for the OA's messages (at eTelecom, or the OA's ZBS "
    "account), then continue with resume.",
    "Vui lòng nạp tiền vào ví trả phí tin của OA (tại eTelecom hoặc Tài khoản ZBS của OA) rồi chạy tiếp (resume).",
)

_LOOK_UP = (
    "Let “receipts” look it up at eTelecom by the tracking ID before you send this row again (retry --status unknown).",
    "Vui lòng chạy “receipts” để tra tin tại eTelecom theo mã đối soát trước khi gửi lại dòng này (retry --status unknown).",
)

_TOKEN_GONE = (
    "The OA's connection at eTelecom has ended: Zalo no longer takes the token that eTelecom holds for it.",
    "Kết nối OA tại eTelecom đã hết hiệu lực: Zalo không còn nhận token mà eTelecom giữ cho OA.",
)

_DOUBT = (
    "eTelecom had an internal error ({word}), so it is unknown whether the message was sent.",
    "eTelecom gặp sự cố ({word}) nên chưa rõ tin đã được gửi hay chưa.",
)

_ERRORS: dict[str, tuple[Translation, Translation]] = {
    "invalid_argument": (
        (
            "eTelecom refused the message: something in it is not valid.",
            "eTelecom từ chối tin: có giá trị không hợp lệ.",
        ),
        (
            "Read eTelecom's words, correct the row and send it again with retry; if every row has this, check oa_id and the template.",
            "Vui lòng xem lời báo của eTelecom, sửa dòng rồi gửi lại bằng retry; nếu dòng nào cũng bị, hãy kiểm tra oa_id và mẫu tin.",
        ),
    ),
    "malformed": (
        (
            "eTelecom could not read the request.",
            "eTelecom không đọc được yêu cầu gửi tin.",
        ),
        (
            "Look for odd characters in the row's cells and send it again with retry; if "
            "every row has this, report it as a bug.",
            "Vui lòng tìm ký tự lạ trong các ô của dòng rồi gửi lại bằng retry; nếu dòng nào cũng bị, hãy báo lỗi chương trình.",
        ),
    ),
    "out_of_range": (
        (
            "eTelecom refused the message: a value lies outside of what is allowed.",
            "eTelecom từ chối tin: có giá trị ngoài phạm vi cho phép.",
        ),
        (
            "Correct the row and send it again with retry.",
            "Vui lòng sửa dòng rồi gửi lại bằng retry.",
        ),
    ),
    "not_found": (
        (
            "eTelecom does not know something that the message names: the OA, the template or the journey.",
            "eTelecom không tìm thấy OA, mẫu tin hoặc hành trình mà tin dùng.",
        ),
        (
            "Check oa_id of the account and the template with “template list”, then send again with retry.",
            "Vui lòng kiểm tra oa_id của tài khoản và mẫu tin bằng “template list” rồi gửi lại bằng retry.",
        ),
    ),
    "failed_precondition": (
        (
            "eTelecom refused the message: the account is not in a state in which it may send.",
            "eTelecom từ chối tin: tài khoản chưa đủ điều kiện để gửi.",
        ),
        (
            "Look at the OA's connection and the balance at eTelecom, then send again with retry.",
            "Vui lòng kiểm tra kết nối OA và số dư tại eTelecom rồi gửi lại bằng retry.",
        ),
    ),
    "unauthenticated": (
        (
            "eTelecom did not accept the API key.",
            "eTelecom không chấp nhận API key.",
        ),
        (
            "Copy the shop's API key again from eTelecom (a partner uses the shop's "
            "shop_key), set ZNS_API_KEY to it, then continue with resume.",
            "Vui lòng chép lại API key của shop tại eTelecom (đối tác dùng shop_key của shop), đặt vào ZNS_API_KEY rồi chạy tiếp (resume).",
        ),
    ),
    "permission_denied": (
        (
            "The API key may not send for this OA.",
            "API key không có quyền gửi tin cho OA này.",
        ),
        (
            "Check that the OA belongs to the shop of this key at eTelecom, then continue "
            "with resume.",
            "Vui lòng kiểm tra OA có thuộc shop của API key này tại eTelecom không rồi chạy tiếp (resume).",
        ),
    ),
    "bad_route": (
        (
            "eTelecom has nothing at this address.",
            "Địa chỉ này không đúng API của eTelecom.",
        ),
        (
            "Check base_url of the account: https://api.etelecom.vn/v1/shop for a shop, "
            "…/v1/partner for a partner; then continue with resume.",
            "Vui lòng kiểm tra base_url của tài khoản: https://api.etelecom.vn/v1/shop cho shop, …/v1/partner cho đối tác; sau đó chạy tiếp (resume).",
        ),
    ),
    "unimplemented": (
        (
            "eTelecom does not offer this call at this address.",
            "eTelecom chưa hỗ trợ lệnh này ở địa chỉ này.",
        ),
        _SUPPORT,
    ),
    "resource_exhausted": (
        (
            "eTelecom asked to send more slowly, or something there is used up.",
            "eTelecom yêu cầu gửi chậm lại hoặc tài nguyên đã hết.",
        ),
        (
            "Nothing to do: it slows down by itself; if it pauses, continue with resume "
            "and a lower --rate.",
            "Không cần làm gì: chương trình tự gửi chậm lại; nếu bị tạm dừng, hãy chạy tiếp (resume) với --rate thấp hơn.",
        ),
    ),
    "already_exists": (
        (
            "eTelecom says that it has this already, so the message may have been sent.",
            "eTelecom báo đã có yêu cầu này, nên có thể tin đã được gửi.",
        ),
        _LOOK_UP,
    ),
    **{
        word: ((_DOUBT[0].format(word=word), _DOUBT[1].format(word=word)), _LOOK_UP)
        for word in (
            "aborted",
            "canceled",
            "deadline_exceeded",
            "internal",
            "unknown",
            "unavailable",
            "dataloss",
        )
    },
    "contradictory": (
        (
            "eTelecom's answer says both that the message was accepted and that it was refused.",
            "Câu trả lời của eTelecom vừa báo đã nhận tin vừa báo từ chối.",
        ),
        _LOOK_UP,
    ),
    "status-n": (
        (
            "eTelecom refused the message without saying why.",
            "eTelecom từ chối tin mà không nêu lý do.",
        ),
        (
            "Ask eTelecom's support with the tracking ID, or reach this customer another way.",
            "Vui lòng hỏi hỗ trợ eTelecom kèm mã đối soát, hoặc liên hệ khách bằng cách khác.",
        ),
    ),
    "oa-disconnected": (
        (
            "The OA is not connected at eTelecom, so nothing can be sent for it.",
            "OA chưa kết nối với eTelecom nên không gửi được tin.",
        ),
        _RECONNECT,
    ),
    "oa-consent-over": (
        (
            "The OA's consent for eTelecom has run out, so nothing can be sent for it.",
            "Quyền mà OA cấp cho eTelecom đã hết hạn nên không gửi được tin.",
        ),
        _RECONNECT,
    ),
    "oa-unknown": (
        (
            "eTelecom knows no such OA under this API key.",
            "eTelecom không có OA này dưới API key đang dùng.",
        ),
        (
            "Check oa_id of the account and that the OA is connected in the shop of this "
            "key, then continue with resume.",
            "Vui lòng kiểm tra oa_id của tài khoản và OA đã kết nối vào shop của API key này chưa, rồi chạy tiếp (resume).",
        ),
    ),
    "template-not-a-number": (
        (
            "eTelecom's template ids are numbers, and this template_id is not; nothing was sent.",
            "Mã mẫu tin ở eTelecom là số, còn template_id này không phải số; chưa gửi tin nào.",
        ),
        (
            "Write the number that “template list” shows into the template file, then start again.",
            "Vui lòng ghi mã số mà “template list” hiển thị vào tệp mẫu tin rồi chạy lại.",
        ),
    ),
    "only-phones": (
        (
            "eTelecom sends to phone numbers only; nothing was sent.",
            "eTelecom chỉ gửi theo số điện thoại; chưa gửi tin nào.",
        ),
        (
            "Leave out --hash-phone and user ids for this account, then start again.",
            "Vui lòng bỏ --hash-phone và user id với tài khoản này rồi chạy lại.",
        ),
    ),
    "journey-options": (
        (
            "eTelecom has neither test messages nor sending beyond the quota within a journey; nothing was sent.",
            "Với ZNS hành trình, eTelecom không hỗ trợ gửi thử và gửi vượt hạn mức; chưa gửi tin nào.",
        ),
        (
            "Leave out --mode development and --beyond-quota, or send without a journey.",
            "Vui lòng bỏ --mode development và --beyond-quota, hoặc gửi không kèm hành trình.",
        ),
    ),
    "-101": (("Zalo did not accept the application.", "Ứng dụng Zalo không hợp lệ."), _APPLICATION),
    "-102": (
        ("The Zalo application does not exist.", "Ứng dụng Zalo không tồn tại."),
        _APPLICATION,
    ),
    "-103": (
        ("The Zalo application is not switched on.", "Ứng dụng Zalo chưa được kích hoạt."),
        _APPLICATION,
    ),
    "-104": (
        (
            "The secret of the Zalo application is wrong.",
            "Khóa bí mật của ứng dụng Zalo không đúng.",
        ),
        _APPLICATION,
    ),
    "-105": (
        (
            "The Zalo application is not linked to the OA.",
            "Ứng dụng Zalo chưa được liên kết với OA.",
        ),
        _APPLICATION,
    ),
    "-115": (("There is not enough money in the wallet.", "Ví không đủ tiền."), _TOP_UP),
    "-124": (_TOKEN_GONE, _RECONNECT),
    "-1241": (
        (
            "eTelecom's proof of the application's secret is wrong.",
            "Chữ ký appsecret_proof của eTelecom không đúng.",
        ),
        _APPLICATION,
    ),
    "-125": (
        ("Zalo did not accept the OA's id.", "Zalo không nhận mã OA này."),
        (
            "Check oa_id of the account against the OA list at eTelecom, then continue "
            "with resume.",
            "Vui lòng đối chiếu oa_id của tài khoản với danh sách OA tại eTelecom rồi chạy tiếp (resume).",
        ),
    ),
    "-136": (
        (
            "The Zalo application is not linked to a ZBS account.",
            "Ứng dụng Zalo chưa được liên kết với Tài khoản ZBS.",
        ),
        _APPLICATION,
    ),
    "-137": (
        (
            "The message could not be charged, usually for lack of money.",
            "Không trừ được phí tin, thường do không đủ số dư.",
        ),
        _TOP_UP,
    ),
    "-138": (
        (
            "The Zalo application has no right to send.",
            "Ứng dụng Zalo chưa có quyền gửi tin.",
        ),
        _APPLICATION,
    ),
    "-216": (_TOKEN_GONE, _RECONNECT),
    "-220": (_TOKEN_GONE, _RECONNECT),
}

CODES: tuple[str, ...] = tuple(_ERRORS)
"""eTelecom's words and ours for its account, in the order of its page."""

ENTRIES: dict[str, Translation] = {
    **{f"etelecom.{code}": happened for code, (happened, _) in _ERRORS.items()},
    **{f"etelecom.{code}.do": remedy for code, (_, remedy) in _ERRORS.items()},
    "etelecom.bad-oa-id": (
        "eTelecom needs the OA's id as digits; set oa_id of the account, or ZNS_OA_ID, to the number that the OA has at eTelecom.",
        "eTelecom cần mã OA là dãy số; vui lòng đặt oa_id của tài khoản, hoặc ZNS_OA_ID, theo mã OA tại eTelecom.",
    ),
    "etelecom.key-missing": (
        "eTelecom's API key is missing; set ZNS_API_KEY (ZNS_<NAME>_API_KEY for a named account).",
        "Chưa có API key của eTelecom; vui lòng đặt biến ZNS_API_KEY (ZNS_<NAME>_API_KEY cho tài khoản có tên).",
    ),
    "etelecom.key-unusable": (
        "The API key contains a space, a line break or a character that no key has; copy "
        "it again in full.",
        "API key có khoảng trắng, dấu xuống dòng hoặc ký tự lạ; vui lòng chép lại cho đủ và đúng.",
    ),
    "etelecom.too-early": (
        "eTelecom has no such message yet; within {minutes} minutes of an attempt that "
        "proves nothing, so ask again later.",
        "eTelecom chưa có tin này; trong {minutes} phút sau khi gửi thì chưa kết luận được, vui lòng tra lại sau.",
    ),
}
