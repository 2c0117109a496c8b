"""Zalo's errors for people: what happened and what to do, by Zalo's number."""

from zns_batch.i18n import Translation

_NOT_FOR_MESSAGES = (
    "Check base_url of the account; if it is right, send us this code as a bug.",
    "Vui lòng kiểm tra base_url của tài khoản; nếu đã đúng, hãy báo lỗi chương trình kèm mã này.",
)

_OUR_MISTAKE = (
    "This is a bug in the program: please report it with this code, then continue with "
    "resume after an update.",
    "Đây là lỗi của chương trình: vui lòng báo lại kèm mã này, cập nhật rồi chạy tiếp (resume).",
)

_OTHER_WAY = (
    "Reach this customer another way, by phone or text message.",
    "Vui lòng liên hệ khách bằng cách khác, như gọi điện hoặc nhắn SMS.",
)

_ANOTHER_DAY = (
    "Send it again on another day with retry --status rejected.",
    "Vui lòng gửi lại vào ngày khác bằng retry --status rejected.",
)

_TOP_UP = (
    "Top up the ZBS account (account.zalo.solutions), then continue with resume.",
    "Vui lòng nạp tiền vào Tài khoản ZBS (account.zalo.solutions) rồi chạy tiếp (resume).",
)

_NEW_TOKEN = (
    "Get a new access token for the OA and give it to the account, then continue with "
    "resume; an account with a refresh token, app id and app secret renews it by itself.",
    "Vui lòng lấy access token mới của OA, cập nhật cho tài khoản rồi chạy tiếp (resume); tài khoản có đủ refresh token, app id và app secret sẽ tự gia hạn.",
)

_JOURNEY_KIND = (
    "Send the row again in the kind of journey that the template was made for: retry --status rejected --journey KIND.",
    "Vui lòng gửi lại dòng với đúng loại hành trình của mẫu tin: retry --status rejected --journey LOẠI.",
)

_JOURNEY = (
    "Send the row again with retry --status rejected: a new token is made for this customer.",
    "Vui lòng gửi lại dòng bằng retry --status rejected: chương trình sẽ tạo token mới cho khách này.",
)

_MORNING = (
    "Nothing to do: the rest goes out after 6 in the morning with resume, or by itself with --wait.",
    "Không cần làm gì: phần còn lại gửi sau 6 giờ sáng bằng resume, hoặc tự gửi nếu có --wait.",
)

