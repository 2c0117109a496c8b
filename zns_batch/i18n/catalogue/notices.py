"""What people are told after a run, and why they could not be told."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── what happened ──
    "notices.what.completed": ("Completed", "Đã gửi xong"),
    "notices.what.in-part": (
        "Completed, and some rows were not accepted",
        "Đã gửi xong, có dòng chưa được nhận",
    ),
    "notices.what.paused": ("Paused", "Tạm dừng"),
    "notices.what.aborted": ("Stopped, a person must act", "Đã dừng, cần người xử lý"),
    "notices.what.cancelled": ("Cancelled", "Đã hủy"),
    "notices.what.held": ("Waiting for your approval", "Đang chờ Anh/Chị duyệt"),
    "notices.what.refused": (
        "Not sent, the list has rows to correct",
        "Chưa gửi, danh sách có dòng cần sửa",
    ),
    "notices.what.missed": (
        "Not run, the time was missed",
        "Không chạy do đã lỡ giờ hẹn",
    ),
    "notices.what.no-file": ("Not run, no file was found", "Không chạy do không tìm thấy tệp"),
    "notices.what.unchanged": (
        "Not sent, the file is unchanged",
        "Không gửi do tệp không thay đổi so với lần trước",
    ),
    "notices.what.failed": ("Could not run", "Không chạy được"),
    "notices.what.quota": (
        "Most of the day's quota is used",
        "Sắp hết hạn mức gửi trong ngày",
    ),
    "notices.what.token": (
        "The account's access ends soon",
        "Quyền truy cập của tài khoản sắp hết hạn",
    ),
    "notices.what.test": ("Test", "Tin báo thử"),
    # ── before it hurts ──
    "notices.quota-used": (
        "{percent} % of today's quota is used ({used} of {daily}); {left} messages can still be sent today.",
        "Đã dùng {percent} % hạn mức hôm nay ({used}/{daily}); hôm nay còn gửi được {left} tin.",
    ),
    "notices.quota-remedy": (
        "What does not fit into today's quota waits and goes on tomorrow by itself; what is urgent should go first.",
        "Phần vượt hạn mức hôm nay sẽ chờ và tự gửi tiếp vào ngày mai; vui lòng ưu tiên những tin gấp.",
    ),
    "notices.token-ends": (
        "The refresh token of account {account} ends at {when} (Vietnam time); after that nothing can be sent for it until somebody logs in again.",
        "Refresh token của tài khoản {account} hết hạn lúc {when} (giờ Việt Nam); sau đó không gửi được tin cho đến khi có người đăng nhập lại.",
    ),
    "notices.token-refresh": (
        "Renew it before then: zns-batch account refresh --account {account}",
        "Vui lòng gia hạn trước thời điểm đó: zns-batch account refresh --account {account}",
    ),
    "notices.token-over": (
        "The refresh token of account {account} ended at {when} (Vietnam time).",
        "Refresh token của tài khoản {account} đã hết hạn lúc {when} (giờ Việt Nam).",
    ),
    "notices.token-login": (
        "Log in again: zns-batch account login --account {account}",
        "Vui lòng đăng nhập lại: zns-batch account login --account {account}",
    ),
    # ── the letter ──
    "notices.greeting": ("Hello,", "Kính gửi Anh/Chị,"),
    "notices.farewell": (
        "This e-mail was sent automatically by zns-batch; please do not reply.",
        "Thư này do zns-batch tự động gửi, vui lòng không trả lời thư.",
    ),
    "notices.campaign": ("Campaign: {name} ({id})", "Chiến dịch: {name} ({id})"),
    "notices.schedule": ("Schedule: {value}", "Lịch gửi: {value}"),
    "notices.account": ("Account: {value}", "Tài khoản: {value}"),
    "notices.destination": ("Sent to: {value}", "Gửi tới: {value}"),
    "notices.practice": ("★ PRACTICE", "★ TẬP DƯỢT"),
    "notices.rows": ("Result: {value}", "Kết quả: {value}"),
    "notices.reason": ("Reason: {value}", "Lý do: {value}"),
    "notices.resumes": (
        "Continues automatically from {value} (Vietnam time)",
        "Tự gửi tiếp từ {value} (giờ Việt Nam)",
    ),
    "notices.report": ("Results workbook: {value}", "Tệp kết quả: {value}"),
    "notices.page": ("The campaign's page: {value}", "Trang chiến dịch: {value}"),
    "notices.when": ("Time: {value} (Vietnam time)", "Thời điểm: {value} (giờ Việt Nam)"),
    "notices.needs": ("What needs your attention:", "Những việc cần Anh/Chị xử lý:"),
    "notices.need": ("– {n} rows: {text}", "– {n} dòng: {text}"),
    "notices.need.one": ("– {n} row: {text}", "– {n} dòng: {text}"),
    "notices.not-attached": (
        "The results workbook could not be attached (it is missing, or too large for an "
        "e-mail); please open the file itself.",
        "Không đính kèm được tệp kết quả (tệp không có hoặc quá lớn để gửi qua email), vui lòng mở tệp tại nơi lưu.",
    ),
    # ── what did not arrive ──
    "notices.no-command": (
        "The program “{command}” can't be started ({why}); check `command` under [notify].",
        "Không khởi động được chương trình “{command}” ({why}), vui lòng kiểm tra `command` trong [notify].",
    ),
    "notices.command-failed": (
        "The program “{command}” ended with exit code {code}; its output is in the log.",
        "Chương trình “{command}” kết thúc với mã thoát {code}; nội dung nó in ra có trong nhật ký.",
    ),
    "notices.command-slow": (
        "The program “{command}” was stopped after {seconds} seconds; it should do long "
        "work in the background.",
        "Chương trình “{command}” đã bị dừng sau {seconds} giây, vui lòng để nó xử lý việc lâu ở tiến trình riêng.",
    ),
    "notices.unreachable": (
        "{host} can't be reached ({why}); check the address and the network.",
        "Không kết nối được tới {host} ({why}), vui lòng kiểm tra địa chỉ và mạng.",
    ),
    "notices.redirected": (
        "{host} redirects to another address (HTTP {status}), which is not followed; set "
        "the final address as `url` under [notify].",
        "{host} chuyển sang địa chỉ khác (HTTP {status}) nên không gửi theo, vui lòng ghi địa chỉ cuối cùng vào `url` trong [notify].",
    ),
    "notices.not-taken": (
        "{host} did not accept the notice (HTTP {status}); check `url` under [notify] and "
        "the receiver.",
        "{host} không nhận tin báo (HTTP {status}), vui lòng kiểm tra `url` trong [notify] và bên nhận.",
    ),
    "notices.some-refused": (
        "The mail server does not accept e-mail for {who}; check these addresses.",
        "Máy chủ email không nhận thư gửi tới {who}, vui lòng kiểm tra các địa chỉ này.",
    ),
    "notices.mail-login": (
        "The mail server {host} refuses the user or the password (code {code}); check `user` under [smtp] and ZNS_SMTP_PASSWORD.",
        "Máy chủ email {host} từ chối người dùng hoặc mật khẩu (mã {code}), vui lòng kiểm tra `user` trong [smtp] và ZNS_SMTP_PASSWORD.",
    ),
    "notices.mail-refused": (
        "The mail server {host} refused the e-mail ({said}); check `from` and `user` under [smtp].",
        "Máy chủ email {host} từ chối thư ({said}), vui lòng kiểm tra `from` và `user` trong [smtp].",
    ),
    "notices.mail-cannot": (
        "The mail server {host} does not support what was asked ({why}); check `security` "
        "and `user` under [smtp].",
        "Máy chủ email {host} không đáp ứng được yêu cầu ({why}), vui lòng kiểm tra `security` và `user` trong [smtp].",
    ),
    "notices.mail-untrusted": (
        "The mail server {host} could not be verified ({why}), so nothing was sent to it; "
        "check `host`, `security` and `ca` under [smtp].",
        "Máy chủ email {host} không xác minh được ({why}) nên chưa gửi gì, vui lòng kiểm "
        "tra `host`, `security` và `ca` trong [smtp].",
    ),
    # ── zns-batch notify ──
    "notices.nothing": (
        "Nobody is notified yet: set `command`, `url` or `email` under [notify] in "
        "zns-batch.toml (see docs/notifications.md).",
        "Chưa cấu hình cách báo tin nào, vui lòng đặt `command`, `url` hoặc `email` trong mục [notify] của zns-batch.toml (xem docs/notifications.vi.md).",
    ),
    "notices.way.command": ("command {where}", "chương trình {where}"),
    "notices.way.webhook": ("webhook at {where}", "webhook tại {where}"),
    "notices.way.mail": ("e-mail to {where}", "email tới {where}"),
    "notices.told": ("Arrived: {way}", "Đã báo: {way}"),
    "notices.untold": ("Did not arrive: {way}: {why}", "Chưa báo được: {way}: {why}"),
    "notices.set-up": ("Set up: {way}", "Đã cấu hình: {way}"),
    "notices.on.always": (
        "Notifies after every run. Try it with: zns-batch notify --test",
        "Báo sau mỗi lần chạy. Có thể thử bằng: zns-batch notify --test",
    ),
    "notices.on.trouble": (
        "Notifies only when something needs attention. Try it with: zns-batch notify --test",
        "Chỉ báo khi có việc cần xem. Có thể thử bằng: zns-batch notify --test",
    ),
    "notices.plain-secret": (
        "{variable} does not begin with “whsec_”. As before, notices also carry a signature made "
        "with the secret as plain text; the next version leaves that out, so let the receiver "
        "take the secret as base64, or set a new one (docs/notifications.md).",
        "{variable} không bắt đầu bằng “whsec_”. Như trước đây, tin báo vẫn kèm chữ ký dùng nguyên "
        "văn khóa; phiên bản sau sẽ bỏ chữ ký này, nên vui lòng cho nơi nhận đọc khóa theo base64, "
        "hoặc đặt khóa mới (docs/notifications.vi.md).",
    ),
    "notices.test-text": (
        "If you can read this, notices of zns-batch arrive here.",
        "Nếu Anh/Chị đọc được tin này thì các tin báo của zns-batch đã đến đúng nơi.",
    ),
    "notices.no-events-url": (
        "No receiver of events is set up: events_url under [notify] (ZNS_NOTIFY_EVENTS_URL).",
        "Chưa cài đặt nơi nhận sự kiện: events_url trong [notify] (ZNS_NOTIFY_EVENTS_URL).",
    ),
}
