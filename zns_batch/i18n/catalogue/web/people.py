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
    "user.last-admin": (
        "One administrator must remain.",
        "Phải còn ít nhất một quản trị viên.",
    ),
    "user.own-rights": (
        "You can't change your own rights.",
        "Không thể tự đổi quyền của mình.",
    ),
}