_SENDING: dict[int, tuple[Translation, Translation]] = {
    -100: (
        (
            "Zalo had an internal error and gave no details.",
            "Zalo gặp sự cố và không nói rõ nguyên nhân.",
        ),
        (
            "Wait some minutes and continue with resume; ask the customer before you send "
            "a row again that is left unknown.",
            "Vui lòng chờ vài phút rồi chạy tiếp (resume); với dòng còn chưa rõ, hãy hỏi khách trước khi gửi lại.",
        ),
    ),
    -101: (
        ("Zalo does not know the application.", "Zalo không nhận ra ứng dụng."),
        (
            "Check app_id of the account against Zalo for Developers (developers.zalo.me), "
            "then continue with resume.",
            "Vui lòng đối chiếu app_id của tài khoản với Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -102: (
        ("The application does not exist at Zalo.", "Ứng dụng không tồn tại trên Zalo."),
        (
            "Check app_id of the account against Zalo for Developers (developers.zalo.me), "
            "then continue with resume.",
            "Vui lòng đối chiếu app_id của tài khoản với Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -103: (
        ("The application is not switched on.", "Ứng dụng chưa được kích hoạt."),
        (
            "Switch it on in Zalo for Developers (developers.zalo.me), then continue with resume.",
            "Vui lòng kích hoạt ứng dụng trong Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -104: (
        ("The app secret is wrong.", "Khóa bí mật của ứng dụng (app secret) không đúng."),
        (
            "Copy the app secret again from Zalo for Developers (developers.zalo.me), then "
            "continue with resume.",
            "Vui lòng chép lại khóa bí mật từ Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -105: (
        (
            "The application is not linked to any OA.",
            "Ứng dụng chưa được liên kết với OA nào.",
        ),
        (
            "Link the application to the OA in Zalo for Developers (developers.zalo.me), "
            "then continue with resume.",
            "Vui lòng liên kết ứng dụng với OA trong Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -106: (
        (
            "Zalo does not take this kind of request at this address.",
            "Zalo không nhận loại yêu cầu này tại địa chỉ đã gọi.",
        ),
        _NOT_FOR_MESSAGES,
    ),
    -107: (
        ("Zalo does not know the message ID.", "Zalo không nhận ra mã tin."),
        (
            "Check the message ID in the results workbook.",
            "Vui lòng kiểm tra lại mã tin trong bảng kết quả.",
        ),
    ),
    -108: (
        ("The phone number is not valid.", "Số điện thoại không hợp lệ."),
        (
            "Correct the number in the sheet and send the row again.",
            "Vui lòng sửa số điện thoại trong bảng rồi gửi lại dòng này.",
        ),
    ),
    -109: (
        ("Zalo does not know the template ID.", "Zalo không nhận ra mã mẫu tin."),
        (
            "Check template_id against the template list of the ZBS account, then send again.",
            "Vui lòng đối chiếu template_id với danh sách mẫu tin trong Tài khoản ZBS rồi gửi lại.",
        ),
    ),
    -110: (
        (
            "The customer's Zalo app is too old, or the number has no Zalo.",
            "Ứng dụng Zalo của khách quá cũ, hoặc số này không dùng Zalo.",
        ),
        _OTHER_WAY,
    ),
    -111: (
        ("The message has no parameters.", "Tin không có tham số nào."),
        (
            "Fill in the row's parameter cells; check the columns if every row has this.",
            "Vui lòng điền các ô tham số của dòng; nếu dòng nào cũng bị, hãy kiểm tra lại các cột.",
        ),
    ),
    -112: (
        (
            "The parameters do not fit the template.",
            "Dữ liệu tham số không khớp với mẫu tin.",
        ),
        (
            "Compare the row's cells with the template in the ZBS account, correct them and send again.",
            "Vui lòng so các ô của dòng với mẫu tin trong Tài khoản ZBS, sửa lại rồi gửi lại.",
        ),
    ),
    -1121: (
        (
            "A parameter is longer than the template allows.",
            "Có tham số dài hơn mức mẫu tin cho phép.",
        ),
        (
            "Shorten that cell and send the row again.",
            "Vui lòng rút ngắn ô đó rồi gửi lại dòng này.",
        ),
    ),
    -1122: (
        (
            "A parameter that the template needs is missing.",
            "Thiếu tham số mà mẫu tin yêu cầu.",
        ),
        (
            "Fill in the missing cell; check the columns and the template file if every row has this.",
            "Vui lòng điền ô còn thiếu; nếu dòng nào cũng bị, hãy kiểm tra các cột và tệp mẫu tin.",
        ),
    ),
    -1123: (
        ("The QR code could not be made.", "Không tạo được mã QR."),
        (
            "Check the cell that feeds the QR code and send the row again.",
            "Vui lòng kiểm tra ô dùng để tạo mã QR rồi gửi lại dòng này.",
        ),
    ),
    -1124: (
        (
            "A parameter is not in the format its type requires.",
            "Có tham số không đúng định dạng.",
        ),
        (
            "Correct the date, number or link in that cell and send the row again.",
            "Vui lòng sửa lại ngày, số hoặc liên kết trong ô đó rồi gửi lại dòng này.",
        ),
    ),
    -113: (
        ("A button of the template is not valid.", "Nút bấm của mẫu tin không hợp lệ."),
        (
            "Correct the button of the template in the ZBS account, wait for approval, "
            "then continue with resume.",
            "Vui lòng sửa nút bấm của mẫu tin trong Tài khoản ZBS, chờ duyệt rồi chạy tiếp (resume).",
        ),
    ),
    -1131: (
        (
            "A button's text or link is not valid.",
            "Nội dung hoặc liên kết của nút bấm không hợp lệ.",
        ),
        (
            "Correct the row's link; if every row has this, correct the button of the template in the ZBS account.",
            "Vui lòng sửa liên kết của dòng; nếu dòng nào cũng bị, hãy sửa nút bấm của mẫu tin trong Tài khoản ZBS.",
        ),
    ),
    -114: (
        (
            "The customer can't be reached on Zalo: inactive, refusing messages, or with an old Zalo app.",
            "Không gửi được tới khách trên Zalo: tài khoản không hoạt động, từ chối nhận tin hoặc ứng dụng Zalo quá cũ.",
        ),
        _ANOTHER_DAY,
    ),
    -115: (
        (
            "There is not enough money in the ZBS account.",
            "Tài khoản ZBS không đủ tiền.",
        ),
        _TOP_UP,
    ),
    -116: (
        ("Zalo refused the text of the message.", "Zalo không chấp nhận nội dung tin."),
        (
            "Correct the row's text and send it again.",
            "Vui lòng sửa nội dung của dòng rồi gửi lại.",
        ),
    ),
    -117: (
        (
            "The OA or the application may not use this template.",
            "OA hoặc ứng dụng không có quyền dùng mẫu tin này.",
        ),
        (
            "Choose the account that owns the template, or grant it in the ZBS account, "
            "then continue with resume.",
            "Vui lòng chọn đúng tài khoản sở hữu mẫu tin, hoặc cấp quyền trong Tài khoản ZBS, rồi chạy tiếp (resume).",
        ),
    ),
    -118: (
        (
            "There is no Zalo account with this phone number.",
            "Số điện thoại này không có tài khoản Zalo.",
        ),
        _OTHER_WAY,
    ),
    -119: (
        (
            "This Zalo account can't receive ZNS.",
            "Tài khoản Zalo này không nhận được tin ZNS.",
        ),
        _OTHER_WAY,
    ),
    -120: (
        (
            "The OA may not use this feature; its package may have run out.",
            "OA không có quyền dùng tính năng này; có thể gói dịch vụ OA đã hết hạn.",
        ),
        (
            "Check the OA in OA Manager (oa.zalo.me): since June 2026 only a verified OA on the "
            "Growth or Comprehensive package may send by API. Then continue with resume.",
            "Vui lòng kiểm tra OA tại trang quản trị (oa.zalo.me): từ tháng 6/2026 chỉ OA đã xác thực, dùng gói Tăng trưởng hoặc Toàn diện, mới được gửi qua API. Sau đó chạy tiếp (resume).",
        ),
    ),
    -121: (
        ("The request reached Zalo empty.", "Yêu cầu gửi tới Zalo bị trống."),
        _OUR_MISTAKE,
    ),
    -122: (
        (
            "Zalo could not read the request.",
            "Zalo không đọc được yêu cầu gửi tới.",
        ),
        _OUR_MISTAKE,
    ),
    -123: (
        (
            "Zalo could not decode the encrypted message.",
            "Zalo không giải mã được tin đã mã hóa.",
        ),
        (
            "Check the RSA key of the OA in the ZBS account, then continue with resume.",
            "Vui lòng kiểm tra khóa RSA của OA trong Tài khoản ZBS rồi chạy tiếp (resume).",
        ),
    ),
    -124: (
        (
            "The access token is not valid: it has expired, was replaced, or was copied wrongly.",
            "Access token không hợp lệ: đã hết hạn, đã bị thay hoặc chép sai.",
        ),
        _NEW_TOKEN,
    ),
    -1241: (
        (
            "The proof made from the app secret (appsecret_proof) is wrong.",
            "Mã xác thực tạo từ khóa bí mật của ứng dụng (appsecret_proof) không đúng.",
        ),
        (
            "Copy the app secret again from Zalo for Developers (developers.zalo.me), then "
            "continue with resume.",
            "Vui lòng chép lại khóa bí mật từ Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -125: (
        ("The OA's ID is not valid.", "Mã OA không hợp lệ."),
        (
            "Check oa_id of the account and take an access token of that OA, then continue "
            "with resume.",
            "Vui lòng kiểm tra oa_id của tài khoản, dùng access token của đúng OA đó rồi chạy tiếp (resume).",
        ),
    ),
    -126: (
        (
            "The wallet for test messages is empty.",
            "Ví dành cho tin thử nghiệm đã hết tiền.",
        ),
        (
            "Top up the test wallet in the ZBS account, then continue with resume.",
            "Vui lòng nạp thêm vào ví thử nghiệm trong Tài khoản ZBS rồi chạy tiếp (resume).",
        ),
    ),
    -127: (
        (
            "Test messages go only to administrators of the OA or the application.",
            "Tin thử nghiệm chỉ gửi được cho quản trị viên của OA hoặc của ứng dụng.",
        ),
        (
            "Use an administrator's number, or send without --mode development.",
            "Vui lòng dùng số của quản trị viên, hoặc gửi không kèm --mode development.",
        ),
    ),
    -128: (
        ("The encryption key does not exist.", "Khóa mã hóa không tồn tại."),
        (
            "Create the key for the OA in the ZBS account, then continue with resume.",
            "Vui lòng tạo khóa cho OA trong Tài khoản ZBS rồi chạy tiếp (resume).",
        ),
    ),
    -129: (
        (
            "Zalo could not make the encryption key just now.",
            "Zalo tạm thời chưa tạo được khóa mã hóa.",
        ),
        (
            "Wait some minutes, then continue with resume.",
            "Vui lòng chờ vài phút rồi chạy tiếp (resume).",
        ),
    ),
    -130: (
        (
            "The message is longer than Zalo allows.",
            "Nội dung tin dài quá mức Zalo cho phép.",
        ),
        (
            "Shorten the row's text and send it again.",
            "Vui lòng rút ngắn nội dung của dòng rồi gửi lại.",
        ),
    ),
    -131: (
        ("The template is not approved.", "Mẫu tin chưa được duyệt."),
        (
            "Wait until the template is approved in the ZBS account, then continue with resume.",
            "Vui lòng chờ mẫu tin được duyệt trong Tài khoản ZBS rồi chạy tiếp (resume).",
        ),
    ),
    -132: (
        (
            "A parameter is not valid for the template.",
            "Có tham số không hợp lệ với mẫu tin.",
        ),
        (
            "Correct the row's cells (dates, numbers, links); check the template file if every row has this.",
            "Vui lòng sửa các ô của dòng (ngày, số, liên kết); nếu dòng nào cũng bị, hãy kiểm tra tệp mẫu tin.",
        ),
    ),
    -133: (
        (
            "This template may not be sent from 10 in the evening to 6 in the morning.",
            "Mẫu tin này không được gửi từ 22 giờ đến 6 giờ sáng.",
        ),
        _MORNING,
    ),
    -134: (
        (
            "The customer has not agreed to receive messages.",
            "Khách chưa đồng ý nhận tin.",
        ),
        _OTHER_WAY,
    ),
    -135: (
        (
            "The OA may not send ZNS: it is not verified, or has only the free package.",
            "OA chưa được gửi ZNS: chưa xác thực hoặc đang dùng gói miễn phí.",
        ),
        (
            "Have the OA verified and choose the Growth or Comprehensive package in OA Manager "
            "(oa.zalo.me), then continue with resume.",
            "Vui lòng xác thực OA và nâng lên gói Tăng trưởng hoặc Toàn diện tại trang quản trị OA (oa.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -1351: (
        (
            "Zalo has blocked the OA from sending because of a violation.",
            "Zalo đã chặn OA gửi tin do vi phạm.",
        ),
        (
            "Ask Zalo's support why in the ZBS account; continue with resume when the OA "
            "may send again.",
            "Vui lòng liên hệ hỗ trợ Zalo trong Tài khoản ZBS để biết lý do; khi OA được gửi lại thì chạy tiếp (resume).",
        ),
    ),
    -136: (
        (
            "The application is not linked to a ZBS account.",
            "Ứng dụng chưa được liên kết với Tài khoản ZBS.",
        ),
        (
            "Link the application and the OA in the ZBS account (account.zalo.solutions), "
            "then continue with resume.",
            "Vui lòng liên kết ứng dụng và OA trong Tài khoản ZBS (account.zalo.solutions) rồi chạy tiếp (resume).",
        ),
    ),
    -137: (
        (
            "The ZBS account could not be charged, usually for lack of money.",
            "Không trừ được tiền từ Tài khoản ZBS, thường do không đủ số dư.",
        ),
        _TOP_UP,
    ),
    -138: (
        (
            "The application may not use this feature.",
            "Ứng dụng không có quyền dùng tính năng này.",
        ),
        (
            "Ask for the right in Zalo for Developers (developers.zalo.me), then continue "
            "with resume.",
            "Vui lòng xin cấp quyền trong Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -1381: (
        (
            "The OA has not allowed the ZBS account to send for it.",
            "OA chưa cấp quyền gửi tin cho Tài khoản ZBS.",
        ),
        (
            "Grant the right in OA Manager (oa.zalo.me), then continue with resume.",
            "Vui lòng cấp quyền tại trang quản trị OA (oa.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -139: (
        (
            "The customer has refused this kind of ZNS.",
            "Khách đã từ chối nhận loại ZNS này.",
        ),
        (
            "Respect the choice: put the number on the never-send list.",
            "Vui lòng tôn trọng lựa chọn của khách: đưa số này vào danh sách không gửi.",
        ),
    ),
    -140: (
        (
            "The customer may not receive promotion messages from this OA.",
            "Khách này chưa được nhận tin hậu mãi từ OA.",
        ),
        (
            "Send this customer a transaction or customer-care template instead.",
            "Vui lòng dùng mẫu tin giao dịch hoặc chăm sóc khách hàng cho khách này.",
        ),
    ),
    -141: (
        ("The customer has refused ZNS from this OA.", "Khách đã từ chối nhận ZNS từ OA."),
        (
            "Respect the choice: put the number on the never-send list.",
            "Vui lòng tôn trọng lựa chọn của khách: đưa số này vào danh sách không gửi.",
        ),
    ),
    -142: (
        ("The OA has no RSA key yet.", "OA chưa có khóa RSA."),
        (
            "Create the RSA key for the OA, then continue with resume.",
            "Vui lòng tạo khóa RSA cho OA rồi chạy tiếp (resume).",
        ),
    ),
    -143: (
        ("The OA has an RSA key already.", "OA đã có khóa RSA."),
        (
            "Use the key that exists, then continue with resume.",
            "Vui lòng dùng khóa đang có rồi chạy tiếp (resume).",
        ),
    ),
    -144: (
        (
            "The OA's quota of ZNS for today is used up.",
            "OA đã hết hạn mức gửi ZNS trong ngày.",
        ),
        (
            "Nothing to do: the rest goes out tomorrow with resume, or by itself with --wait.",
            "Không cần làm gì: phần còn lại gửi vào ngày mai bằng resume, hoặc tự gửi nếu có --wait.",
        ),
    ),
    -1441: (
        (
            "The OA's quota of promotion messages for this month is used up.",
            "OA đã hết hạn mức tin hậu mãi trong tháng.",
        ),
        (
            "Go on with resume from the 1st of next month, or use a template of another kind.",
            "Vui lòng chạy tiếp (resume) từ ngày 1 tháng sau, hoặc dùng mẫu tin loại khác.",
        ),
    ),
    -145: (
        (
            "The OA may not send this kind of ZNS at its present quality level.",
            "OA không được gửi loại ZNS này ở mức chất lượng hiện tại.",
        ),
        (
            "Look at the OA's quality and its allowed kinds in the ZBS account; continue "
            "with resume when it is allowed again.",
            "Vui lòng xem chất lượng và các loại tin được gửi của OA trong Tài khoản ZBS; khi được phép lại thì chạy tiếp (resume).",
        ),
    ),
    -146: (
        (
            "Zalo has disabled the template because of its low quality.",
            "Zalo đã khóa mẫu tin do chất lượng thấp.",
        ),
        (
            "Choose another template, or improve this one in the ZBS account and have it approved again.",
            "Vui lòng dùng mẫu tin khác, hoặc sửa mẫu này trong Tài khoản ZBS và chờ duyệt lại.",
        ),
    ),
    -147: (
        (
            "The template's quota for today is used up.",
            "Mẫu tin đã hết hạn mức gửi trong ngày.",
        ),
        (
            "Nothing to do: the rest goes out tomorrow with resume, or by itself with --wait.",
            "Không cần làm gì: phần còn lại gửi vào ngày mai bằng resume, hoặc tự gửi nếu có --wait.",
        ),
    ),
    -1471: (
        (
            "This customer has had all the promotion messages of the month.",
            "Khách này đã nhận đủ số tin hậu mãi trong tháng.",
        ),
        (
            "Send it again next month with retry --status rejected.",
            "Vui lòng gửi lại vào tháng sau bằng retry --status rejected.",
        ),
    ),
    -1472: (
        (
            "This customer has had today's promotion message already.",
            "Khách này đã nhận tin hậu mãi của ngày hôm nay.",
        ),
        (
            "Send it again tomorrow with retry --status rejected.",
            "Vui lòng gửi lại từ ngày mai bằng retry --status rejected.",
        ),
    ),
    -148: (
        ("The journey token is missing.", "Thiếu token hành trình."),
        _JOURNEY_KIND,
    ),
    -149: (
        ("The journey token is not valid.", "Token hành trình không hợp lệ."),
        _JOURNEY,
    ),
    -1491: (
        (
            "The journey token is of another type than the template.",
            "Loại token hành trình không khớp với mẫu tin.",
        ),
        _JOURNEY_KIND,
    ),
    -150: (
        ("The journey token has expired.", "Token hành trình đã hết hạn."),
        _JOURNEY,
    ),
    -151: (
        (
            "The template is not one for end-to-end encryption.",
            "Mẫu tin không phải loại mã hóa đầu cuối.",
        ),
        (
            "Choose a template without encryption or change this one in the ZBS account.",
            "Vui lòng chọn mẫu tin không mã hóa hoặc đổi mẫu này trong Tài khoản ZBS.",
        ),
    ),
    -152: (
        (
            "Zalo could not get the encryption key just now.",
            "Zalo tạm thời chưa lấy được khóa mã hóa.",
        ),
        (
            "Wait some minutes, then continue with resume.",
            "Vui lòng chờ vài phút rồi chạy tiếp (resume).",
        ),
    ),
    -153: (
        (
            "The row's data break Zalo's rules.",
            "Dữ liệu của dòng không đúng quy định của Zalo.",
        ),
        (
            "Correct the row's cells and send it again.",
            "Vui lòng sửa các ô của dòng rồi gửi lại.",
        ),
    ),
    -161: (
        (
            "Zalo does not allow the sending mode that was asked for.",
            "Zalo không chấp nhận chế độ gửi được yêu cầu.",
        ),
        (
            "Send in the normal mode, or ask Zalo to allow sending beyond the quota.",
            "Vui lòng gửi ở chế độ thường, hoặc đề nghị Zalo mở chế độ gửi vượt hạn mức.",
        ),
    ),
    -162: (
        (
            "Sending beyond the quota is only for promotion templates.",
            "Chế độ gửi vượt hạn mức chỉ dành cho mẫu tin hậu mãi.",
        ),
        (
            "Send this template in the normal mode.",
            "Vui lòng gửi mẫu tin này ở chế độ thường.",
        ),
    ),
}

_OTHER_CALLS: dict[int, tuple[Translation, Translation]] = {
    number: (happened, _NOT_FOR_MESSAGES)
    for number, happened in {
        -1091: ("The template can't be changed.", "Không sửa được mẫu tin."),
        -1132: (
            "The template needs at least one button.",
            "Mẫu tin cần có ít nhất một nút bấm.",
        ),
        -1201: (
            "The OA may not create promotion templates.",
            "OA không có quyền tạo mẫu tin hậu mãi.",
        ),
        -1202: (
            "The OA may not use pictures and files.",
            "OA không có quyền dùng hình ảnh và tệp.",
        ),
        -158: (
            "The file sent for a template is too large.",
            "Tệp tải lên cho mẫu tin quá lớn.",
        ),
        -159: (
            "The file sent for a template is of a wrong format.",
            "Tệp tải lên cho mẫu tin sai định dạng.",
        ),
        -160: (
            "Today's number of template changes is used up.",
            "Đã hết số lần quản lý mẫu tin trong ngày.",
        ),
        -214: (
            "Zalo is still working on an article or video.",
            "Zalo đang xử lý bài viết hoặc video.",
        ),
        -237: (
            "The answer is about a Zalo group, not about a message.",
            "Mã này thuộc về nhóm Zalo, không phải về tin ZNS.",
        ),
        -238: (
            "The answer is about a Zalo group, not about a message.",
            "Mã này thuộc về nhóm Zalo, không phải về tin ZNS.",
        ),
        -241: (
            "The answer is about a Zalo group, not about a message.",
            "Mã này thuộc về nhóm Zalo, không phải về tin ZNS.",
        ),
        -403: (
            "The answer is about a Zalo group, not about a message.",
            "Mã này thuộc về nhóm Zalo, không phải về tin ZNS.",
        ),
        -1340: (
            "The answer is about an OA form, not about a message.",
            "Mã này thuộc về biểu mẫu của OA, không phải về tin ZNS.",
        ),
        -1341: (
            "The answer is about an OA form, not about a message.",
            "Mã này thuộc về biểu mẫu của OA, không phải về tin ZNS.",
        ),
    }.items()
}

_OA: dict[int, tuple[Translation, Translation]] = {
    -200: (
        ("Zalo could not send the message.", "Zalo không gửi được tin."),
        (
            "Wait some minutes, then continue with resume.",
            "Vui lòng chờ vài phút rồi chạy tiếp (resume).",
        ),
    ),
    -201: (
        ("A field of the message is not valid.", "Có trường dữ liệu của tin không hợp lệ."),
        (
            "Correct the row's cells; check the template and the account if every row has this.",
            "Vui lòng sửa các ô của dòng; nếu dòng nào cũng bị, hãy kiểm tra mẫu tin và tài khoản.",
        ),
    ),
    -204: (
        ("The OA is locked.", "OA đã bị khóa."),
        (
            "Look at the OA in OA Manager (oa.zalo.me) and ask Zalo's support; continue "
            "with resume when it is open again.",
            "Vui lòng xem OA tại trang quản trị OA (oa.zalo.me) và liên hệ hỗ trợ Zalo; khi OA mở lại thì chạy tiếp (resume).",
        ),
    ),
    -205: (
        ("The OA does not exist.", "OA không tồn tại."),
        (
            "Check oa_id and the access token of the account, then continue with resume.",
            "Vui lòng kiểm tra oa_id và access token của tài khoản rồi chạy tiếp (resume).",
        ),
    ),
    -209: (
        ("The application is not switched on.", "Ứng dụng chưa được kích hoạt."),
        (
            "Switch it on in Zalo for Developers (developers.zalo.me), then continue with resume.",
            "Vui lòng kích hoạt ứng dụng trong Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -210: (
        (
            "A parameter is beyond the limit that Zalo allows.",
            "Có tham số vượt quá giới hạn Zalo cho phép.",
        ),
        (
            "Shorten or correct that cell and send the row again.",
            "Vui lòng rút ngắn hoặc sửa ô đó rồi gửi lại dòng này.",
        ),
    ),
    -211: (
        ("The OA's quota is used up.", "OA đã hết hạn mức gửi."),
        (
            "Nothing to do: the rest goes out tomorrow with resume, or by itself with --wait.",
            "Không cần làm gì: phần còn lại gửi vào ngày mai bằng resume, hoặc tự gửi nếu có --wait.",
        ),
    ),
    -212: (
        (
            "The application has not signed up for this service of Zalo.",
            "Ứng dụng chưa đăng ký dùng dịch vụ này của Zalo.",
        ),
        (
            "Sign up for it in Zalo for Developers (developers.zalo.me), then continue "
            "with resume.",
            "Vui lòng đăng ký trong Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -213: (
        ("The customer does not follow the OA.", "Khách chưa quan tâm OA."),
        (
            "Ask the customer to follow the OA, or reach them another way.",
            "Vui lòng mời khách quan tâm OA, hoặc liên hệ bằng cách khác.",
        ),
    ),
    -216: (
        ("The access token is not valid.", "Access token không hợp lệ."),
        _NEW_TOKEN,
    ),
    -217: (
        (
            "The customer has blocked invitations from the OA.",
            "Khách đã chặn lời mời từ OA.",
        ),
        _OTHER_WAY,
    ),
    -218: (
        (
            "This customer has received as many messages as Zalo allows for now.",
            "Khách này đã nhận đủ số tin Zalo cho phép trong thời gian này.",
        ),
        _ANOTHER_DAY,
    ),
    -219: (
        (
            "The application was removed or switched off.",
            "Ứng dụng đã bị gỡ hoặc bị tắt.",
        ),
        (
            "Look at the application in Zalo for Developers (developers.zalo.me), then "
            "continue with resume.",
            "Vui lòng kiểm tra ứng dụng trong Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -220: (
        (
            "The access token has expired or was withdrawn.",
            "Access token đã hết hạn hoặc đã bị thu hồi.",
        ),
        _NEW_TOKEN,
    ),
    -221: (
        ("The OA is not verified.", "OA chưa được xác thực."),
        (
            "Have the OA verified in OA Manager (oa.zalo.me), then continue with resume.",
            "Vui lòng xác thực OA tại trang quản trị OA (oa.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -223: (
        (
            "The OA has not given the application the right to do this.",
            "OA chưa cấp quyền này cho ứng dụng.",
        ),
        (
            "Have an administrator of the OA grant the right again, then continue with resume.",
            "Vui lòng nhờ quản trị viên OA cấp quyền lại cho ứng dụng rồi chạy tiếp (resume).",
        ),
    ),
    -224: (
        (
            "The OA's package is too small for this.",
            "Gói dịch vụ của OA chưa đủ để dùng tính năng này.",
        ),
        (
            "Choose the Growth or Comprehensive package in OA Manager (oa.zalo.me), then continue "
            "with resume.",
            "Vui lòng nâng lên gói Tăng trưởng hoặc Toàn diện tại trang quản trị OA (oa.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -227: (
        (
            "The customer's Zalo account is locked or has been idle for more than 45 days.",
            "Tài khoản Zalo của khách bị khóa hoặc không hoạt động hơn 45 ngày.",
        ),
        _OTHER_WAY,
    ),
    -230: (
        (
            "The customer has not been in touch with the OA in the last 7 days.",
            "Khách không tương tác với OA trong 7 ngày qua.",
        ),
        _OTHER_WAY,
    ),
    -231: (
        (
            "This customer can't receive this message from the OA now.",
            "Khách này hiện không nhận được tin từ OA.",
        ),
        _OTHER_WAY,
    ),
    -232: (
        (
            "The customer has not been in touch with the OA, or too long ago.",
            "Khách chưa tương tác với OA, hoặc lần tương tác cuối đã quá lâu.",
        ),
        _OTHER_WAY,
    ),
    -233: (
        (
            "Zalo does not know this kind of message or no longer takes it.",
            "Zalo không hỗ trợ hoặc đã ngừng loại tin này.",
        ),
        _NOT_FOR_MESSAGES,
    ),
    -234: (
        (
            "This kind of message may not be sent from 10 in the evening to 6 in the morning.",
            "Loại tin này không được gửi từ 22 giờ đến 6 giờ sáng.",
        ),
        _MORNING,
    ),
    -235: (
        (
            "An OA of this type may not use this service.",
            "Loại OA này không được dùng dịch vụ này.",
        ),
        (
            "Use an OA of the right type (business), then continue with resume.",
            "Vui lòng dùng OA đúng loại (doanh nghiệp) rồi chạy tiếp (resume).",
        ),
    ),
    -240: (
        (
            "Zalo has closed this old service.",
            "Zalo đã ngừng dịch vụ phiên bản cũ này.",
        ),
        _NOT_FOR_MESSAGES,
    ),
    -242: (
        (
            "The proof made from the app secret (appsecret_proof) is wrong.",
            "Mã xác thực tạo từ khóa bí mật của ứng dụng (appsecret_proof) không đúng.",
        ),
        (
            "Copy the app secret again from Zalo for Developers (developers.zalo.me), then "
            "continue with resume.",
            "Vui lòng chép lại khóa bí mật từ Zalo for Developers (developers.zalo.me) rồi chạy tiếp (resume).",
        ),
    ),
    -244: (
        (
            "The customer has restricted this kind of message.",
            "Khách đã hạn chế nhận loại tin này.",
        ),
        _OTHER_WAY,
    ),
    -248: (
        (
            "Zalo found a violation of its platform's rules.",
            "Zalo cho rằng tin hoặc OA vi phạm quy định của nền tảng.",
        ),
        (
            "Look at the notices in OA Manager (oa.zalo.me) and ask Zalo's support, then "
            "continue with resume.",
            "Vui lòng xem thông báo tại trang quản trị OA (oa.zalo.me) và liên hệ hỗ trợ Zalo rồi chạy tiếp (resume).",
        ),
    ),
    -249: (
        (
            "The template can't be sent by user ID.",
            "Mẫu tin không hỗ trợ gửi theo UID.",
        ),
        (
            "Choose a template for user IDs, or send by phone number.",
            "Vui lòng chọn mẫu tin hỗ trợ UID, hoặc gửi theo số điện thoại.",
        ),
    ),
    -32: (
        (
            "Too many requests: the limit of the application or the OA is reached.",
            "Gửi quá nhanh: ứng dụng hoặc OA đã chạm giới hạn số lần gọi.",
        ),
        (
            "The program slows down by itself; choose a lower --rate if it keeps happening.",
            "Chương trình tự gửi chậm lại; nếu vẫn lặp lại, vui lòng chọn --rate thấp hơn.",
        ),
    ),
    -320: (
        (
            "The application needs a ZBS account.",
            "Ứng dụng cần được liên kết với Tài khoản ZBS.",
        ),
        (
            "Link the application in the ZBS account (account.zalo.solutions), then "
            "continue with resume.",
            "Vui lòng liên kết ứng dụng trong Tài khoản ZBS (account.zalo.solutions) rồi chạy tiếp (resume).",
        ),
    ),
    -321: (
        (
            "The ZBS account is out of money.",
            "Tài khoản ZBS đã hết tiền.",
        ),
        _TOP_UP,
    ),
}

_ALL = _SENDING | _OTHER_CALLS | _OA

ENTRIES: dict[str, Translation] = {
    **{f"zalo.{number}": happened for number, (happened, _) in _ALL.items()},
    **{f"zalo.{number}.do": remedy for number, (_, remedy) in _ALL.items()},
}
