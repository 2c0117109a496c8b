"""People who use the pages: the commands that add them and let them in."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "user.bad-login": (
        "“{login}” can't be a login: use 2 to 100 letters, digits and . _ - @ + without spaces.",
        "“{login}” không dùng làm tên đăng nhập được: vui lòng dùng 2 đến 100 chữ cái, chữ số và . _ - @ +, không có dấu cách.",
    ),
    "user.taken": (
        "There is a person with the login “{login}” already; choose another one.",
        "Đã có người dùng tên đăng nhập “{login}”; vui lòng chọn tên khác.",
    ),
    "user.unknown": (
        "There is no person with the login “{login}”.",
        "Không có người dùng nào có tên đăng nhập “{login}”.",
    ),
    "user.disabled": (
        "“{login}” is disabled; enable the person first.",
        "“{login}” đang bị khóa; vui lòng mở khóa trước.",
    ),
    "user.no-account": (
        "There is no account “{account}”; known: {names}.",
        "Không có tài khoản gửi “{account}”; hiện có: {names}.",
    ),
    "user.added": (
        "“{login}” was added. Hand this link over privately; it works once, for 24 hours:",
        "Đã thêm “{login}”. Vui lòng gửi liên kết này qua kênh riêng; liên kết dùng một lần, trong 24 giờ:",
    ),
    "user.link": (
        "Link for “{login}”. Hand it over privately; it works once, for 24 hours:",
        "Liên kết cho “{login}”. Vui lòng gửi qua kênh riêng; liên kết dùng một lần, trong 24 giờ:",
    ),
    "user.disabled-now": (
        "“{login}” can't sign in any more and is signed out everywhere.",
        "“{login}” không đăng nhập được nữa và đã bị đăng xuất ở mọi nơi.",
    ),
    "user.enabled-now": (
        "“{login}” can sign in again.",
        "“{login}” đăng nhập lại được.",
    ),
    "user.granted": (
        "“{login}” is {role} for {account} now.",
        "“{login}” nay là {role} của {account}.",
    ),
    "user.taken-away": (
        "“{login}” has no right for {account} any more.",
        "“{login}” không còn quyền với {account}.",
    ),
    "user.all-accounts": ("all accounts", "mọi tài khoản"),
    "user.none": (
        "There is nobody yet. `zns-batch serve` prints a link for the first person.",
        "Chưa có người dùng nào. `zns-batch serve` sẽ in ra liên kết cho người đầu tiên.",
    ),
    "user.head.login": ("Login", "Tên đăng nhập"),
    "user.head.name": ("Name", "Tên"),
    "user.head.state": ("State", "Tình trạng"),
    "user.head.rights": ("Rights", "Quyền"),
    "user.head.factor": ("Second step", "Xác thực hai bước"),
    "user.factor-reset": (
        "“{login}” signs in without a code now, and was signed out everywhere.",
        "“{login}” nay đăng nhập không cần mã và đã bị đăng xuất ở mọi nơi.",
    ),
    "user.no-factor": (
        "“{login}” has no second step to take away.",
        "“{login}” chưa bật xác thực hai bước nên không có gì để gỡ.",
    ),
    "user.head.seen": ("Last seen", "Lần gần nhất"),
    "user.state.invited": ("invited", "đã mời"),
    "user.state.active": ("active", "đang dùng"),
    "user.state.disabled": ("disabled", "đã khóa"),
    "user.last-admin": (
        "One administrator must remain.",
        "Phải còn ít nhất một quản trị viên.",
    ),
    "user.own-rights": (
        "You can't change your own rights.",
        "Không thể tự đổi quyền của mình.",
    ),
}
