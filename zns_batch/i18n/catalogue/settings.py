"""What can be wrong with accounts, secrets and settings."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "settings.unknown-account": (
        "There is no account “{name}” in zns-batch.toml. Known accounts: {names}.",
        "Không có tài khoản “{name}” trong zns-batch.toml. Các tài khoản hiện có: {names}.",
    ),
    "settings.choose-account": (
        "zns-batch.toml has {count} accounts and none is called “default”: choose one with -a: "
        "{names}.",
        "zns-batch.toml có {count} tài khoản, không có tài khoản nào tên “default”: vui lòng chọn "
        "bằng -a: {names}.",
    ),
    "settings.ignored-variable": (
        "{variable} is set, but does not apply to account “{account}”. Set {own} instead, or unset "
        "it. Nothing was sent.",
        "Biến {variable} đang được đặt nhưng không áp dụng cho tài khoản “{account}”. Vui "
        "lòng đặt {own}, hoặc bỏ biến này. Chưa gửi tin nào.",
    ),
    "settings.unreadable": (
        "The settings file {path} can't be read ({why}). Correct it, then try again.",
        "Không đọc được tệp cấu hình {path} ({why}). Vui lòng sửa tệp rồi thử lại.",
    ),
    "settings.no-accounts": (
        "The settings file {path} must describe each account under a heading such as "
        "[accounts.default].",
        "Tệp cấu hình {path} cần khai báo từng tài khoản dưới tiêu đề, ví dụ [accounts.default].",
    ),
    "settings.unknown-key": (
        "“{key}” in {where} is not a setting. Did you mean: {hint}?",
        "“{key}” trong {where} không phải là mục cấu hình. Có phải ý bạn là: {hint}?",
    ),
    "settings.bad-value": (
        "The value “{value}” for “{key}” in {where} can't be used. See docs/settings.md.",
        "Giá trị “{value}” của “{key}” trong {where} không dùng được. Xem docs/settings.md.",
    ),
    "settings.not-utf-8": (
        "{path} can't be read: it is not saved as UTF-8. Save it in that encoding.",
        "Không đọc được {path}: tệp không lưu ở dạng UTF-8. Vui lòng lưu lại với mã UTF-8.",
    ),
    "settings.bad-number": (
        "The value “{value}” for “{key}” in {where} can't be used: it must be a number above 0, {most} at most.",
        "Giá trị “{value}” của “{key}” trong {where} không dùng được: vui lòng ghi một số lớn hơn 0 và không quá {most}.",
    ),
    "settings.no-token": (
        "Account “{account}” has no access token. Set {variable} in the environment (or store it "
        "with `keyring set zns-batch {account}:access_token`), then try again. Nothing was sent.",
        "Tài khoản “{account}” chưa có access token. Vui lòng đặt biến môi trường {variable} (hoặc "
        "lưu bằng `keyring set zns-batch {account}:access_token`) rồi thử lại. Chưa gửi tin nào.",
    ),
    "settings.no-token@web": (
        "Account “{account}” is not connected to Zalo. Please ask whoever looks after the server ({variable}). Nothing was sent.",
        "Tài khoản “{account}” chưa kết nối với Zalo. Vui lòng nhờ người quản lý máy chủ ({variable}). Chưa gửi tin nào.",
    ),
    "settings.no-key": (
        "Account “{account}” has no API key for “{provider}”. Set {variable} in the environment (or "
        "store it with `keyring set zns-batch {account}:api_key`), then try again. Nothing was sent.",
        "Tài khoản “{account}” chưa có khóa API của “{provider}”. Vui lòng đặt biến môi trường "
        "{variable} (hoặc lưu bằng `keyring set zns-batch {account}:api_key`) rồi thử lại. Chưa gửi "
        "tin nào.",
    ),
    "settings.no-key@web": (
        "Account “{account}” has no API key for “{provider}”. Please ask whoever looks after the server ({variable}). Nothing was sent.",
        "Tài khoản “{account}” chưa có khóa API của “{provider}”. Vui lòng nhờ người quản lý máy chủ ({variable}). Chưa gửi tin nào.",
    ),
    "settings.missing": (
        "Account “{account}” needs `{setting}` for “{provider}”. Write it into zns-batch.toml, or set "
        "{variable}, then try again. Nothing was sent.",
        "Tài khoản “{account}” dùng “{provider}” cần có `{setting}`. Vui lòng ghi vào zns-batch.toml "
        "hoặc đặt biến {variable} rồi thử lại. Chưa gửi tin nào.",
    ),
    "settings.missing@web": (
        "Account “{account}” needs {setting} for “{provider}”. Please ask whoever looks after the server ({variable}). Nothing was sent.",
        "Tài khoản “{account}” dùng “{provider}” cần có {setting}. Vui lòng nhờ người quản lý máy chủ ({variable}). Chưa gửi tin nào.",
    ),
    "settings.no-secret": (
        "Account “{account}” signs its requests (appsecret_proof), but has no app secret. "
        "Set {variable} in the environment, then try again. Nothing was sent.",
        "Tài khoản “{account}” bật appsecret_proof nhưng chưa có app secret. Vui lòng đặt biến môi "
        "trường {variable} rồi thử lại. Chưa gửi tin nào.",
    ),
    "settings.no-heading": (
        "“{key}” in {where} must be a heading, written [{key}].",
        "“{key}” trong {where} phải là một tiêu đề, viết là [{key}].",
    ),
    "settings.web-pair": (
        "`{key}` is missing in {where}: a certificate and its key go together.",
        "Thiếu `{key}` trong {where}: chứng chỉ và khóa phải đi cùng nhau.",
    ),
    "settings.web-open": (
        "Other machines could reach {host}, and passwords would cross the network unencrypted. Choose one: 127.0.0.1 for this machine alone; `url` with https and `cert` and `key` under [web]; or `url` with https and `trusted_proxies` for a server in front that speaks HTTPS.",
        "Máy khác có thể truy cập {host}, và mật khẩu sẽ đi qua mạng không mã hóa. Vui lòng chọn một cách: dùng 127.0.0.1 cho riêng máy này; đặt `url` là https kèm `cert` và `key` trong mục [web]; hoặc đặt `url` là https kèm `trusted_proxies` khi phía trước có máy chủ HTTPS.",
    ),
    "settings.web-cert": (
        "The certificate {path} or its key can't be used: {why}.",
        "Không dùng được chứng chỉ {path} hoặc khóa của nó: {why}.",
    ),
    "settings.web-no-file": (
        "{where} names {path}, which is no file that can be found; check the path.",
        "{where} ghi {path} nhưng không tìm thấy tệp này; vui lòng kiểm tra đường dẫn.",
    ),
    "settings.notify-open": (
        "Notices would go to {host} unencrypted; use an https address as `url` under "
        "[notify], or allow this one with `allow_http = true`.",
        "Tin báo gửi tới {host} sẽ không được mã hóa; vui lòng dùng địa chỉ https cho `url` trong [notify], hoặc đặt `allow_http = true` nếu chấp nhận.",
    ),
    "settings.bad-notify-secret": (
        "The secret {variable} begins with “whsec_” and does not go on in base64; copy it whole.",
        "Khóa {variable} bắt đầu bằng “whsec_” nhưng phần sau không phải base64; vui lòng chép lại đầy đủ.",
    ),
    "settings.no-mail-server": (
        "E-mail should go to {who}, but no mail server is set up; write `host` and `from` "
        "under [smtp] in zns-batch.toml.",
        "Cần gửi email tới {who} nhưng chưa có máy chủ email; vui lòng ghi `host` và `from` trong mục [smtp] của zns-batch.toml.",
    ),
    "settings.mail-needs": (
        "The mail server under [smtp] needs `{key}`; write it into zns-batch.toml, or set it in the environment.",
        "Máy chủ email trong mục [smtp] cần có `{key}`; vui lòng ghi vào zns-batch.toml hoặc đặt biến môi trường.",
    ),
    "settings.mail-open": (
        'E-mail would go to {host} unencrypted; use `security = "starttls"` or "tls" under [smtp].',
        'Email gửi tới {host} sẽ không được mã hóa; vui lòng đặt `security = "starttls"` hoặc "tls" trong mục [smtp].',
    ),
    "settings.no-mail-password": (
        "The mail user “{user}” has no password. Set {variable} in the environment (or store it with `keyring set zns-batch smtp:password`), then try again.",
        "Người dùng email “{user}” chưa có mật khẩu. Vui lòng đặt biến môi trường {variable} (hoặc lưu bằng `keyring set zns-batch smtp:password`) rồi thử lại.",
    ),
}
