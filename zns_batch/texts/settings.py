"""What can be wrong with accounts, secrets and settings."""

from zns_batch.texts import Entry

ENTRIES: dict[str, Entry] = {
    "settings.unknown-account": (
        "There is no account “{name}” in zns-batch.toml. Known accounts: {names}.",
        "Không có tài khoản “{name}” trong zns-batch.toml. Các tài khoản hiện có: {names}.",
    ),
    "settings.unreadable": (
        "The settings file {path} can't be read ({why}). Mend it, then try again.",
        "Không đọc được tệp cấu hình {path} ({why}). Vui lòng sửa tệp rồi thử lại.",
    ),
    "settings.no-accounts": (
        "The settings file {path} must describe each account under a heading such as "
        "[accounts.default].",
        "Tệp cấu hình {path} cần khai báo từng tài khoản dưới tiêu đề, ví dụ [accounts.default].",
    ),
    "settings.unknown-key": (
        "“{key}” in {where} is no setting. Did you mean: {hint}?",
        "“{key}” trong {where} không phải là mục cấu hình. Có phải ý bạn là: {hint}?",
    ),
    "settings.bad-value": (
        "The value “{value}” for “{key}” in {where} can't be used. See docs/settings.md.",
        "Giá trị “{value}” của “{key}” trong {where} không dùng được. Xem docs/settings.md.",
    ),
    "settings.no-token": (
        "Account “{account}” has no access token. Set {variable} in the environment (or store it "
        "with `keyring set zns-batch {account}:access_token`), then try again. Nothing was sent.",
        "Tài khoản “{account}” chưa có access token. Vui lòng đặt biến môi trường {variable} (hoặc "
        "lưu bằng `keyring set zns-batch {account}:access_token`) rồi thử lại. Chưa gửi tin nào.",
    ),
    "settings.no-key": (
        "Account “{account}” has no API key for “{provider}”. Set {variable} in the environment (or "
        "store it with `keyring set zns-batch {account}:api_key`), then try again. Nothing was sent.",
        "Tài khoản “{account}” chưa có khóa API của “{provider}”. Vui lòng đặt biến môi trường "
        "{variable} (hoặc lưu bằng `keyring set zns-batch {account}:api_key`) rồi thử lại. Chưa gửi "
        "tin nào.",
    ),
    "settings.missing": (
        "Account “{account}” needs `{setting}` for “{provider}”. Write it into zns-batch.toml, or set "
        "{variable}, then try again. Nothing was sent.",
        "Tài khoản “{account}” dùng “{provider}” cần có `{setting}`. Vui lòng ghi vào zns-batch.toml "
        "hoặc đặt biến {variable} rồi thử lại. Chưa gửi tin nào.",
    ),
    "settings.no-secret": (
        "Account “{account}” is to sign its requests (appsecret_proof), but has no app secret. Set "
        "{variable} in the environment, then try again. Nothing was sent.",
        "Tài khoản “{account}” bật appsecret_proof nhưng chưa có app secret. Vui lòng đặt biến môi "
        "trường {variable} rồi thử lại. Chưa gửi tin nào.",
    ),
}
