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
    # ── everybody ──
    "web.users.h1": ("People and rights", "Người dùng và quyền"),
    "web.users.lead": (
        "Who may open these pages, and what each person may do for which account.",
        "Ai được mở trang này, và mỗi người được làm gì với từng tài khoản gửi.",
    ),
    "web.users.new": ("Invite somebody", "Mời thêm người"),
    "web.users.new-h1": ("Invite somebody", "Mời thêm người"),
    "web.users.new-go": ("Make the invitation", "Tạo lời mời"),
    "web.users.login-hint": (
        "2 to 100 letters, digits and . _ - @ + without spaces.",
        "2 đến 100 chữ cái, chữ số và . _ - @ +, không có dấu cách.",
    ),
    "web.users.other-accounts": (
        "Other accounts ({n}), without a right so far",
        "Các tài khoản khác ({n}), hiện chưa có quyền",
    ),
    "web.users.rights-h2": ("Rights", "Quyền"),
    "web.users.admin": ("Administrator", "Quản trị viên"),
    "web.users.admin-hint": (
        "Manages people. To send, an administrator needs the role below as well.",
        "Quản lý người dùng. Muốn gửi tin, quản trị viên vẫn cần vai trò bên dưới.",
    ),
    "web.users.no-role": ("no right", "không có quyền"),
    "web.users.proof": ("Your own password", "Mật khẩu của chính bạn"),
    "web.users.proof-hint": (
        "Rights and links are changed only shortly after you have typed your password.",
        "Chỉ đổi được quyền và liên kết ngay sau khi bạn nhập mật khẩu.",
    ),
    "web.users.proof-wrong": (
        "Please type your own password; it was missing or wrong.",
        "Vui lòng nhập đúng mật khẩu của chính bạn.",
    ),
    "web.users.proof-none": (
        "You have no password yet. Please choose one under “My profile” first.",
        "Bạn chưa có mật khẩu. Vui lòng đặt mật khẩu ở “Hồ sơ của tôi” trước.",
    ),
    "web.users.save": ("Save the rights", "Lưu quyền"),
    "web.users.own": (
        "You can't change your own rights; another administrator can.",
        "Bạn không thể tự đổi quyền của mình; quản trị viên khác đổi được.",
    ),
    "web.users.access-h2": ("Access", "Đăng nhập"),
    "web.users.sessions": (
        "Signed in at present in {n:browser|browsers}.",
        "Hiện đăng nhập ở {n} trình duyệt.",
    ),
    "web.users.factor-on": ("on", "đang bật"),
    "web.users.factor-off": ("off", "chưa bật"),
    "web.users.factor-go": ("Take the second step away", "Gỡ xác thực hai bước"),
    "web.users.link-go": ("Make a new link", "Tạo liên kết mới"),
    "web.users.disable-go": ("Disable", "Khóa"),
    "web.users.enable-go": ("Enable", "Mở khóa"),
    "web.users.sessions-go": ("Sign out everywhere", "Đăng xuất mọi nơi"),
    "web.users.link-h1": ("Link for {name}", "Liên kết cho {name}"),
    "web.users.link-once": (
        "This link is shown once. Hand it to {name} privately; it works once, for 24 hours.",
        "Liên kết chỉ hiện một lần. Vui lòng gửi cho {name} qua kênh riêng; liên kết dùng một lần, trong 24 giờ.",
    ),
    "web.users.link": ("Link", "Liên kết"),
    "web.users.saved": ("Saved.", "Đã lưu."),
}
