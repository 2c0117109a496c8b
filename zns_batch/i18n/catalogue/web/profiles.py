"""The pages about people: one's own profile, and everybody with their rights."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── my profile ──
    "web.me.h1": ("My profile", "Hồ sơ của tôi"),
    "web.me.saved.profile": ("Your profile is saved.", "Đã lưu hồ sơ của bạn."),
    "web.me.saved.password": (
        "Your password is changed. You are signed out everywhere else.",
        "Đã đổi mật khẩu. Bạn đã được đăng xuất ở các nơi khác.",
    ),
    "web.me.saved.sessions": (
        "You are signed out everywhere else.",
        "Bạn đã được đăng xuất ở các nơi khác.",
    ),
    "web.me.login": ("Login: {login}", "Tên đăng nhập: {login}"),
    "web.me.name": ("Name", "Tên"),
    "web.me.lang": ("Language of the pages", "Ngôn ngữ của trang"),
    "web.me.phone": ("Phone for test messages", "Số điện thoại nhận tin thử"),
    "web.me.phone-hint": (
        "Test messages go to this number unless you type another one.",
        "Tin thử được gửi tới số này nếu bạn không nhập số khác.",
    ),
    "web.me.email": ("E-mail", "Email"),
    "web.me.no-name": ("Please type your name.", "Vui lòng nhập tên của bạn."),
    "web.me.bad-email": (
        "This is no e-mail address. Type one such as an@example.com, or leave the field empty.",
        "Đây không phải địa chỉ email. Vui lòng nhập dạng an@example.com hoặc để trống.",
    ),
    "web.me.bad-phone": (
        "This is no phone number. Type one such as 0912 345 678, or leave the field empty.",
        "Đây không phải số điện thoại. Vui lòng nhập dạng 0912 345 678 hoặc để trống.",
    ),
    "web.me.password-h2": ("Password", "Mật khẩu"),
    "web.me.password-none": (
        "You have no password yet. With one you can sign in without the link of the start.",
        "Bạn chưa có mật khẩu. Có mật khẩu, bạn đăng nhập được mà không cần liên kết lúc khởi động.",
    ),
    "web.me.current": ("Current password", "Mật khẩu hiện tại"),
    "web.me.new": ("New password", "Mật khẩu mới"),
    "web.me.again": ("The new password once more", "Nhập lại mật khẩu mới"),
    "web.me.password-go": ("Change the password", "Đổi mật khẩu"),
    "web.me.wrong": ("The current password is wrong.", "Mật khẩu hiện tại không đúng."),
    "web.me.sessions-h2": ("Where you are signed in", "Nơi bạn đang đăng nhập"),
    "web.me.session-browser": ("Browser", "Trình duyệt"),
    "web.me.session-address": ("From", "Từ địa chỉ"),
    "web.me.session-since": ("Since", "Từ lúc"),
    "web.me.session-seen": ("Last used", "Dùng lần cuối"),
    "web.me.session-this": ("this browser", "trình duyệt này"),
    "web.me.session-unknown": ("unknown", "không rõ"),
    "web.me.sessions-go": ("Sign out everywhere else", "Đăng xuất các nơi khác"),
    "web.me.sessions-one": (
        "You are signed in nowhere else.",
        "Bạn không đăng nhập ở nơi nào khác.",
    ),
}
