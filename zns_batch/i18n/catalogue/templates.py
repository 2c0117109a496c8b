"""What is wrong with a template file, or with the name of one."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "template.text-unknown": (
        "{names}: not a parameter of this template; write one of its names between < and >, or take the signs out.",
        "{names}: không phải tham số của mẫu tin này; vui lòng ghi đúng tên tham số giữa < và >, hoặc bỏ hai dấu đó.",
    ),
    "template.text-shipped": (
        "{key} ships with the program, and an update would take your words away: pull the template from the account first.",
        "{key} đi kèm chương trình nên khi cập nhật sẽ mất nội dung bạn dán: vui lòng tải mẫu tin từ tài khoản về trước.",
    ),
    "template.none": (
        "There is no template “{ref}”: no template files were found; put one in the folder templates, or give its path.",
        "Không có mẫu tin “{ref}”: chưa tìm thấy tệp mẫu nào; hãy đặt tệp vào thư mục templates, hoặc ghi đường dẫn tới tệp.",
    ),
    "template.unknown": (
        "There is no template “{ref}”; templates: {names}.",
        "Không có mẫu tin “{ref}”; các mẫu hiện có: {names}.",
    ),
    "template.unknown-near": (
        "There is no template “{ref}”; did you mean {near}? Templates: {names}.",
        "Không có mẫu tin “{ref}”; có phải là {near}? Các mẫu hiện có: {names}.",
    ),
    "template.unknown-broken": (
        "There is no template “{ref}” among {names}, but these files can't be read: "
        "{broken}; correct them or give the path.",
        "Không có mẫu tin “{ref}” trong {names}, nhưng có tệp mẫu không đọc được: {broken}; hãy sửa tệp hoặc ghi đường dẫn.",
    ),
    "template.id-twice": (
        "Several templates have the id {ref}: {names}; choose one by its name.",
        "Nhiều mẫu tin cùng mã {ref}: {names}; hãy chọn theo tên mẫu.",
    ),
    "template.file-missing": (
        "{path}: there is no such template file; check the path.",
        "{path}: không có tệp mẫu này; hãy kiểm tra đường dẫn.",
    ),
    "template.unreadable": (
        "{path}: the template file can't be read ({why}); check the permissions.",
        "{path}: không đọc được tệp mẫu ({why}); hãy kiểm tra quyền truy cập.",
    ),
    "template.not-utf8": (
        "{path}: the template file is not in UTF-8; save it with the encoding UTF-8.",
        "{path}: tệp mẫu không phải UTF-8; hãy lưu lại với bảng mã UTF-8.",
    ),
    "template.broken": (
        "{path}, line {line}: this is not TOML ({why}); correct the line.",
        "{path}, dòng {line}: không đúng cú pháp TOML ({why}); hãy sửa dòng này.",
    ),
    "template.no-id": (
        '{path}: template_id is missing; write the id that Zalo gave the template, such as template_id = "217489".',
        '{path}: thiếu template_id; hãy ghi mã mẫu Zalo đã cấp, ví dụ template_id = "217489".',
    ),
    "template.no-params": (
        "{path}: the template has no parameters; add a [params.name] table for each.",
        "{path}: mẫu tin chưa khai báo tham số; hãy thêm một bảng [params.tên] cho mỗi tham số.",
    ),
    "template.unknown-key": (
        "{path}: {place} is not a known key; did you mean {near}? Known keys: {known}.",
        "{path}: không có khóa {place}; có phải là {near}? Các khóa dùng được: {known}.",
    ),
    "template.bad-where": (
        "{path}: {place} has “{text}”, which is not of the form COLUMN=VALUE or COLUMN!=VALUE.",
        "{path}: {place} có “{text}”, chưa đúng dạng CỘT=GIÁ_TRỊ hoặc CỘT!=GIÁ_TRỊ.",
    ),
    "template.bad-set": (
        "{path}: {place} is “{text}”, which has a brace that stands alone; a column's name stands "
        "between two braces.",
        "{path}: {place} là “{text}”, có dấu ngoặc nhọn lẻ; tên cột đặt giữa hai dấu ngoặc nhọn.",
    ),
    "template.min-above-max": (
        "{path}: {place} is more than max_length ({limit}); make it smaller.",
        "{path}: {place} lớn hơn max_length ({limit}); hãy giảm xuống.",
    ),
    "template.unknown-type": (
        "{path}: {place} is “{word}”, which is not a known type; types: {known}.",
        "{path}: {place} là “{word}”, không có kiểu này; các kiểu dùng được: {known}.",
    ),
    "template.unknown-allow": (
        "{path}: {place} has “{word}”, which is not a value that can be allowed; values: {known}.",
        "{path}: {place} có “{word}”, không phải giá trị được phép; các giá trị dùng được: "
        "{known}.",
    ),
    "template.not-for-account": (
        "The template “{name}” ({key}.toml) has no id at account “{account}”; write it under [accounts] in the file, or choose one of {known} with -a.",
        "Mẫu tin “{name}” ({key}.toml) chưa có mã cho tài khoản “{account}”; hãy ghi mã vào bảng [accounts] của tệp, hoặc chọn {known} bằng -a.",
    ),
    "template.pulled-unusable": (
        "The account's template {id} can't be used, so nothing was written: {why}",
        "Mẫu {id} của tài khoản không dùng được nên chưa ghi tệp nào: {why}",
    ),
    "template.type-text": (
        "{path}: {place} must be a text in quotes.",
        "{path}: {place} phải là một chuỗi đặt trong dấu nháy.",
    ),
    "template.type-number": (
        "{path}: {place} must be a whole number without quotes.",
        "{path}: {place} phải là số nguyên, không đặt trong dấu nháy.",
    ),
    "template.type-boolean": (
        "{path}: {place} must be true or false, without quotes.",
        "{path}: {place} phải là true hoặc false, không đặt trong dấu nháy.",
    ),
    "template.type-texts": (
        '{path}: {place} must be a list of texts, such as ["Họ tên", "Tên khách hàng"].',
        '{path}: {place} phải là danh sách chuỗi, ví dụ ["Họ tên", "Tên khách hàng"].',
    ),
    "template.type-table": (
        "{path}: {place} must be a table, such as [params.customer_name].",
        "{path}: {place} phải là một bảng, ví dụ [params.customer_name].",
    ),
    "template.type-id": (
        "{path}: {place} must be the template's id in quotes.",
        "{path}: {place} phải là mã mẫu đặt trong dấu nháy.",
    ),
    "template.shipped": (
        "{path}: this template comes with the program and is replaced along with it; copy it into the folder templates, and save into the copy.",
        "{path}: mẫu này đi kèm chương trình và sẽ bị thay khi cập nhật; hãy sao chép vào thư mục templates rồi lưu vào bản sao.",
    ),
    "template.exists": (
        "{path} is there already and is left as it is; rename it, or choose another name.",
        "Đã có tệp {path} và tệp được giữ nguyên; vui lòng đổi tên tệp đó hoặc chọn tên khác.",
    ),
    "template.not-saved": (
        "{path}: the template file can't be written ({why}); check the permissions.",
        "{path}: không ghi được tệp mẫu ({why}); hãy kiểm tra quyền truy cập.",
    ),
    "template.save-changed-more": (
        "Saving the columns would have changed other parts of the template file; nothing "
        "was written.",
        "Việc lưu các cột sẽ làm thay đổi nội dung khác của tệp mẫu; chưa ghi gì.",
    ),
    "template.only-at-account": (
        "There is no template file for {ref}. If it is a template of the account: zns-batch template pull {ref}{options}",
        "Chưa có tệp mẫu cho {ref}. Nếu đây là mẫu của tài khoản: zns-batch template pull {ref}{options}",
    ),
    "template.only-at-account@web": (
        "There is no template file for {ref}. Please ask your administrator to pull it from the account.",
        "Chưa có tệp mẫu cho {ref}. Vui lòng nhờ quản trị viên tải mẫu này từ tài khoản.",
    ),
    "template.not-at-account": (
        "Account “{account}” has no template {id}; `zns-batch template list -a {account}` shows those it has. Nothing was sent.",
        "Tài khoản “{account}” không có mẫu {id}; xem các mẫu bằng `zns-batch template list -a {account}`. Chưa gửi tin nào.",
    ),
    "template.not-at-account@web": (
        "Account “{account}” has no template {id}; please choose another one. Nothing was sent.",
        "Tài khoản “{account}” không có mẫu {id}; vui lòng chọn mẫu khác. Chưa gửi tin nào.",
    ),
    "template.not-enabled": (
        "Template {id} “{name}” can't be sent: its status at the account is {status} ({why}). Have it approved, or choose another. Nothing was sent.",
        "Mẫu {id} “{name}” chưa gửi được: trạng thái trên tài khoản là {status} ({why}). Vui lòng chờ duyệt hoặc chọn mẫu khác. Chưa gửi tin nào.",
    ),
    "template.price-differs": (
        "the price is {theirs} VND at the account and {ours} in the file; the account's counts.",
        "giá trên tài khoản là {theirs} đồng, trong tệp mẫu là {ours}; tính theo tài khoản.",
    ),
    "template.param-gone": (
        "the template no longer has the parameter {name}.",
        "mẫu không còn tham số {name}.",
    ),
    "template.param-new": (
        "the template requires the parameter {name}, which the file does not have.",
        "mẫu bắt buộc có tham số {name} nhưng tệp mẫu chưa có.",
    ),
    "template.shorter": (
        "{name} may have {theirs} characters at the account, {ours} in the file; the shorter counts.",
        "{name} tối đa {theirs} ký tự trên tài khoản, {ours} trong tệp mẫu; tính theo số nhỏ hơn.",
    ),
    "template.at-least": (
        "{name} needs at least {theirs} characters at the account.",
        "{name} cần ít nhất {theirs} ký tự trên tài khoản.",
    ),
    "template.not-empty": (
        "{name} may not be empty at the account, so an empty cell can't be sent.",
        "{name} không được để trống trên tài khoản nên ô trống không gửi được.",
    ),
    "template.in-link": (
        '{name} stands in the link of a button, and the file sends it as text; with type = "url" it is '
        "encoded as links need it.",
        '{name} nằm trong đường dẫn của nút bấm nhưng tệp mẫu gửi như chữ thường; hãy đặt type = "url" để '
        "giá trị được mã hóa đúng cho đường dẫn.",
    ),
    "template.now-required": (
        "{name} is required at the account; rows without it are left out.",
        "{name} là bắt buộc trên tài khoản; dòng thiếu sẽ không hợp lệ.",
    ),
    "template.too-small": (
        "{path}: {place} must be {least} or more.",
        "{path}: {place} phải từ {least} trở lên.",
    ),
    "template.default-too-long": (
        "{path}: the default of {place} has {length} characters, but at most {limit} are "
        "allowed; shorten it.",
        "{path}: giá trị mặc định của {place} dài {length} ký tự, tối đa {limit}; hãy rút ngắn.",
    ),
}
