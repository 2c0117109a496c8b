"""What goes wrong between us and a provider, and the words of the errors page."""

from zns_batch.i18n import Translation

_TROUBLE: dict[str, tuple[Translation, Translation]] = {
    "timeout": (
        (
            "No answer came in time, so it is unknown whether the message was sent.",
            "Hết thời gian chờ mà không có trả lời, nên chưa rõ tin đã được gửi hay chưa.",
        ),
        (
            "Ask the customer or look in the ZBS account before you send this row again (retry --status unknown).",
            "Vui lòng hỏi khách hoặc tra trong Tài khoản ZBS trước khi gửi lại dòng này (retry --status unknown).",
        ),
    ),
    "connect-timeout": (
        (
            "The connection to the provider timed out; nothing was sent.",
            "Không kết nối kịp tới nhà cung cấp; tin chưa được gửi.",
        ),
        (
            "Check the internet connection, then continue with resume.",
            "Vui lòng kiểm tra kết nối mạng rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "connection-refused": (
        (
            "The provider's address refused the connection; nothing was sent.",
            "Địa chỉ của nhà cung cấp từ chối kết nối; tin chưa được gửi.",
        ),
        (
            "Check base_url of the account and the firewall, then continue with resume.",
            "Vui lòng kiểm tra base_url của tài khoản và tường lửa rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "unreachable": (
        (
            "The provider can't be reached over the network; nothing was sent.",
            "Không tới được nhà cung cấp qua mạng; tin chưa được gửi.",
        ),
        (
            "Check the internet connection and the firewall, then continue with resume.",
            "Vui lòng kiểm tra kết nối mạng và tường lửa rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "dns": (
        (
            "The provider's host name was not found; nothing was sent.",
            "Không tìm thấy tên máy chủ của nhà cung cấp; tin chưa được gửi.",
        ),
        (
            "Check the internet connection and base_url of the account, then continue with resume.",
            "Vui lòng kiểm tra kết nối mạng và base_url của tài khoản rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "tls": (
        (
            "The secure connection could not be made or the certificate is not trusted; nothing was sent.",
            "Không lập được kết nối bảo mật hoặc chứng chỉ không đáng tin; tin chưa được gửi.",
        ),
        (
            "Check this machine's clock, base_url and the company's network filter, then "
            "continue with resume.",
            "Vui lòng kiểm tra đồng hồ của máy, base_url và bộ lọc mạng của công ty rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "proxy": (
        (
            "The network's proxy did not let the connection through; nothing was sent.",
            "Proxy của mạng không cho kết nối đi qua; tin chưa được gửi.",
        ),
        (
            "Check the proxy settings (HTTPS_PROXY, NO_PROXY) with your network's "
            "administrator, then continue with resume.",
            "Vui lòng kiểm tra cấu hình proxy (HTTPS_PROXY, NO_PROXY) với người quản trị mạng rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "spoke-first": (
        (
            "The provider's address sent data before it received a request, as no web server does; nothing was sent.",
            "Địa chỉ của nhà cung cấp gửi dữ liệu trước khi nhận yêu cầu, không giống máy chủ web; tin chưa được gửi.",
        ),
        (
            "Check base_url of the account (host and port) and the network filter, then continue with resume.",
            "Vui lòng kiểm tra base_url của tài khoản (tên máy, cổng) và bộ lọc mạng rồi chạy tiếp chiến dịch (resume).",
        ),
    ),
    "connection-reset": (
        (
            "The connection broke before the answer was complete, so it is unknown whether "
            "the message was sent.",
            "Kết nối bị ngắt trước khi nhận đủ trả lời, nên chưa rõ tin đã được gửi hay chưa.",
        ),
        (
            "Ask the customer or look in the ZBS account before you send this row again (retry --status unknown).",
            "Vui lòng hỏi khách hoặc tra trong Tài khoản ZBS trước khi gửi lại dòng này (retry --status unknown).",
        ),
    ),
    "http-status": (
        (
            "The provider's server had an error and gave no usable answer (HTTP {status}).",
            "Máy chủ của nhà cung cấp gặp sự cố và không trả lời đúng cách (HTTP {status}).",
        ),
        (
            "If the row is unknown, ask the customer or look in the ZBS account before you send it again; wait some minutes before you go on.",
            "Nếu dòng ở trạng thái chưa rõ, vui lòng hỏi khách hoặc tra trong Tài khoản ZBS trước khi gửi lại; chờ vài phút rồi hãy chạy tiếp.",
        ),
    ),
    "http-refused": (
        (
            "The server refused the request without a provider error code (HTTP {status}); "
            "nothing was sent.",
            "Máy chủ từ chối yêu cầu mà không kèm mã lỗi của nhà cung cấp (HTTP {status}); tin chưa được gửi.",
        ),
        (
            "Check base_url and the account's settings, and whether a firewall is in "
            "between; then continue with resume or retry.",
            "Vui lòng kiểm tra base_url, cấu hình tài khoản và tường lửa (nếu có); sau đó chạy tiếp (resume) hoặc gửi lại (retry).",
        ),
    ),
    "http-429": (
        (
            "The provider asked for a slower pace; this message was not sent.",
            "Nhà cung cấp yêu cầu gửi chậm lại; tin này chưa được gửi.",
        ),
        (
            "The program slows down by itself; choose a lower --rate if it keeps happening.",
            "Chương trình tự gửi chậm lại; nếu vẫn lặp lại, vui lòng chọn --rate thấp hơn.",
        ),
    ),
    "redirect": (
        (
            "The answer was a redirect to another address, so it is unknown whether the "
            "message was sent.",
            "Máy chủ chuyển hướng sang địa chỉ khác, nên chưa rõ tin đã được gửi hay chưa.",
        ),
        (
            "Check base_url and whether the network asks for a sign-in; ask the customer before you send this row again (retry --status unknown).",
            "Vui lòng kiểm tra base_url và xem mạng có đòi đăng nhập không; hỏi khách trước khi gửi lại dòng này (retry --status unknown).",
        ),
    ),
    "unreadable": (
        (
            "The answer was not in the provider's format, so it is unknown whether "
            "the message was sent.",
            "Câu trả lời không đúng dạng của nhà cung cấp, nên chưa rõ tin đã được gửi hay chưa.",
        ),
        (
            "Check base_url and the network filter; ask the customer or look in the ZBS account before you send this row again (retry --status unknown).",
            "Vui lòng kiểm tra base_url và bộ lọc mạng; hỏi khách hoặc tra trong Tài khoản ZBS trước khi gửi lại dòng này (retry --status unknown).",
        ),
    ),
    "unlisted": (
        (
            "The provider refused the message with error {code}, which is not in any list "
            "we know. Its message: {said}",
            "Nhà cung cấp từ chối tin với mã lỗi {code}, chưa có trong danh sách đã biết. Nguyên văn: {said}",
        ),
        (
            "Ask the provider's support with this code, then send the row again with retry.",
            "Vui lòng hỏi bộ phận hỗ trợ của nhà cung cấp về mã này rồi gửi lại dòng bằng retry.",
        ),
    ),
    "interrupted": (
        (
            "The program was stopped while this message was in flight, so it is unknown "
            "whether it was sent.",
            "Chương trình bị ngắt khi tin đang trên đường gửi, nên chưa rõ tin đã được gửi hay chưa.",
        ),
        (
            "Ask the customer or look in the ZBS account before you send this row again (retry --status unknown).",
            "Vui lòng hỏi khách hoặc tra trong Tài khoản ZBS trước khi gửi lại dòng này (retry --status unknown).",
        ),
    ),
    "never-arrived": (
        (
            "It was unknown whether this message was sent; the provider, asked by its "
            "tracking ID, never received it.",
            "Tin từng chưa rõ đã được gửi hay chưa; khi tra theo mã đối soát, nhà cung cấp cho biết chưa hề nhận tin này.",
        ),
        (
            "Send the row again with retry --status rejected; it can't arrive twice.",
            "Gửi lại dòng này bằng retry --status rejected; khách sẽ không nhận hai tin.",
        ),
    ),
    "settled-not-sent": (
        (
            "It was unknown whether this message was sent; a person has said that it was not.",
            "Tin từng chưa rõ đã được gửi hay chưa; người dùng đã xác nhận là chưa gửi.",
        ),
        (
            "Send the row again with retry --status rejected.",
            "Gửi lại dòng này bằng retry --status rejected.",
        ),
    ),
    "journey-in-doubt": (
        (
            "A journey token was asked for and no usable answer came; this message was not sent.",
            "Đã xin token hành trình nhưng không nhận được trả lời rõ ràng; tin này chưa được gửi.",
        ),
        (
            "Send the row again with retry --status rejected: another token is requested "
            "then. A token that is never used costs nothing.",
            "Vui lòng gửi lại dòng bằng retry --status rejected: chương trình sẽ xin token khác. Token không dùng đến thì không mất phí.",
        ),
    ),
}

TROUBLE: tuple[str, ...] = tuple(_TROUBLE)
"""Our words for trouble on the way, in the order of the errors page."""

_TOKENS: dict[str, tuple[Translation, Translation]] = {
    "refresh-refused": (
        (
            "The access token has to be renewed, and Zalo refused that: the refresh token was used already, is older than three months or was withdrawn, or the app id or app secret is wrong.",
            "Cần gia hạn access token nhưng Zalo từ chối: refresh token đã được dùng, quá ba tháng hoặc đã bị thu hồi, hoặc app id hay app secret không đúng.",
        ),
        (
            "Check ZNS_APP_ID and ZNS_APP_SECRET. If they are right, have an administrator of the OA get a new pair of tokens (developers.zalo.me/tools/explorer), set ZNS_ACCESS_TOKEN and ZNS_REFRESH_TOKEN to it, then continue with resume.",
            "Vui lòng kiểm tra ZNS_APP_ID và ZNS_APP_SECRET. Nếu đã đúng, nhờ quản trị viên của OA lấy cặp token mới (developers.zalo.me/tools/explorer), đặt vào ZNS_ACCESS_TOKEN và ZNS_REFRESH_TOKEN rồi chạy tiếp (resume).",
        ),
    ),
    "refresh-lost": (
        (
            "The answer to the renewal of the access token was lost: Zalo has used up the refresh token, and the new pair never arrived.",
            "Khi gia hạn access token, câu trả lời bị thất lạc: Zalo đã dùng refresh token cũ nhưng cặp token mới không về tới nơi.",
        ),
        (
            "Have an administrator of the OA get a new pair of tokens (developers.zalo.me/tools/explorer), set ZNS_ACCESS_TOKEN and ZNS_REFRESH_TOKEN to it, then continue with resume.",
            "Vui lòng nhờ quản trị viên của OA lấy cặp token mới (developers.zalo.me/tools/explorer), đặt vào ZNS_ACCESS_TOKEN và ZNS_REFRESH_TOKEN rồi chạy tiếp (resume).",
        ),
    ),
    "refresh-unanswered": (
        (
            "The access token has to be renewed, and Zalo was asked twice without a usable answer, so it is unknown whether the refresh token is used up.",
            "Cần gia hạn access token, đã hỏi Zalo hai lần mà không có trả lời dùng được, nên chưa rõ refresh token còn dùng được hay không.",
        ),
        (
            "Check the internet connection and oauth_url, then continue with resume, which tries the refresh token once more; if it is refused then, an administrator of the OA must get a new pair of tokens (developers.zalo.me/tools/explorer).",
            "Vui lòng kiểm tra kết nối mạng và oauth_url rồi chạy tiếp (resume) để thử lại refresh token; nếu khi đó vẫn bị từ chối, quản trị viên của OA cần lấy cặp token mới (developers.zalo.me/tools/explorer).",
        ),
    ),
    "oauth-14014": (
        (
            "The access token has to be renewed, and Zalo does not accept the refresh token: it was used already, is older than three months or was withdrawn.",
            "Cần gia hạn access token nhưng Zalo không nhận refresh token: token đã được dùng, quá ba tháng hoặc đã bị thu hồi.",
        ),
        (
            "Log the account in again (`zns-batch account login`, with -a for one of several accounts), or have an administrator of the OA get a new pair of tokens (developers.zalo.me/tools/explorer) and set ZNS_ACCESS_TOKEN and ZNS_REFRESH_TOKEN to it; then continue with resume.",
            "Vui lòng đăng nhập lại tài khoản (`zns-batch account login`, thêm -a nếu có nhiều tài khoản), hoặc nhờ quản trị viên của OA lấy cặp token mới (developers.zalo.me/tools/explorer) và đặt vào ZNS_ACCESS_TOKEN, ZNS_REFRESH_TOKEN; sau đó chạy tiếp (resume).",
        ),
    ),
    "oauth-14002": (
        (
            "Zalo issues no tokens: it does not accept the app id.",
            "Zalo không cấp token: app id không đúng.",
        ),
        (
            "Check app_id of the account (ZNS_APP_ID) against the application's page at developers.zalo.me, then try again.",
            "Vui lòng đối chiếu app_id của tài khoản (ZNS_APP_ID) với trang ứng dụng trên developers.zalo.me rồi thử lại.",
        ),
    ),
    "oauth-14004": (
        (
            "Zalo issues no tokens: it does not accept the app secret.",
            "Zalo không cấp token: app secret không đúng.",
        ),
        (
            "Check the app secret of the account (ZNS_APP_SECRET) against the application's page at developers.zalo.me; it changes when somebody resets it there. Then try again.",
            "Vui lòng đối chiếu app secret của tài khoản (ZNS_APP_SECRET) với trang ứng dụng trên developers.zalo.me; khóa này đổi khi có người đặt lại. Sau đó thử lại.",
        ),
    ),
    "oauth-14005": (
        (
            "Zalo issues no tokens: the code of the login is invalid, older than ten minutes or used already.",
            "Zalo không cấp token: mã đăng nhập không hợp lệ, quá mười phút hoặc đã được dùng.",
        ),
        (
            "Log in again: `zns-batch account login`, with -a for one of several accounts.",
            "Vui lòng đăng nhập lại: `zns-batch account login`, thêm -a nếu có nhiều tài khoản.",
        ),
    ),
    "oauth-14018": (
        (
            "Zalo issues no tokens: it does not accept this kind of request for the application.",
            "Zalo không cấp token: ứng dụng không được phép dùng cách xin token này.",
        ),
        (
            "Check oauth_url of the account and that the application is linked to an Official Account at developers.zalo.me, then try again.",
            "Vui lòng kiểm tra oauth_url của tài khoản và việc ứng dụng đã liên kết với Official Account trên developers.zalo.me rồi thử lại.",
        ),
    ),
}
"""Why no new tokens came, and what to do."""

TOKENS: tuple[str, ...] = tuple(_TOKENS)
"""Our codes for that."""

ENTRIES: dict[str, Translation] = {
    **{f"provider.{word}": happened for word, (happened, _) in _TROUBLE.items()},
    **{f"provider.{word}.do": remedy for word, (_, remedy) in _TROUBLE.items()},
    **{f"provider.{word}": happened for word, (happened, _) in _TOKENS.items()},
    **{f"provider.{word}.do": remedy for word, (_, remedy) in _TOKENS.items()},
    "provider.words": (
        "{reason} The provider's message: “{said}”",
        "{reason} Nguyên văn từ nhà cung cấp: “{said}”",
    ),
    "provider.no-words": ("(none)", "(không có)"),
    "provider.unknown-kind": (
        "Unknown provider “{kind}”; choose one of: {known}.",
        "Không có nhà cung cấp “{kind}”; vui lòng chọn một trong các nhà cung cấp sau: {known}.",
    ),
    "provider.cannot-development": (
        "Provider “{provider}” can't send test messages to administrators (--mode development).",
        "Nhà cung cấp “{provider}” không gửi thử cho quản trị viên được (--mode development).",
    ),
    "provider.cannot-hashed": (
        "Provider “{provider}” doesn't take hashed phones (--hash-phone).",
        "Nhà cung cấp “{provider}” không nhận số điện thoại đã băm (--hash-phone).",
    ),
    "provider.cannot-user": (
        "Provider “{provider}” can't send to a user id; the list needs a phone column.",
        "Nhà cung cấp “{provider}” không gửi theo user id được; danh sách cần có cột số điện thoại.",
    ),
    "provider.cannot-beyond-quota": (
        "Provider “{provider}” can't send beyond the quota (--beyond-quota).",
        "Nhà cung cấp “{provider}” không gửi vượt hạn mức được (--beyond-quota).",
    ),
    "provider.cannot-sms": (
        "Provider “{provider}” can't send an SMS instead of the message.",
        "Nhà cung cấp “{provider}” không gửi SMS thay thế.",
    ),
    "provider.cannot-journeys": (
        "Provider “{provider}” has no journeys.",
        "Nhà cung cấp “{provider}” không có ZNS hành trình.",
    ),
    "provider.cannot-templates": (
        "Provider “{provider}” doesn't list the account's templates.",
        "Nhà cung cấp “{provider}” không cho xem danh sách mẫu tin.",
    ),
    "provider.cannot-sample-data": (
        "Provider “{provider}” has no sample data for templates.",
        "Nhà cung cấp “{provider}” không cho dữ liệu mẫu của mẫu tin.",
    ),
    "provider.cannot-account": (
        "Provider “{provider}” doesn't report the account's status.",
        "Nhà cung cấp “{provider}” không cho xem tình trạng tài khoản.",
    ),
    "provider.cannot-status": (
        "Provider “{provider}” doesn't report a message's status.",
        "Nhà cung cấp “{provider}” không cho tra cứu trạng thái tin.",
    ),
    "provider.cannot-answers": (
        "Provider “{provider}” doesn't report what customers answered.",
        "Nhà cung cấp “{provider}” không cho tra cứu khách trả lời gì.",
    ),
    "provider.cannot-plain-sms": (
        "Provider “{provider}” sends no SMS by themselves; only GobySend does.",
        "Nhà cung cấp “{provider}” không gửi SMS riêng; chỉ GobySend có.",
    ),
    "provider.cannot-tokens": (
        "Provider “{provider}” has no tokens to renew; its key does not change.",
        "Nhà cung cấp “{provider}” không dùng token cần gia hạn; khóa API không đổi.",
    ),
    "provider.cannot-find": (
        "Provider “{provider}” can't look up a message by our tracking ID.",
        "Nhà cung cấp “{provider}” không tra cứu được tin theo mã đối soát.",
    ),
    "provider.insecure-url": (
        "{setting} connects to {host} without encryption, which would expose the tokens; "
        "write https://.",
        "{setting} trỏ tới {host} mà không mã hóa nên có thể lộ token; vui lòng dùng https://.",
    ),
    "provider.url-with-password": (
        "{setting} holds a user name or password; remove it and leave only https:// and the host.",
        "{setting} có chứa tên đăng nhập hoặc mật khẩu; vui lòng bỏ đi, chỉ giữ https:// và tên máy chủ.",
    ),
    "provider.bad-url": (
        "{setting} can't be read as an address; write it like {example}, without ? or #.",
        "{setting} không phải địa chỉ hợp lệ; vui lòng ghi như {example}, không có ? hay #.",
    ),
    "provider.token-missing": (
        "The access token is missing; set ZNS_ACCESS_TOKEN (ZNS_<NAME>_ACCESS_TOKEN for a named account).",
        "Chưa có access token; vui lòng đặt biến ZNS_ACCESS_TOKEN (ZNS_<NAME>_ACCESS_TOKEN cho tài khoản có tên).",
    ),
    "provider.token-unusable": (
        "The access token contains a space, a line break or a character that no token has; "
        "copy it again in full.",
        "Access token có khoảng trắng, dấu xuống dòng hoặc ký tự lạ; vui lòng chép lại cho đủ và đúng.",
    ),
    "provider.app-secret-missing": (
        "appsecret_proof is on, but the app secret is missing; set ZNS_APP_SECRET "
        "(ZNS_<NAME>_APP_SECRET for a named account) or switch it off.",
        "Đã bật appsecret_proof nhưng chưa có app secret; vui lòng đặt biến ZNS_APP_SECRET (ZNS_<NAME>_APP_SECRET cho tài khoản có tên) hoặc tắt đi.",
    ),
    "provider.app-unusable": (
        "The app id or the app secret contains a space, a line break or a character that "
        "neither has; copy both again in full.",
        "App id hoặc app secret có khoảng trắng, dấu xuống dòng hoặc ký tự lạ; vui lòng chép lại cho đủ và đúng.",
    ),
    "provider.proxy-unusable": (
        "The system's proxy for https is of a kind that can't be used here; set HTTPS_PROXY to an http:// address, or NO_PROXY for {host}.",
        "Proxy https của hệ thống thuộc loại không dùng được; vui lòng đặt HTTPS_PROXY là địa chỉ http://, hoặc thêm {host} vào NO_PROXY.",
    ),
    "provider.authorities-unreadable": (
        "No certificates can be read from {path} ({why}), which {name} names; set {name} "
        "to a file of certificates (PEM), or unset it.",
        "Không đọc được chứng chỉ nào từ {path} ({why}), là tệp mà biến {name} trỏ tới; vui lòng đặt {name} là một tệp chứng chỉ PEM hoặc bỏ biến này.",
    ),
    "provider.unanswered": (
        "The provider gave no usable answer ({code}); check the network and try again.",
        "Nhà cung cấp không trả lời được câu hỏi ({code}); vui lòng kiểm tra mạng và thử lại.",
    ),
    "provider.refused": (
        "The provider refused (error {code}: {said}).",
        "Nhà cung cấp từ chối (mã lỗi {code}: {said}).",
    ),
    "provider.page.title": ("Errors and what to do", "Các lỗi và cách xử lý"),
    "provider.page.made": (
        "Made by `python tools/docs_errors_page.py`; change the sentences in `zns_batch/i18n/catalogue/`, not here.",
        "Trang này do `python tools/docs_errors_page.py` tạo ra; vui lòng sửa câu chữ trong `zns_batch/i18n/catalogue/`, không sửa ở đây.",
    ),
    "provider.page.intro": (
        "The results workbook names a code for every row that was not accepted. Find it here: what happened, what you can do, and what the program does by itself. A row in doubt (unknown) is never sent again unless you ask for it.",
        "Bảng kết quả ghi mã lỗi cho từng dòng chưa được nhận. Tra mã ở đây để biết chuyện gì đã xảy ra, bạn cần làm gì và chương trình tự làm gì. Dòng chưa rõ không bao giờ tự được gửi lại nếu bạn không yêu cầu.",
    ),
    "provider.page.zalo": ("Zalo's codes", "Mã lỗi của Zalo"),
    "provider.page.unlisted": (
        "Any other number below zero is kept with Zalo's own message and handled like this: {does}",
        "Mọi mã âm khác được giữ nguyên kèm lời của Zalo và được xử lý như sau: {does}",
    ),
    "provider.page.trouble": ("Network and server errors", "Lỗi mạng và máy chủ"),
    "provider.page.trouble-intro": (
        "Our own codes, where the provider gave no usable answer.",
        "Các mã của chương trình, dùng khi nhà cung cấp không trả lời rõ ràng.",
    ),
    "provider.page.tokens": ("Logging in and renewing tokens", "Đăng nhập và gia hạn token"),
    "provider.page.tokens-intro": (
        "Why Zalo issued no new tokens; the campaign stops and no row is lost.",
        "Vì sao Zalo không cấp token mới; chiến dịch dừng lại và không mất dòng nào.",
    ),
    "provider.page.code": ("Code", "Mã"),
    "provider.page.happened": ("What happened", "Chuyện gì đã xảy ra"),
    "provider.page.do": ("What to do", "Bạn cần làm gì"),
    "provider.page.does": ("What the program does", "Chương trình làm gì"),
    "provider.page.retry": (
        "Tries the row again a few times, then pauses.",
        "Tự thử lại dòng đó vài lần, sau đó tạm dừng.",
    ),
    "provider.page.doubtful": (
        "Tries the row again a few times, then marks it unknown (marks it unknown at once when the account says retry_unknown_error = false).",
        "Tự thử lại dòng đó vài lần rồi ghi là chưa rõ (ghi chưa rõ ngay nếu tài khoản đặt retry_unknown_error = false).",
    ),
    "provider.page.slow": (
        "Slows down and sends the row again.",
        "Gửi chậm lại và gửi lại dòng đó.",
    ),
    "provider.page.row": (
        "Rejects this row and goes on with the next.",
        "Ghi dòng này bị từ chối và gửi tiếp các dòng sau.",
    ),
    "provider.page.final": (
        "Rejects this row for good and goes on with the next: sending it again changes nothing.",
        "Ghi dòng này bị từ chối hẳn và gửi tiếp các dòng sau: gửi lại cũng không thay đổi được.",
    ),
    "provider.page.row-or-all": (
        "Rejects this row and goes on; stops when the first rows all get it.",
        "Ghi dòng này bị từ chối và gửi tiếp; dừng lại nếu các dòng đầu đều gặp lỗi này.",
    ),
    "provider.page.pause": (
        "Pauses the campaign: {reason}. Nothing is lost; resume continues.",
        "Tạm dừng chiến dịch: {reason}. Không mất dòng nào; chạy tiếp bằng resume.",
    ),
    "provider.page.abort": (
        "Stops the campaign until a person acts: {reason}.",
        "Dừng chiến dịch cho đến khi có người xử lý: {reason}.",
    ),
    "provider.page.auth": (
        "Renews the token once where it can and sends the row again; otherwise stops until "
        "a person acts.",
        "Tự gia hạn token một lần nếu được rồi gửi lại dòng đó; nếu không thì dừng cho đến khi có người xử lý.",
    ),
    "provider.page.unknown": (
        "Marks the row unknown and never sends it again by itself.",
        "Ghi dòng là chưa rõ và không bao giờ tự gửi lại.",
    ),
    "provider.page.settled": (
        "Had marked the row unknown, and rejects it now that a person has said so (settle).",
        "Trước đó ghi dòng là chưa rõ, nay ghi bị từ chối theo xác nhận của người dùng (settle).",
    ),
    "provider.page.never": (
        "Had marked the row unknown, and rejects it now that the provider was asked (receipts).",
        "Trước đó ghi dòng là chưa rõ, nay ghi bị từ chối sau khi hỏi nhà cung cấp (receipts).",
    ),
    "provider.page.server": (
        "Marks the row unknown; only when the answer says when to try again (HTTP 503 with Retry-After) does it send the row again.",
        "Ghi dòng là chưa rõ; chỉ gửi lại khi câu trả lời nói rõ lúc nào thử lại (HTTP 503 kèm Retry-After).",
    ),
    "provider.page.refused": (
        "HTTP 401: as a refused token. 400, 413, 414, 422, 431: rejects this row and goes on. Others: stops the campaign until a person acts.",
        "HTTP 401: như khi token bị từ chối. 400, 413, 414, 422, 431: ghi dòng này bị từ chối và gửi tiếp. Còn lại: dừng chiến dịch cho đến khi có người xử lý.",
    ),
}
