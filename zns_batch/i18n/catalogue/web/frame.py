"""The frame of the pages: menu, banners, errors, signing in, home, help."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── the frame ──
    "web.brand": ("zns-batch", "zns-batch"),
    "web.title": ("{page} – zns-batch", "{page} – zns-batch"),
    "web.title-error": ("Error: {page} – zns-batch", "Lỗi: {page} – zns-batch"),
    "web.skip": ("Skip to the content", "Bỏ qua tới nội dung"),
    "web.menu": ("Menu", "Menu"),
    "web.language": ("Language", "Ngôn ngữ"),
    "web.clock": ("Vietnam time {now}", "Giờ Việt Nam {now}"),
    "web.offline": (
        "The connection to the server is lost. Sending goes on. Trying again…",
        "Mất kết nối tới máy chủ. Việc gửi vẫn tiếp tục. Đang thử lại…",
    ),
    "web.summary": (
        "{n:thing|things} to correct before you can go on",
        "Cần sửa {n} chỗ trước khi tiếp tục",
    ),
    "web.back": ("Back", "Quay lại"),
    "web.next": ("Continue", "Tiếp tục"),
    "web.save": ("Save", "Lưu"),
    "web.cancel": ("Never mind", "Thôi"),
    "web.more": ("Show more", "Xem thêm"),
    "web.copy": ("Copy", "Sao chép"),
    "web.copied": ("Copied", "Đã sao chép"),
    "web.pager": ("Pages of the table", "Các trang của bảng"),
    "web.pager-before": ("Previous page", "Trang trước"),
    "web.pager-after": ("Next page", "Trang sau"),
    "web.none-sent": ("Nothing was sent.", "Chưa có tin nào được gửi."),
    "web.none-sent-step": (
        "Your list is still here. Nothing was sent.",
        "Danh sách của bạn vẫn còn. Chưa có tin nào được gửi.",
    ),
    "web.sent-as-shown": (
        "What was sent is what the campaign's page shows.",
        "Số tin đã gửi đúng như trang chiến dịch cho thấy.",
    ),
    "web.goes-on": (
        "Sending goes on when you close this page.",
        "Việc gửi vẫn tiếp tục dù bạn đóng trang này.",
    ),
    "web.steps": ("The five steps", "Năm bước"),
    "web.step.1": ("Upload", "Tải danh sách"),
    "web.step.2": ("Columns", "Ghép cột"),
    "web.step.3": ("Problems", "Kiểm tra lỗi"),
    "web.step.4": ("Preview", "Xem trước"),
    "web.step.5": ("Send", "Gửi"),
    # ── what `serve` says at its start ──
    "web.serve.at": ("Open {url} in a browser.", "Vui lòng mở {url} trong trình duyệt."),
    "web.serve.welcome": (
        "Open this address in a browser; it works once: {url}",
        "Vui lòng mở địa chỉ này trong trình duyệt, dùng một lần: {url}",
    ),
    "web.serve.no-worker": (
        "No worker was started: campaigns wait until `zns-batch worker` runs.",
        "Chưa khởi động worker: chiến dịch chờ đến khi `zns-batch worker` chạy.",
    ),
    "web.serve.practice": (
        "Practice: a stand-in ({url}) takes all messages, no customer gets anything. Everything is gone after Ctrl-C.",
        "Tập dượt: một máy giả lập ({url}) nhận mọi tin, không khách hàng nào nhận gì. Nhấn Ctrl-C là mọi thứ biến mất.",
    ),
    # ── menu and roles ──
    "web.nav.group.send": ("Sending", "Gửi tin"),
    "web.nav.group.customers": ("Customers", "Khách hàng"),
    "web.nav.group.sources": ("Accounts and templates", "Tài khoản và mẫu tin"),
    "web.nav.group.admin": ("Administration", "Quản trị"),
    "web.nav.group.help": ("You and help", "Cá nhân và trợ giúp"),
    "web.nav.home": ("Home", "Trang chính"),
    "web.nav.new": ("New campaign", "Tạo chiến dịch"),
    "web.nav.lists": ("Unfinished lists", "Danh sách soạn dở"),
    "web.nav.campaigns": ("Campaigns", "Chiến dịch"),
    "web.nav.me": ("My profile", "Hồ sơ của tôi"),
    "web.nav.users": ("People and rights", "Người dùng và quyền"),
    "web.nav.schedules": ("Schedules", "Lịch gửi"),
    "web.nav.templates": ("Templates", "Mẫu tin"),
    "web.nav.accounts": ("Sender accounts", "Tài khoản gửi"),
    "web.nav.data": ("Customers' data", "Dữ liệu khách hàng"),
    "web.nav.settings": ("Settings", "Cài đặt"),
    "web.nav.system": ("System", "Tình trạng hệ thống"),
    "web.nav.audit": ("Log of acts", "Nhật ký thao tác"),
    "web.nav.find": ("Find a customer", "Tra cứu khách hàng"),
    "web.nav.help": ("Help", "Trợ giúp"),
    "web.nav.out": ("Sign out", "Đăng xuất"),
    "web.role.viewer": ("Viewer", "Người xem"),
    "web.role.preparer": ("Preparer", "Người soạn"),
    "web.role.sender": ("Sender", "Người gửi"),
    "web.role.admin": ("Administrator", "Quản trị viên"),
    # ── banners ──
    "web.banner.ledger": (
        "The ledger can't be reached. Nothing leaves meanwhile, nothing is lost.",
        "Không truy cập được sổ gửi tin. Không có tin nào rời đi trong lúc này, không mất gì.",
    ),
    "web.banner.no-worker": (
        "No worker is running: campaigns that were sent wait.",
        "Chưa có chương trình gửi (worker) nào chạy: chiến dịch đã bấm gửi sẽ chờ.",
    ),
    "web.banner.worker-how": ("How to start one", "Xem cách bật"),
    "web.banner.token": (
        "Account {account}: its connection to Zalo ends {when}. Log it in again before then.",
        "Tài khoản {account}: phiên kết nối Zalo hết hạn {when}. Vui lòng đăng nhập lại trước thời điểm đó.",
    ),
    "web.banner.token-over": (
        "Account {account}: its connection to Zalo ended {when}. Nothing can be sent until it is logged in again.",
        "Tài khoản {account}: phiên kết nối Zalo đã hết hạn {when}. Chưa gửi được tin nào cho đến khi đăng nhập lại.",
    ),
    "web.banner.token-refused": (
        "Account {account}: Zalo refused its connection. Nothing can be sent until it is logged in again.",
        "Tài khoản {account}: Zalo từ chối phiên kết nối. Chưa gửi được tin nào cho đến khi đăng nhập lại.",
    ),
    "web.banner.token-login": ("Log in again", "Đăng nhập lại"),
    "web.banner.token-how": ("How to log in again", "Xem cách đăng nhập lại"),
    "web.banner.help": ("What helps", "Xem cách xử lý"),
    "web.banner.practice": (
        "PRACTICE: messages go to a stand-in, not to customers.",
        "CHẾ ĐỘ TẬP DƯỢT: tin được gửi tới máy giả lập, không tới khách hàng.",
    ),
    "web.banner.stopped": (
        "Campaigns that stopped and need a person: {n}.",
        "{n} chiến dịch đã dừng và cần người xử lý.",
    ),
    "web.banner.look": ("Have a look", "Xem"),
    # ── time ──
    "web.weekday.1": ("Monday", "Thứ Hai"),
    "web.weekday.2": ("Tuesday", "Thứ Ba"),
    "web.weekday.3": ("Wednesday", "Thứ Tư"),
    "web.weekday.4": ("Thursday", "Thứ Năm"),
    "web.weekday.5": ("Friday", "Thứ Sáu"),
    "web.weekday.6": ("Saturday", "Thứ Bảy"),
    "web.weekday.7": ("Sunday", "Chủ Nhật"),
    "web.span.days": ("{n} d", "{n} ngày"),
    "web.span.hours": ("{n} h", "{n} giờ"),
    "web.span.minutes": ("{n} min", "{n} phút"),
    "web.span.seconds": ("{n} s", "{n} giây"),
    # ── errors ──
    "web.error.title": ("This did not work", "Chưa làm được"),
    "web.error.home": ("To the home page", "Về trang chính"),
    "web.error.number": ("Request code: {id}", "Mã yêu cầu: {id}"),
    "web.error.400": (
        "The browser sent something incomplete. Please go back and try again.",
        "Trình duyệt gửi thiếu dữ liệu. Vui lòng quay lại và thử lần nữa.",
    ),
    "web.error.401": (
        "Your session has ended. Your list is still here; please sign in again.",
        "Phiên làm việc đã hết hạn. Danh sách của bạn vẫn còn, vui lòng đăng nhập lại.",
    ),
    "web.error.403": (
        "You may not do this; it takes the right “{right}”. Please ask an administrator: {admins}.",
        "Bạn chưa được phép làm việc này (cần quyền “{right}”). Vui lòng nhờ quản trị viên: {admins}.",
    ),
    "web.error.token": (
        "This page is of an earlier session. Please go back, reload the page and press once more.",
        "Trang này thuộc phiên làm việc trước. Vui lòng quay lại, tải lại trang rồi bấm lần nữa.",
    ),
    "web.error.cross-site": (
        "This request did not come from one of our pages, so nothing was done.",
        "Yêu cầu này không đến từ trang của chúng tôi nên không được thực hiện.",
    ),
    "web.error.404": (
        "There is no such page, or you may not see it.",
        "Không tìm thấy trang, hoặc bạn không có quyền xem.",
    ),
    "web.error.405": (
        "This page can't be asked for in this way. Please go back.",
        "Không thể mở trang này theo cách đó. Vui lòng quay lại.",
    ),
    "web.error.409": (
        "It changed since you opened the page. Please reload the page.",
        "Trạng thái đã thay đổi từ lúc bạn mở trang. Vui lòng tải lại trang.",
    ),
    "web.error.413": (
        "The file is larger than {mb} MB. Please split the list into several files.",
        "Tệp lớn hơn {mb} MB. Vui lòng chia danh sách thành nhiều tệp.",
    ),
    "web.error.413-form": (
        "The form is larger than this page can take.",
        "Nội dung gửi lên lớn hơn mức trang này nhận được.",
    ),
    "web.error.414": (
        "The address is too long. Please go back and use shorter words in the search.",
        "Địa chỉ quá dài. Vui lòng quay lại và tìm bằng từ ngắn hơn.",
    ),
    "web.error.421": (
        "This address is not one of zns-batch. Please open {url}.",
        "Địa chỉ này không phải của zns-batch. Vui lòng mở {url}.",
    ),
    "web.error.422": (
        "What was typed can't be used. Please go back and look again.",
        "Nội dung đã nhập không dùng được. Vui lòng quay lại và xem lại.",
    ),
    "web.error.429": (
        "Too fast; please try again in {seconds} s.",
        "Bạn thao tác quá nhanh; vui lòng thử lại sau {seconds} giây.",
    ),
    "web.error.500": (
        "The program made a mistake (code {id}). What was written down is not lost; please tell an administrator this code.",
        "Chương trình gặp lỗi (mã {id}). Những gì đã ghi không bị mất; vui lòng báo mã này cho quản trị viên.",
    ),
    "web.error.503": (
        "The server is busy or starting again. Please try again in a moment.",
        "Máy chủ đang bận hoặc đang khởi động lại. Vui lòng thử lại sau giây lát.",
    ),
    # ── signing in ──
    "web.login.h1": ("Sign in", "Đăng nhập"),
    "web.login.name": ("Login", "Tên đăng nhập"),
    "web.login.password": ("Password", "Mật khẩu"),
    "web.login.go": ("Sign in", "Đăng nhập"),
    "web.login.wrong": (
        "The login or the password is wrong.",
        "Tên đăng nhập hoặc mật khẩu không đúng.",
    ),
    "web.login.code-h1": ("The code of your app", "Mã xác thực"),
    "web.login.code": ("Code", "Mã xác thực"),
    "web.login.code-hint": (
        "The six digits that your app shows now, or one of your recovery codes.",
        "Sáu chữ số ứng dụng đang hiện, hoặc một mã dự phòng của bạn.",
    ),
    "web.login.code-wrong": (
        "This code is wrong or was used already. Please type the one that your app shows now.",
        "Mã không đúng hoặc đã dùng rồi. Vui lòng nhập mã ứng dụng đang hiện.",
    ),
    "web.login.code-late": (
        "That took too long. Please type your password once more.",
        "Đã quá thời gian chờ. Vui lòng nhập lại mật khẩu.",
    ),
    "web.login.code-lost": ("Lost your phone?", "Mất điện thoại?"),
    "web.login.code-lost-how": (
        "Use one of your recovery codes; each works once. Without them please ask an administrator to take the second step away.",
        "Vui lòng dùng một mã dự phòng; mỗi mã dùng được một lần. Nếu không còn mã, vui lòng nhờ quản trị viên gỡ xác thực hai bước.",
    ),
    "web.login.slow": (
        "Too many attempts. Please wait {seconds} s and try again.",
        "Thử sai nhiều lần. Vui lòng đợi {seconds} giây rồi thử lại.",
    ),
    "web.login.forgot": ("Forgot your password?", "Quên mật khẩu?"),
    "web.login.forgot-how": (
        "Please ask an administrator for a new link. Whoever looks after the server makes one with the command user link.",
        "Vui lòng nhờ quản trị viên tạo liên kết mới. Người quản lý máy chủ tạo bằng lệnh user link.",
    ),
    "web.login.first": (
        "There is nobody yet. Please open the link that was printed when the program started.",
        "Chưa có người dùng nào. Vui lòng mở liên kết đã in ra khi khởi động chương trình.",
    ),
    "web.login.out": ("You are signed out.", "Bạn đã đăng xuất."),
    "web.login.ended": (
        "Please sign in to go on.",
        "Vui lòng đăng nhập để tiếp tục.",
    ),
    "web.welcome.h1.first": ("Welcome", "Chào mừng"),
    "web.welcome.h1.invite": ("Welcome", "Chào mừng"),
    "web.welcome.h1.reset": ("Choose a new password", "Chọn mật khẩu mới"),
    "web.welcome.h1.signin": ("Sign in", "Đăng nhập"),
    "web.welcome.lead.first": (
        "You are the first person here, so you will be the administrator.",
        "Bạn là người đầu tiên ở đây nên sẽ là quản trị viên.",
    ),
    "web.welcome.lead.invite": (
        "{name}, please choose a password to sign in with.",
        "Chào {name}, vui lòng chọn mật khẩu để đăng nhập.",
    ),
    "web.welcome.lead.reset": (
        "{name}, please choose a new password. You will be signed out everywhere else.",
        "Chào {name}, vui lòng chọn mật khẩu mới. Bạn sẽ bị đăng xuất ở mọi nơi khác.",
    ),
    "web.welcome.lead.signin": (
        "You sign in as {name}.",
        "Bạn đăng nhập với tên {name}.",
    ),
    "web.welcome.name": ("Your name", "Tên của bạn"),
    "web.welcome.login-hint": (
        "Short, without spaces, such as an.nguyen. You type it to sign in.",
        "Ngắn, không có dấu cách, ví dụ an.nguyen. Dùng để đăng nhập.",
    ),
    "web.welcome.password": ("Password", "Mật khẩu"),
    "web.welcome.password-hint": (
        "At least 12 characters. A long sentence that you remember is best.",
        "Ít nhất 12 ký tự. Một câu dài dễ nhớ là tốt nhất.",
    ),
    "web.welcome.password-hint-alone": (
        "At least 12 characters. On a computer that only you use you may leave it empty: the program prints a link whenever it starts.",
        "Ít nhất 12 ký tự. Nếu chỉ mình bạn dùng máy này, có thể để trống: mỗi lần khởi động, chương trình in ra một liên kết.",
    ),
    "web.welcome.again": ("The password once more", "Nhập lại mật khẩu"),
    "web.welcome.no-password": ("Please choose a password.", "Vui lòng chọn mật khẩu."),
    "web.welcome.no-login": ("Please choose a login.", "Vui lòng chọn tên đăng nhập."),
    "web.welcome.go.first": ("Begin", "Bắt đầu"),
    "web.welcome.go.invite": ("Begin", "Bắt đầu"),
    "web.welcome.go.reset": ("Save and sign in", "Lưu và đăng nhập"),
    "web.welcome.go.signin": ("Sign in", "Đăng nhập"),
    "web.welcome.used": (
        "This link was used already. Please sign in, or ask for a new link.",
        "Liên kết này đã được dùng. Vui lòng đăng nhập hoặc xin liên kết mới.",
    ),
    "web.welcome.late": (
        "This link has expired. Please ask for a new one.",
        "Liên kết đã hết hạn. Vui lòng xin liên kết mới.",
    ),
    "web.welcome.unknown": (
        "This link is not known. Please copy it whole, or ask for a new one.",
        "Không nhận ra liên kết này. Vui lòng chép lại đầy đủ hoặc xin liên kết mới.",
    ),
    "web.password.show": ("Show", "Hiện"),
    "web.password.hide": ("Hide", "Ẩn"),
    "web.password.left": ("Characters still needed: {n}", "Còn thiếu {n} ký tự"),
    "web.password.enough": ("Long enough", "Đủ dài"),
    "web.password.short": (
        "The password needs at least {least} characters. A long sentence that you remember is best.",
        "Mật khẩu cần ít nhất {least} ký tự. Một câu dài dễ nhớ là tốt nhất.",
    ),
    "web.password.long": (
        "The password may have {most} characters at the most.",
        "Mật khẩu có tối đa {most} ký tự.",
    ),
    "web.password.common": (
        "This password is too common. Please choose another one.",
        "Mật khẩu này quá phổ biến. Vui lòng chọn mật khẩu khác.",
    ),
    "web.password.context": (
        "Please don't use your name, your login or the name of an account.",
        "Vui lòng không dùng tên của bạn, tên đăng nhập hay tên tài khoản gửi.",
    ),
    "web.password.again-differs": (
        "The two passwords are not the same.",
        "Hai mật khẩu không giống nhau.",
    ),
    # ── home ──
    "web.home.h1": ("Hello {name}", "Xin chào {name}"),
    "web.home.drop": ("Send the next list", "Gửi danh sách tiếp theo"),
    "web.home.drop-with": (
        "From {account}, template “{template}”, as last time.",
        "Gửi từ {account}, mẫu tin “{template}”, như lần trước.",
    ),
    "web.home.drop-other": ("Choose others", "Chọn khác"),
    "web.home.todo": ("Needs you", "Cần bạn xử lý"),
    "web.home.running": ("Being sent", "Đang gửi"),
    "web.home.soon": ("Coming", "Sắp gửi"),
    "web.home.schedules": ("Next times of schedules", "Lịch gửi sắp tới"),
    "web.home.schedule-next": ("{account} · {when}", "{account} · {when}"),
    "web.home.quotas": ("Quota today", "Hạn mức hôm nay"),
    "web.home.quota-see": ("See the account", "Xem tài khoản"),
    "web.home.calm": ("Nothing waits for you.", "Không có việc gì chờ bạn."),
    "web.home.look-campaign": ("Look at the campaign", "Xem chiến dịch"),
    "web.home.look-schedule": ("Look at the schedule", "Xem lịch gửi"),
    "web.home.look-rows": ("Look at the rows", "Xem các dòng"),
    "web.home.left": ("Not sent yet: {n}.", "Còn {n} tin chưa gửi."),
    "web.home.unknown": (
        "Rows of which nobody knows whether they were sent: {n}. Nothing is sent again by itself.",
        "{n} dòng chưa rõ đã gửi hay chưa. Chương trình không tự gửi lại.",
    ),
    "web.home.progress": ("{done} of {all}", "{done}/{all}"),
    "web.home.no-rights": (
        "You have no right for any account yet. Please ask an administrator.",
        "Bạn chưa có quyền với tài khoản gửi nào. Vui lòng nhờ quản trị viên.",
    ),
    "web.home.practice-lead": (
        "This is the practice mode: 300 invented customers, 15 rows with mistakes in them. Download the list, then upload it as if it were yours.",
        "Đây là chế độ tập dượt: 300 khách hàng bịa, 15 dòng có lỗi cài sẵn. Tải danh sách về rồi tải lên như danh sách của bạn.",
    ),
    "web.home.practice-list": ("Download the sample list", "Tải danh sách mẫu"),
    "web.home.first": ("How to begin", "Bắt đầu thế nào?"),
    "web.home.first-1": (
        "Choose the sender account and the template.",
        "Chọn tài khoản gửi và mẫu tin.",
    ),
    "web.home.first-2": (
        "Download the sample file and fill it in, or use your own list.",
        "Tải tệp mẫu về rồi điền, hoặc dùng danh sách sẵn có.",
    ),
    "web.home.first-3": (
        "Upload the list: everything is checked before anything is sent.",
        "Tải danh sách lên: mọi thứ được kiểm tra trước khi gửi.",
    ),
    # ── help ──
    "web.help.lead": (
        "From the list to the results in five steps. Nothing is sent before you press the last button.",
        "Từ danh sách tới kết quả trong năm bước. Không gửi gì cho đến khi bạn bấm nút cuối cùng.",
    ),
    "web.help.steps": ("The five steps", "Năm bước"),
    "web.help.step-1": (
        "Choose the sender and the template, and upload your list as it is: Excel, LibreOffice or CSV.",
        "Chọn tài khoản gửi và mẫu tin, rồi tải danh sách lên nguyên như đang có: Excel, LibreOffice hoặc CSV.",
    ),
    "web.help.step-2": (
        "See which column feeds which place of the message, with the real values of your rows.",
        "Xem cột nào vào chỗ nào trong tin, với giá trị thật của các dòng.",
    ),
    "web.help.step-3": (
        "Every mistake with its row and column as in Excel. Mend the file and upload it again, or go on with the good rows.",
        "Mọi lỗi kèm số dòng và tên cột như trong Excel. Sửa tệp rồi tải lên lại, hoặc gửi các dòng đúng trước.",
    ),
    "web.help.step-4": (
        "Read the messages as your customers will.",
        "Đọc tin đúng như khách hàng sẽ nhận.",
    ),
    "web.help.step-5": (
        "See number, cost, quota and time, then press the button with the number on it.",
        "Xem số tin, chi phí, hạn mức và thời gian, rồi bấm nút có ghi số tin.",
    ),
    # ── the tour of the practice mode ──
    "web.tour.label": ("Tour of the practice mode", "Hướng dẫn tập dượt"),
    "web.tour.number": ("Hint {n} of {all}.", "Gợi ý {n}/{all}."),
    "web.tour.hint-1": (
        "Download the sample list, then make a new campaign with it.",
        "Tải danh sách mẫu về máy, rồi tạo chiến dịch với danh sách đó.",
    ),
    "web.tour.hint-2": (
        "Drop the sample list into the box, as you would your own. Columns that are known are found by themselves.",
        "Thả danh sách mẫu vào ô bên dưới như danh sách của bạn. Các cột quen thuộc được tự nhận ra.",
    ),
    "web.tour.hint-3": (
        "15 rows are wrong on purpose: look at what each says. Then tick that the good rows are sent first, and go on.",
        "Có 15 dòng cố ý sai: hãy xem từng dòng sai gì. Sau đó đánh dấu gửi các dòng đúng trước và đi tiếp.",
    ),
    "web.tour.hint-4": (
        "Read the message as a customer will and look at number and cost. The last button has the number of messages on it; before it nothing is sent.",
        "Đọc tin như khách sẽ nhận, xem số tin và chi phí. Nút cuối cùng có ghi số tin; trước đó chưa có gì được gửi.",
    ),
    "web.tour.hint-5": (
        "Watch it being sent; try to pause it and to go on. At the end see what is left to do, and download the results.",
        "Theo dõi việc gửi; thử tạm dừng rồi gửi tiếp. Khi xong, xem việc cần làm và tải tệp kết quả.",
    ),
    "web.tour.close": ("Close the hints", "Đóng gợi ý"),
    "web.tour.again": ("Show the hints again", "Hiện lại gợi ý"),
    "web.help.about": ("Help: {about}", "Trợ giúp: {about}"),
    "web.help.for-senders": ("Read more", "Đọc thêm"),
    "web.help.for-operators": ("For who installs and runs it", "Cho người cài đặt và vận hành"),
    "web.help.fears": ("Often asked", "Hay hỏi"),
    "web.help.q1": (
        "What if I press twice, or close the page?",
        "Nếu tôi bấm hai lần hoặc đóng trang thì sao?",
    ),
    "web.help.a1": (
        "A campaign is sent once, however often the button is pressed, and sending goes on with the page closed.",
        "Mỗi chiến dịch chỉ gửi một lần dù bấm bao nhiêu lần, và việc gửi vẫn tiếp tục khi đã đóng trang.",
    ),
    "web.help.q2": ("Can I stop it?", "Tôi có dừng lại được không?"),
    "web.help.a2": (
        "Yes: pause at any time on the campaign's page, go on later, or cancel what has not been sent. What was sent can't be taken back.",
        "Được: tạm dừng bất cứ lúc nào ở trang chiến dịch, gửi tiếp sau, hoặc hủy phần chưa gửi. Tin đã gửi thì không thu hồi được.",
    ),
    "web.help.q3": (
        "What if some rows are wrong?",
        "Nếu một số dòng bị lỗi thì sao?",
    ),
    "web.help.a3": (
        "Send the good rows first; when the others are mended upload the list again. Nobody who got the message gets it twice.",
        "Gửi các dòng đúng trước; khi sửa xong, tải lại danh sách. Ai đã nhận tin sẽ không nhận lần hai.",
    ),
    "web.help.q4": (
        "What if the quota of the day is used up?",
        "Nếu hết hạn mức trong ngày thì sao?",
    ),
    "web.help.a4": (
        "The campaign waits and goes on by itself when the quota is there again.",
        "Chiến dịch tự chờ và tự gửi tiếp khi có hạn mức mới.",
    ),
    "web.help.q5": (
        "What does “unknown” mean?",
        "“Chưa rõ” nghĩa là gì?",
    ),
    "web.help.a5": (
        "No answer came, so the message may or may not have arrived. It is not sent again by itself: you decide.",
        "Không nhận được trả lời nên tin có thể đã tới hoặc chưa. Chương trình không tự gửi lại: bạn quyết định.",
    ),
    "web.nav.approvals": ("Approvals", "Chờ duyệt"),
    "web.home.approve": (
        "{who} asks for approval of {n:message|messages}",
        "{who} xin duyệt {n} tin",
    ),
    "web.home.look-approval": ("Look and decide", "Xem và duyệt"),
    "web.home.more-approvals": (
        "See all: {n} more wait for your approval",
        "Xem tất cả: còn {n} chiến dịch khác chờ bạn duyệt",
    ),
    "web.home.more-asked": (
        "{n} more campaigns wait for somebody else's approval",
        "Còn {n} chiến dịch khác chờ người khác duyệt",
    ),
    "web.home.asked": (
        "{n:message waits|messages wait} for another person's approval",
        "{n} tin đang chờ người khác duyệt",
    ),
}
