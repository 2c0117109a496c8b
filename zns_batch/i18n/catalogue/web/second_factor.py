"""The page about one's own second factor."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "web.factor.h1": ("Second step at sign-in", "Xác thực hai bước"),
    "web.factor.is-on": (
        "It is on: signing in asks for the code of your app beside the password.",
        "Đang bật: khi đăng nhập, ngoài mật khẩu còn cần mã trong ứng dụng của bạn.",
    ),
    "web.factor.is-off": (
        "It is off. With it nobody gets in who only knows your password.",
        "Chưa bật. Khi bật, người chỉ biết mật khẩu của bạn không vào được.",
    ),
    "web.factor.manage": ("Manage the second step", "Quản lý xác thực hai bước"),
    "web.factor.set-up": ("Set up the second step", "Bật xác thực hai bước"),
    "web.factor.lead": (
        "You need an authenticator app on your phone, such as Google Authenticator, Microsoft Authenticator or any other for six-digit codes.",
        "Bạn cần một ứng dụng xác thực trên điện thoại, ví dụ Google Authenticator, Microsoft Authenticator hay ứng dụng tạo mã sáu số khác.",
    ),
    "web.factor.due-title": ("Needed before you go on", "Cần làm trước khi tiếp tục"),
    "web.factor.due": (
        "Your role needs a second step at sign-in. Please set it up now; it takes a minute.",
        "Vai trò của bạn cần xác thực hai bước. Vui lòng bật ngay; chỉ mất một phút.",
    ),
    "web.factor.begin-go": ("Begin", "Bắt đầu"),
    "web.factor.scan": (
        "Three steps; until the last nothing changes.",
        "Ba bước; chưa có gì thay đổi cho đến bước cuối.",
    ),
    "web.factor.scan-1": (
        "Open the authenticator app on your phone and choose to add an account.",
        "Mở ứng dụng xác thực trên điện thoại và chọn thêm tài khoản.",
    ),
    "web.factor.scan-2": (
        "Scan this picture with it, or type the letters below.",
        "Quét hình này bằng ứng dụng, hoặc nhập dãy chữ bên dưới.",
    ),
    "web.factor.scan-3": (
        "Type the six digits that the app shows.",
        "Nhập sáu chữ số ứng dụng hiện ra.",
    ),
    "web.factor.picture": ("QR code for the app", "Mã QR cho ứng dụng"),
    "web.factor.secret": ("Letters to type:", "Dãy chữ để nhập:"),
    "web.factor.open-app": (
        "Open the app on this phone",
        "Mở ứng dụng trên chính điện thoại này",
    ),
    "web.factor.confirm-go": ("Switch it on", "Bật"),
    "web.factor.wrong": (
        "This code is wrong. Please type the one that your app shows now; the phone's clock must be right.",
        "Mã không đúng. Vui lòng nhập mã ứng dụng đang hiện; đồng hồ điện thoại phải đúng giờ.",
    ),
    "web.factor.not-begun": (
        "Please begin again: the picture is no longer known.",
        "Vui lòng bắt đầu lại: hình trước không còn dùng được.",
    ),
    "web.factor.not-offered": (
        "The second step is switched off on this server.",
        "Máy chủ này không dùng xác thực hai bước.",
    ),
    "web.factor.no-password": (
        "Please choose a password first: the code is asked for beside it.",
        "Vui lòng đặt mật khẩu trước: mã được hỏi cùng với mật khẩu.",
    ),
    "web.factor.none": (
        "The second step is off already.",
        "Xác thực hai bước đã tắt từ trước.",
    ),
    "web.factor.left": (
        "You have {n:recovery code|recovery codes} left.",
        "Bạn còn {n} mã dự phòng.",
    ),
    "web.factor.replace-go": ("Use another phone", "Đổi sang điện thoại khác"),
    "web.factor.codes-go": ("Make new recovery codes", "Tạo mã dự phòng mới"),
    "web.factor.codes-h1": ("Your recovery codes", "Mã dự phòng của bạn"),
    "web.factor.codes-lead": (
        "The second step is on.",
        "Xác thực hai bước đang bật.",
    ),
    "web.factor.codes-once": (
        "These ten codes are shown only now. Please print them or keep them in a safe place: each lets you in once when your phone is lost.",
        "Mười mã này chỉ hiện một lần. Vui lòng in ra hoặc cất nơi an toàn: mỗi mã cho bạn vào một lần khi mất điện thoại.",
    ),
    "web.factor.codes-kept": ("I have kept them", "Tôi đã cất mã"),
    "web.factor.off-h2": ("Switch it off", "Tắt xác thực hai bước"),
    "web.factor.off-go": ("Switch it off", "Tắt"),
    "web.factor.saved-off": ("The second step is off.", "Đã tắt xác thực hai bước."),
    "web.factor.needed-stays": (
        "Your role needs the second step, so it can't be switched off.",
        "Vai trò của bạn cần xác thực hai bước nên không tắt được.",
    ),
}
