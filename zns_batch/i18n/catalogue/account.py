"""Sender accounts: listing, logging in, renewing, and how they stand."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "account.no-app": (
        "Account “{account}” can't log in without the application's id and secret: write `app_id` into zns-batch.toml (or set {id}) and set {secret}.",
        "Tài khoản “{account}” chưa có mã và khóa bí mật của ứng dụng: vui lòng ghi `app_id` vào zns-batch.toml (hoặc đặt {id}) và đặt biến {secret}.",
    ),
    "account.no-app@web": (
        "Account “{account}” can't log in without the application's id and secret. An administrator sets them on the server: `app_id` in zns-batch.toml (or {id}) and {secret}.",
        "Tài khoản “{account}” chưa có mã và khóa bí mật của ứng dụng. Quản trị viên đặt chúng trên máy chủ: `app_id` trong zns-batch.toml (hoặc {id}) và biến {secret}.",
    ),
    "account.no-login": (
        "Account “{account}” uses “{provider}”, which has no login: get its key from the "
        "provider's own pages.",
        "Tài khoản “{account}” dùng “{provider}”, không cần đăng nhập: khóa API được tạo trên trang của nhà cung cấp.",
    ),
    "account.bad-verifier": (
        "ZNS_CODE_VERIFIER must have 43 to 128 letters, digits or - . _ ~.",
        "ZNS_CODE_VERIFIER phải dài 43 đến 128 ký tự, chỉ gồm chữ, số hoặc - . _ ~.",
    ),
    "account.bad-callback": (
        "“{callback}” is not a valid callback address; write it as set in Zalo's console, "
        "such as https://shop.vn/zalo.",
        "“{callback}” không phải địa chỉ callback hợp lệ; vui lòng ghi đúng như trên trang quản trị ứng dụng Zalo, ví dụ https://shop.vn/zalo.",
    ),
    "account.port-taken": (
        "{callback}: can't listen on the port ({why}); choose another with --callback, or "
        "close the program that uses it.",
        "{callback}: không mở được cổng này ({why}); vui lòng chọn địa chỉ khác bằng --callback hoặc đóng chương trình đang dùng cổng.",
    ),
    "account.wrong-state": (
        "The browser's answer belongs to another login; give the same command again.",
        "Phản hồi này thuộc về một lần đăng nhập khác; vui lòng chạy lại lệnh vừa rồi.",
    ),
    "account.wrong-state@web": (
        "The browser's answer belongs to another login: begin the login again.",
        "Phản hồi này thuộc về một lần đăng nhập khác: vui lòng đăng nhập lại từ đầu.",
    ),
    "account.no-code": (
        "There is no code in the browser's answer; copy the whole address that the browser "
        "shows after the consent.",
        "Không thấy mã (code) trong phản hồi; vui lòng chép toàn bộ địa chỉ trình duyệt hiện sau khi đồng ý.",
    ),
    "account.no-answer": (
        "Nobody consented within {minutes} minutes; give the same command again.",
        "Chưa có ai đồng ý trong {minutes} phút; vui lòng chạy lại lệnh vừa rồi.",
    ),
    "account.code-refused": (
        "Zalo did not accept the code ({said}): it is valid once, for ten minutes, and only with the callback and verifier of this login. Give the same command again.",
        "Zalo không nhận mã ({said}): mã chỉ dùng một lần trong 10 phút và phải đúng callback, verifier của lần đăng nhập này. Vui lòng chạy lại lệnh vừa rồi.",
    ),
    "account.code-refused@web": (
        "Zalo did not accept the code ({said}): it is valid once, for ten minutes, and only for this login. Begin the login again.",
        "Zalo không nhận mã ({said}): mã chỉ dùng một lần, trong 10 phút và cho đúng lần đăng nhập này. Vui lòng đăng nhập lại từ đầu.",
    ),
    "account.code-unanswered": (
        "Zalo did not answer ({code}), and the code may be used up; check the network and give the same command again.",
        "Zalo không trả lời ({code}), mã có thể đã bị dùng; vui lòng kiểm tra mạng và chạy lại lệnh vừa rồi.",
    ),
    "account.code-unanswered@web": (
        "Zalo did not answer ({code}), and the code may be used up; check the network and begin the login again.",
        "Zalo không trả lời ({code}), mã có thể đã bị dùng; vui lòng kiểm tra mạng và đăng nhập lại từ đầu.",
    ),
    "account.nothing-to-renew": (
        "There is nothing to renew with: a refresh token, the app's id and its secret are needed. `zns-batch account login`, with the same -a, gets the first.",
        "Chưa đủ thông tin để gia hạn: cần refresh token, mã ứng dụng và khóa bí mật. Dùng `zns-batch account login`, với cùng -a, để lấy refresh token.",
    ),
    "account.nothing-to-renew@web": (
        "There is nothing to renew with: a refresh token, the app's id and its secret are needed. Log the account in again.",
        "Chưa đủ thông tin để gia hạn: cần refresh token, mã ứng dụng và khóa bí mật. Vui lòng đăng nhập lại tài khoản.",
    ),
    "account.login-over": (
        "No login waits for this answer: ten minutes have passed, or it was used already. Begin the login again.",
        "Không có lần đăng nhập nào đang chờ phản hồi này: đã quá mười phút, hoặc đã được dùng rồi. Vui lòng đăng nhập lại từ đầu.",
    ),
    "account.open-link": (
        "Open this page as an administrator of the Official Account, and consent:",
        "Mở trang này bằng tài khoản quản trị của Official Account và bấm đồng ý:",
    ),
    "account.waiting": (
        "Waiting for the browser to return to {callback}. You can also paste here the "
        "address that the browser ends on, or the code.",
        "Đang chờ trình duyệt quay lại {callback}. Bạn cũng có thể dán vào đây địa chỉ cuối cùng trên trình duyệt, hoặc mã code.",
    ),
    "account.paste": (
        "After the consent, paste the address that the browser ends on, or the code:",
        "Sau khi đồng ý, dán địa chỉ cuối cùng trên trình duyệt, hoặc mã code:",
    ),
    "account.logged-in": (
        "Account “{account}” is logged in; the access token is valid until {until} and is "
        "renewed automatically.",
        "Đã đăng nhập tài khoản “{account}”; access token dùng được đến {until} và được tự gia hạn.",
    ),
    "account.another-oa": (
        "The consent came from OA {found}, but the settings say {expected}; check `oa_id`.",
        "OA {found} đã đồng ý, nhưng cấu hình ghi {expected}; vui lòng kiểm tra `oa_id`.",
    ),
    "account.environment": (
        "{variable} is set too. The login counts until another refresh token is set there; it is no longer needed.",
        "Biến {variable} cũng đang được đặt. Từ giờ dùng token vừa đăng nhập, cho đến khi biến này được đặt giá trị khác; không cần biến này nữa.",
    ),
    "account.browser-page": (
        "zns-batch has what it needs. You can close this page.",
        "zns-batch đã nhận được thông tin. Bạn có thể đóng trang này.",
    ),
    "account.browser-page-wrong": (
        "This page belongs to another login. Please start again.",
        "Trang này thuộc lần đăng nhập khác. Vui lòng thực hiện lại.",
    ),
    "account.renewed": (
        "The tokens of account “{account}” are renewed; the access token is valid until {until}.",
        "Đã gia hạn token của tài khoản “{account}”; access token dùng được đến {until}.",
    ),
    "account.head.account": ("ACCOUNT", "TÀI KHOẢN"),
    "account.head.provider": ("PROVIDER", "NHÀ CUNG CẤP"),
    "account.head.oa": ("OA", "OA"),
    "account.head.quota": ("QUOTA LEFT", "HẠN MỨC CÒN"),
    "account.head.token": ("TOKEN UNTIL", "TOKEN ĐẾN"),
    "account.all-or-one": (
        "Give either --account or --all.",
        "Vui lòng chọn --account hoặc --all.",
    ),
    "account.head.ready": ("READY", "SẴN SÀNG"),
    "account.ready": ("yes", "có"),
    "account.shown": ("{name}: {provider}", "{name}: {provider}"),
    "account.token-until": (
        "  access token: until {until}",
        "  access token: đến {until}",
    ),
    "account.token-forever": (
        "  access token: as given; its expiry is unknown",
        "  access token: như đã đặt; không rõ thời hạn",
    ),
    "account.key": ("  key: as given; it does not expire", "  khóa API: như đã đặt; không có hạn"),
    "account.oa": ("  OA: {oa}", "  OA: {oa}"),
    "account.connected": ("  connected until: {until}", "  kết nối đến: {until}"),
    "account.disconnected": (
        "  NOT connected: an administrator of the OA must consent again at the provider",
        "  CHƯA kết nối: quản trị viên OA cần cấp quyền lại tại nhà cung cấp",
    ),
    "account.quality": (
        "  quality: {now} over 48 hours, {week} over 7 days",
        "  chất lượng: {now} trong 48 giờ, {week} trong 7 ngày",
    ),
    "account.tags": ("  may send: {tags}", "  được gửi: {tags}"),
    "account.quota": (
        "  quota: {left} of today's {daily} left",
        "  hạn mức: còn {left}/{daily} tin hôm nay",
    ),
    "account.promotion": (
        "  promotion quota of the month: {left} of {daily} left",
        "  hạn mức hậu mãi trong tháng: còn {left}/{daily}",
    ),
}
