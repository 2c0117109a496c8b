"""The pages of sender accounts."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "web.accounts.h1": ("Sender accounts", "Tài khoản gửi"),
    "web.accounts.none": (
        "You have no rights for any account yet. An administrator gives them.",
        "Bạn chưa có quyền với tài khoản nào. Quản trị viên là người cấp quyền.",
    ),
    "web.accounts.no-hit": ("No such account.", "Không có tài khoản nào như vậy."),
    "web.accounts.type": ("Type a part of the name", "Gõ một phần tên"),
    "web.accounts.unknown": (
        "No account of yours is called “{typed}”. Choose one that is offered while you type.",
        "Bạn không có tài khoản nào tên “{typed}”. Hãy chọn một tên được gợi ý khi gõ.",
    ),
    "web.accounts.unknown-near": (
        "No account of yours is called “{typed}”. Perhaps: {near}",
        "Bạn không có tài khoản nào tên “{typed}”. Có phải: {near}",
    ),
    "web.accounts.search": ("Name of an account", "Tên tài khoản"),
    "web.accounts.find": ("Search", "Tìm"),
    "web.accounts.more": (
        "There are more accounts: search for a name.",
        "Còn nhiều tài khoản khác: vui lòng tìm theo tên.",
    ),
    "web.accounts.all": ("All accounts", "Tất cả tài khoản"),
    "web.accounts.look": ("See how it stands", "Xem tình trạng"),
    "web.accounts.practice": ("sandbox", "máy giả lập"),
    "web.accounts.provider": ("Provider", "Nhà cung cấp"),
    "web.accounts.oa": ("Official Account", "OA của Zalo"),
    "web.accounts.login": ("Login", "Đăng nhập"),
    "web.accounts.lane": ("Now", "Hiện tại"),
    "web.accounts.busy": ("sending", "đang gửi"),
    "web.accounts.free": ("free", "rảnh"),
    "web.accounts.cannot": ("This account can't send now", "Tài khoản này hiện chưa gửi được"),
    "web.accounts.says": ("What the provider says now", "Nhà cung cấp cho biết"),
    "web.accounts.silent": (
        "The provider does not answer in time; ask again in a while.",
        "Nhà cung cấp chưa trả lời kịp; vui lòng hỏi lại sau ít phút.",
    ),
    "web.accounts.connection": ("Connection", "Kết nối"),
    "web.accounts.connected": ("connected, {span} left", "tốt, còn {span}"),
    "web.accounts.disconnected": (
        "the OA has taken its consent back",
        "OA đã thu hồi quyền",
    ),
    "web.accounts.access": ("Access token", "Hạn access token"),
    "web.accounts.token": (
        "{span} left; it is renewed by itself where a refresh token is known",
        "còn {span}; tự được gia hạn nếu có refresh token",
    ),
    "web.accounts.good": ("connection: good, {span} left", "kết nối: tốt, còn {span}"),
    "web.accounts.ended": (
        "the connection has ended: log in again",
        "kết nối đã hết hạn: vui lòng đăng nhập lại",
    ),
    "web.accounts.renewable": (
        "renewed by itself",
        "tự được gia hạn",
    ),
    "web.accounts.fixed-token": (
        "a token that can't be renewed",
        "token không tự gia hạn được",
    ),
    "web.accounts.quota": ("Quota today", "Hạn mức hôm nay"),
    "web.accounts.month": ("Promotions this month", "Tin khuyến mãi tháng này"),
    "web.accounts.left": ("{left} left", "còn {left}"),
    "web.accounts.left-of": ("{left} left of {all}", "còn {left}/{all}"),
    "web.accounts.not-told": ("not told", "không cho biết"),
    "web.accounts.quality": ("Quality", "Chất lượng"),
    "web.accounts.quality.HIGH": ("high", "cao"),
    "web.accounts.quality.MEDIUM": ("medium", "trung bình"),
    "web.accounts.quality.LOW": ("low", "thấp"),
    "web.accounts.quality.UNDEFINED": ("not rated yet", "chưa được đánh giá"),
    "web.accounts.tags": ("May send", "Được gửi"),
    "web.accounts.tag.TRANSACTION": ("transaction", "giao dịch"),
    "web.accounts.tag.CUSTOMER_CARE": ("customer care", "chăm sóc khách hàng"),
    "web.accounts.tag.PROMOTION": ("promotion", "khuyến mãi"),
    "web.accounts.tag.OTP": ("one-time code", "mã OTP"),
    "web.accounts.check": ("Check again", "Kiểm tra lại"),
    "web.accounts.refresh": ("Renew the connection", "Làm mới kết nối"),
    "web.accounts.log-in": ("Log in again", "Đăng nhập lại"),
    "web.accounts.templates": ("Its templates", "Mẫu tin của tài khoản"),
    "web.accounts.saved.checked": ("Asked again just now.", "Vừa hỏi lại xong."),
    "web.accounts.saved.refreshed": (
        "The connection was renewed.",
        "Đã làm mới kết nối.",
    ),
    "web.accounts.saved.logged-in": (
        "The OA is connected.",
        "Đã kết nối OA.",
    ),
    "web.accounts.webhook-h2": ("Events from Zalo", "Tin báo từ Zalo"),
    "web.accounts.webhook": ("Webhook address", "Địa chỉ webhook"),
    "web.accounts.last-event": (
        "Last event: {when}",
        "Nhận tin báo lần cuối: {when}",
    ),
    "web.accounts.no-event": (
        "No event has come yet.",
        "Chưa nhận được tin báo nào.",
    ),
    "web.accounts.secrets": (
        "Keys and tokens are never shown nor entered on pages; they are set on the server.",
        "Khóa và token không bao giờ hiện ra hay được nhập trên trang web; chúng được đặt trên máy chủ.",
    ),
    # ── login ──
    "web.accounts.login-h1": ("Log in: {name}", "Đăng nhập: {name}"),
    "web.accounts.login-lead": (
        "An administrator of the Official Account agrees on Zalo's page that this program may send for it. Until that is done the present connection stays as it is.",
        "Quản trị viên của Official Account bấm đồng ý trên trang của Zalo để chương trình này được gửi tin. Trước khi xong, kết nối hiện tại vẫn giữ nguyên.",
    ),
    "web.accounts.login-oa": (
        "Choose OA {oa} there: another one is refused.",
        "Tại đó hãy chọn OA {oa}: OA khác sẽ bị từ chối.",
    ),
    "web.accounts.login-callback": (
        "Zalo then sends the browser back to this address, which must stand in Zalo's console:",
        "Sau đó Zalo đưa trình duyệt về địa chỉ này; địa chỉ phải được khai báo ở trang quản trị ứng dụng Zalo:",
    ),
    "web.accounts.login-go": ("Begin", "Bắt đầu"),
    "web.accounts.consent-lead": (
        "Open Zalo's page and agree. You have {minutes} minutes; Zalo then brings you back here.",
        "Mở trang Zalo và bấm đồng ý. Bạn có {minutes} phút; sau đó Zalo sẽ đưa bạn về đây.",
    ),
    "web.accounts.open-zalo": ("Open Zalo's page to agree", "Mở trang Zalo để đồng ý"),
    "web.accounts.paste-h2": (
        "If the browser does not come back here",
        "Nếu trình duyệt không quay lại đây",
    ),
    "web.accounts.paste-lead": (
        "After you agree the browser shows an address that begins with {callback}. Copy it whole and paste it here.",
        "Sau khi đồng ý, trình duyệt hiện một địa chỉ bắt đầu bằng {callback}. Vui lòng chép toàn bộ và dán vào đây.",
    ),
    "web.accounts.pasted": (
        "Address that the browser shows after you agreed",
        "Địa chỉ mà trình duyệt hiện sau khi đồng ý",
    ),
    "web.accounts.agreed-h1": ("Zalo has agreed", "Zalo đã đồng ý"),
    "web.accounts.agreed": (
        "OA {oa} lets this program send for account “{name}”. One press is left.",
        "OA {oa} cho phép chương trình gửi tin cho tài khoản “{name}”. Còn một lần bấm nữa.",
    ),
    "web.accounts.connect": ("Connect the OA", "Kết nối OA"),
    "web.accounts.denied-h1": ("Nobody agreed", "Chưa được đồng ý"),
    "web.accounts.denied": (
        "Zalo sent the browser back without a consent for “{name}”. The present connection stays as it is.",
        "Zalo đưa trình duyệt về mà chưa có sự đồng ý cho “{name}”. Kết nối hiện tại vẫn giữ nguyên.",
    ),
    "web.accounts.again": ("Begin again", "Làm lại từ đầu"),
    "web.accounts.refused-h1": ("Not connected", "Chưa kết nối"),
    "web.accounts.refused": (
        "The present connection stays as it is. To try again, open the account and begin a new login.",
        "Kết nối hiện tại vẫn giữ nguyên. Để thử lại, vui lòng mở tài khoản và đăng nhập lại từ đầu.",
    ),
}
