"""What the command line says to a person."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "cli.error": ("Error", "Lỗi"),
    "cli.yes": ("yes", "có"),
    "cli.no": ("no", "không"),
    "cli.unit": ("rows", "dòng"),
    "cli.row": ("row {row}", "dòng {row}"),
    "cli.column": ("column “{column}”", "cột “{column}”"),
    "cli.results-word": ("results", "ketqua"),
    # ── usage ──
    "cli.usage": ("{why}", "Câu lệnh chưa đúng: {why}"),
    "cli.no-such-option": (
        "There is no option {option}. Try: {near}",
        "Không có tùy chọn {option}. Có thể bạn cần: {near}",
    ),
    "cli.send-later": (
        "send sends at once and has no {option}. To send later: {command}",
        "send gửi ngay nên không có {option}. Để gửi sau: {command}",
    ),
    "cli.no-such-command": (
        "There is no such command. The commands are: {commands}.",
        "Không có lệnh này. Các lệnh gồm: {commands}.",
    ),
    "cli.no-such-command.nearest": (
        "There is no command {command}. Did you mean `{nearest}`? The commands are: {commands}.",
        "Không có lệnh {command}. Có phải bạn muốn gõ `{nearest}`? Các lệnh gồm: {commands}.",
    ),
    "cli.ask-again": (
        "“{answer}” is neither {yes} nor {no}. Please answer {yes} or {no}.",
        "“{answer}” không phải {yes} hay {no}. Vui lòng trả lời {yes} hoặc {no}.",
    ),
    "cli.nearest-file": (
        "  Did you mean “{file}”?",
        "  Có phải bạn muốn mở tệp “{file}”?",
    ),
    "cli.progress-dry-run": (
        "{accepted} would be sent, {speed}/s",
        "{accepted} tin sẽ gửi, {speed} tin/giây",
    ),
    "cli.destination-none": ("nowhere (dry run)", "không gửi đi đâu (chạy thử)"),
    "cli.destination-practice": (
        "PRACTICE: a stand-in at {host}, no customer receives anything",
        "TẬP DƯỢT: bản giả lập tại {host}, không khách hàng nào nhận tin",
    ),
    "cli.pre-destination": ("  destination: {where}", "  nơi nhận: {where}"),
    "cli.pre-practice": ("  ★ {where}", "  ★ {where}"),
    "cli.show-destination": ("  destination: {where}", "  nơi nhận: {where}"),
    "cli.head.destination": ("Sent to", "Gửi tới"),
    "cli.ask-destination": ("Destination: {where}.", "Nơi nhận: {where}."),
    "cli.practice": ("PRACTICE", "TẬP DƯỢT"),
    "cli.practice-word": ("PRACTICE", "TAP-DUOT"),
    "cli.rehearsal": (
        "★ PRACTICE: this goes to a sandbox on this machine. No customer receives anything, and the campaign is not kept.",
        "★ TẬP DƯỢT: gửi vào sandbox trên máy này. Không khách hàng nào nhận tin và chiến dịch không được lưu lại.",
    ),
    "cli.check-clean": (
        "No problems. Next: {command}",
        "Không có lỗi. Bước tiếp theo: {command}",
    ),
    "cli.column-found": (
        "  ✓ {param} ← “{column}” ({letter})",
        "  ✓ {param} ← “{column}” ({letter})",
    ),
    "cli.column-not-found": (
        "  ✗ {param} ← no column",
        "  ✗ {param} ← chưa có cột",
    ),
    "cli.column-not-found.near": (
        "  ✗ {param} ← no column; nearest: {columns}",
        "  ✗ {param} ← chưa có cột; gần giống: {columns}",
    ),
    "cli.headers": (
        "  Columns of the list: {columns}",
        "  Các cột trong danh sách: {columns}",
    ),
    "cli.map-command": (
        "  If the nearest columns are the right ones: {command}",
        "  Nếu các cột gần giống đúng là cột cần dùng: {command}",
    ),
    "cli.missing": (
        "{what} is missing. `{command} --help` shows how to give it.",
        "Thiếu {what}. Xem cách viết bằng `{command} --help`.",
    ),
    "cli.missing-template": (
        "--template is missing; give a template's name, path or id: -t NAME. There are: {names}.",
        "Thiếu --template; vui lòng ghi tên, đường dẫn hoặc mã của mẫu tin: -t TÊN. Hiện có: {names}.",
    ),
    "cli.too-many": (
        "Too many arguments: {words}. Put quotes around a name that has spaces.",
        "Thừa: {words}. Nếu tên có dấu cách, vui lòng đặt trong dấu ngoặc kép.",
    ),
    "cli.takes-no-value": (
        "{option} does not take a value.",
        "{option} không nhận giá trị.",
    ),
    "cli.given-twice": (
        "{option} is given several times ({values}) and takes one value; run the command once for each.",
        "{option} được nhập nhiều lần ({values}) nhưng chỉ nhận một giá trị; vui lòng chạy lệnh riêng cho từng giá trị.",
    ),
    "cli.needs-value": (
        "{option} needs a value.",
        "{option} cần có giá trị đi kèm.",
    ),
    "cli.bad-choice": (
        "{what} must be one of: {choices}.",
        "{what} chỉ nhận một trong các giá trị: {choices}.",
    ),
    "cli.bad-number": ("{what} must be a whole number.", "{what} phải là số nguyên."),
    "cli.too-small": (
        "{what} must be at least {least}.",
        "{what} phải là số từ {least} trở lên.",
    ),
    "cli.out-of-range": (
        "{what} must be between {least} and {most}.",
        "{what} phải là số từ {least} đến {most}.",
    ),
    "cli.bad-value": ("{what} can't be used: {why}", "{what} không dùng được: {why}"),
    "cli.bad-map": (
        "“{value}” is not of the form PARAM=COLUMN.",
        "“{value}” chưa đúng dạng THAM_SỐ=CỘT.",
    ),
    "cli.bad-concurrency": (
        "“{value}” requests in flight are not possible: give a whole number from 1 to {most}.",
        "Không thể gửi “{value}” yêu cầu cùng lúc: vui lòng ghi số nguyên từ 1 đến {most}.",
    ),
    "cli.bad-set": (
        "“{value}” is not of the form PARAM=TEXT.",
        "“{value}” chưa đúng dạng THAM_SỐ=NỘI_DUNG.",
    ),
    "cli.bad-rate": (
        "“{value}” is not a valid rate: give messages a second, more than 0 and at most {most}.",
        "“{value}” không phải tốc độ hợp lệ: vui lòng ghi số tin mỗi giây, lớn hơn 0 và không quá "
        "{most}.",
    ),
    "cli.sandbox-webhook": (
        "“{url}” is no address for --webhook: it begins with http:// or https://.",
        "“{url}” không phải địa chỉ cho --webhook: vui lòng ghi địa chỉ bắt đầu bằng http:// hoặc https://.",
    ),
    "cli.sandbox-webhook-secret": (
        "--webhook signs its events: set ZNS_OA_SECRET_KEY, and ZNS_APP_ID or ZNS_OA_ID.",
        "--webhook cần ký các sự kiện: vui lòng đặt ZNS_OA_SECRET_KEY, cùng ZNS_APP_ID hoặc ZNS_OA_ID.",
    ),
    "cli.sandbox-key-header": (
        "“{name}” is no name of a header for --key-header: letters, digits and dashes, such as X-API-KEY.",
        "“{name}” không phải tên header cho --key-header: chỉ dùng chữ, số và dấu gạch, ví dụ X-API-KEY.",
    ),
    "cli.bad-sandbox": (
        "Invalid sandbox setting: {why}.",
        "Không thể thiết lập sandbox như vậy: {why}.",
    ),
    "cli.unknown-fault": (
        "There is no fault “{name}”; the nearest: {near}. docs/sandbox.md lists them all.",
        "Không có lỗi giả lập “{name}”; gần giống: {near}. Xem đủ danh sách trong docs/sandbox.md.",
    ),
    "cli.shares-above-all": (
        "The shares of all faults together are above 100%. Lower some of them.",
        "Tổng tỷ lệ các lỗi giả lập vượt quá 100%. Vui lòng giảm bớt.",
    ),
    "cli.bad-share": (
        "“{share}” is not a valid share of messages. Write it as 2% or 0.02.",
        "“{share}” không phải tỷ lệ tin. Vui lòng viết dạng 2% hoặc 0.02.",
    ),
    "cli.sandbox-port": (
        "The sandbox can't listen on port {port} ({why}). Choose another with --port.",
        "Sandbox không mở được cổng {port} ({why}). Vui lòng chọn cổng khác bằng --port.",
    ),
    "cli.not-detached": (
        "{option} can't be combined with --detach: leave out one of them.",
        "Không dùng {option} cùng --detach được: vui lòng bỏ một trong hai.",
    ),
    "cli.needs-yes": (
        "There is no terminal to ask for confirmation. Add --yes to send without asking, "
        "or --dry-run to send nothing. Nothing was sent.",
        "Không hỏi xác nhận được vì không chạy trong cửa sổ lệnh. Thêm --yes để gửi ngay, hoặc --dry-run để chạy thử. "
        "Chưa gửi tin nào.",
    ),
    "cli.retry-needs-yes": (
        "Rows in doubt may have been sent already. Add --yes to send them again anyway. "
        "Nothing was sent.",
        "Các dòng “chưa rõ” có thể đã được gửi. Thêm --yes nếu vẫn muốn gửi lại. Chưa gửi tin nào.",
    ),
    "cli.no-such-row": (
        "The list has no row {row}. Its rows are {first} to {last}, numbered as in the spreadsheet.",
        "Danh sách không có dòng {row}. Danh sách có các dòng từ {first} đến {last}, đánh số như trong "
        "bảng tính.",
    ),
    "cli.migrate-new": (
        "The ledger {place} is ready (version {after}).",
        "Sổ gửi tin {place} đã sẵn sàng (phiên bản {after}).",
    ),
    "cli.migrate-done": (
        "The ledger {place} was upgraded from version {before} to {after}.",
        "Đã nâng cấp sổ gửi tin {place} từ phiên bản {before} lên {after}.",
    ),
    "cli.migrate-nothing": (
        "The ledger {place} is already up to date (version {after}).",
        "Sổ gửi tin {place} đã đúng phiên bản này ({after}).",
    ),
    "cli.migrate-moved": (
        "Moved from {source}: {n} campaigns with {rows} rows, every table counted. The "
        "file is kept, but can no longer be sent from.",
        "Đã chuyển từ {source}: {n} chiến dịch với {rows} dòng, đã đối chiếu số dòng của mọi bảng. "
        "Tệp cũ vẫn được giữ nhưng không gửi tiếp từ đó được nữa.",
    ),
    "cli.interrupted": ("Interrupted.", "Đã ngắt."),
    "cli.interrupted-sending": (
        "Messages that were in flight will be unknown. To continue: zns-batch resume {id}",
        "Những tin đang gửi dở sẽ được ghi là chưa rõ. Để gửi tiếp: zns-batch resume {id}",
    ),
    "cli.stdout-full": (
        "standard output could not be written, because its disk is full; the output is incomplete.",
        "Không ghi được đầu ra chuẩn vì ổ đĩa đã đầy; nội dung đã in ra chưa đầy đủ.",
    ),
    "cli.stdout-failed": (
        "standard output could not be written; the output is incomplete.",
        "Không ghi được đầu ra chuẩn; nội dung đã in ra chưa đầy đủ.",
    ),
    "cli.bug": (
        "zns-batch had an internal error ({what}). Run it again with --debug to see where; "
        "nothing that was recorded is lost.",
        "zns-batch gặp lỗi nội bộ ({what}). Chạy lại với --debug để xem chi tiết; những gì đã ghi "
        "không bị mất.",
    ),
    # ── what was found ──
    "cli.reading": (
        "List: {path}, sheet {sheet}, header in row {row}",
        "Danh sách: {path}, trang tính {sheet}, tiêu đề ở dòng {row}",
    ),
    "cli.template": ("Template: {name} ({id})", "Mẫu tin: {name} ({id})"),
    "cli.phone-column": (
        "  phone number ← column {letter} “{column}”",
        "  số điện thoại ← cột {letter} “{column}”",
    ),
    "cli.param-column": (
        "  {param} ← column {letter} “{column}”",
        "  {param} ← cột {letter} “{column}”",
    ),
    "cli.uid-column": (
        "  user id where there is one, else the phone ← column {letter} “{column}”",
        "  user id nếu có, không thì số điện thoại ← cột {letter} “{column}”",
    ),
    "cli.not-with-uid-column": (
        "{option} does not go together with --uid-column.",
        "{option} không dùng chung với --uid-column được.",
    ),
    "cli.param-set": ("  {param} ← “{text}”", "  {param} ← “{text}”"),
    "cli.where": ("  only rows with {filter}", "  chỉ lấy dòng có {filter}"),
    "cli.set-saved": (
        "Saved to {path}: {param} = “{text}”",
        "Đã ghi vào {path}: {param} = “{text}”",
    ),
    "cli.where-saved": (
        "Saved to {path}: only rows with {filter}",
        "Đã ghi vào {path}: chỉ lấy dòng có {filter}",
    ),
    "cli.header-row-saved": (
        "Saved to {path}: the header is in row {row}",
        "Đã ghi vào {path}: tiêu đề ở dòng {row}",
    ),
    "cli.phone-number": ("phone number", "số điện thoại"),
    "cli.map-saved": (
        "Saved to {path}: {param} ← “{column}”",
        "Đã ghi vào {path}: {param} ← “{column}”",
    ),
    "cli.map-known": (
        "{path} already has these columns; nothing to save.",
        "{path} đã có các cột này; không cần ghi thêm.",
    ),
    "cli.absent": (
        "  optional parameters without a column: {params}",
        "  không có cột cho tham số không bắt buộc: {params}",
    ),
    "cli.unused": ("  columns not used: {columns}", "  cột không dùng: {columns}"),
    "cli.left-aside": (
        "  result columns of an earlier report, ignored: {columns}",
        "  cột kết quả của lần gửi trước, được bỏ qua: {columns}",
    ),
    "cli.notice": ("Note: {text}", "Lưu ý: {text}"),
    "cli.problems": ("Problems found: {n}", "Số lỗi tìm thấy: {n}"),
    "cli.more-problems": (
        "  … and {n} more (`check -o FILE.xlsx` writes them all).",
        "  … và {n} dòng nữa (`check -o TỆP.xlsx` ghi ra đầy đủ).",
    ),
    "cli.kinds": ("  By kind:", "  Theo loại:"),
    "cli.examples": ("  Row by row:", "  Từng dòng:"),
    "cli.left-out": (
        "Left out, which is no error: {n}",
        "Không gửi lại hoặc không được gửi (không phải lỗi): {n}",
    ),
    "cli.uncalculated": (
        "  {n} formulas without a result, first in row {row}, in column {columns}: open the file "
        "in Excel and save it, so that they are calculated.",
        "  {n} công thức chưa có kết quả, đầu tiên ở dòng {row}, cột {columns}: vui lòng mở tệp bằng "
        "Excel rồi lưu lại để tính kết quả.",
    ),
    "cli.kind": (
        "    {n} times, first in row {row}: {text}",
        "    {n} lần, đầu tiên ở dòng {row}: {text}",
    ),
    "cli.problem-book": (
        "A copy of the list with the problems marked was written to {path}",
        "Bản sao danh sách có đánh dấu lỗi: {path}",
    ),
    "cli.preview": ("Row {row} → {phone}", "Dòng {row} → {phone}"),
    "cli.sent-before": (
        "Some rows have the same content and phone as rows that were sent before (campaign "
        "{id} “{name}”). They are left out as duplicates; --again sends them once more.",
        "Một số dòng trùng người nhận và nội dung với tin đã gửi trước đây (chiến dịch {id} "
        "“{name}”). Các dòng này được bỏ qua như dòng trùng; thêm --again nếu muốn gửi lại.",
    ),
    "cli.nothing-to-send": ("No row can be sent.", "Không có dòng nào gửi được."),
    "cli.not-skipping": (
        "{n} rows can't be sent, so nothing is sent. Correct them, or add --skip-invalid "
        "to send the others.",
        "Có {n} dòng không hợp lệ nên chưa gửi tin nào. Vui lòng sửa, hoặc thêm --skip-invalid để "
        "gửi các dòng còn lại.",
    ),
    "cli.nothing-sent": ("Nothing was sent.", "Chưa gửi tin nào."),
    "cli.no-quota": (
        "The quota could not be checked: {why}",
        "Chưa hỏi được hạn mức: {why}",
    ),
    # ── before sending ──
    "cli.pre-campaign": ("Campaign {id} “{name}”", "Chiến dịch {id} “{name}”"),
    "cli.pre-rows": ("  {sum}", "  {sum}"),
    "cli.pre-recipients": (
        "  to send: {n} messages from account “{account}”",
        "  sẽ gửi: {n} tin từ tài khoản “{account}”",
    ),
    "cli.pre-first": (
        "  the first message (row {row}, to {phone}):",
        "  tin đầu tiên (dòng {row}, gửi tới {phone}):",
    ),
    "cli.pre-quota": (
        "  quota: {left} of today's {daily} left, {n} needed",
        "  hạn mức: hôm nay còn {left}/{daily}, cần {n}",
    ),
    "cli.pre-quota-unknown": (
        "  quota: unknown, {n} needed",
        "  hạn mức: chưa rõ, cần {n}",
    ),
    "cli.pre-reserve": (
        "  left for others: {n}",
        "  để dành cho hệ thống khác: {n}",
    ),
    "cli.pre-days": (
        "  the quota lets {today} out today and {later} later: {days} days in all",
        "  hạn mức cho gửi {today} tin hôm nay, còn {later} tin gửi sau: tổng cộng {days} ngày",
    ),
    "cli.pre-cost": (
        "  cost: at most {cost} VND before VAT (only messages that arrive in time are charged)",
        "  chi phí: tối đa {cost} VNĐ, chưa VAT (chỉ tính tin đến máy đúng hạn)",
    ),
    "cli.pre-cost-unknown": (
        "  cost: unknown; add `price` to the template to see it",
        "  chi phí: chưa rõ; thêm `price` vào tệp mẫu tin để xem ước tính",
    ),
    "cli.pre-pace": (
        "  pace: {rate} a second, done about {ends}",
        "  tốc độ: {rate} tin/giây, dự kiến xong {ends}",
    ),
    "cli.unknown-end": ("at an unknown time", "chưa rõ lúc nào"),
    "cli.pre-window": ("  sending hours: {window}", "  khung giờ gửi: {window}"),
    "cli.pre-promotions": (
        "  {n} of them wait until tomorrow: their numbers have had their promotion of the day",
        "  trong đó {n} tin chờ đến ngày mai: các số này đã nhận đủ tin hậu mãi hôm nay",
    ),
    "cli.pre-window-tag": (
        "    because the template's tag is {tag}: by day alone, as Zalo's rules and the law have it; "
        "--window 00:00-24:00 sends at any hour",
        "    vì mẫu tin có nhãn {tag}: chỉ gửi ban ngày theo quy định của Zalo và pháp luật; thêm "
        "--window 00:00-24:00 để gửi cả ngày",
    ),
    "cli.pre-closed": (
        "  outside the sending hours now: nothing leaves before {when}",
        "  hiện ngoài khung giờ gửi: chưa tin nào được gửi trước {when}",
    ),
    "cli.ask-send": ("Send {n} messages now?", "Gửi {n} tin ngay bây giờ?"),
    "cli.not-compared": (
        "The template was not compared with the account's: {why}",
        "Chưa đối chiếu được mẫu tin với tài khoản: {why}",
    ),
    "cli.template-differs": (
        "the account's template differs: {text}",
        "mẫu trên tài khoản khác tệp mẫu: {text}",
    ),
    "cli.differs-pull": (
        "  update the file: zns-batch template pull {id} -a {account}",
        "  cập nhật tệp mẫu: zns-batch template pull {id} -a {account}",
    ),
    "cli.template-copied": (
        "Copied to {path}. Write your own template_id, text and parameters there, then: zns-batch sample -t {key} -o list.xlsx",
        "Đã chép vào {path}. Vui lòng ghi template_id, nội dung và tham số của bạn vào đó, rồi chạy: zns-batch sample -t {key} -o danh-sach.xlsx",
    ),
    "cli.init-needs": (
        "There is no terminal to ask at: give --template-id, and --param NAME for each parameter (or --text with <parameter> in it).",
        "Không có cửa sổ để hỏi: vui lòng ghi --template-id và --param TÊN cho từng tham số (hoặc --text có <tham_số>).",
    ),
    "cli.init-bad-param": (
        "--param {param} can't be read; write NAME, NAME:TYPE or NAME:TYPE:LENGTH, with a type of {types}.",
        "Không đọc được --param {param}; vui lòng viết TÊN, TÊN:KIỂU hoặc TÊN:KIỂU:ĐỘ_DÀI, kiểu là một trong {types}.",
    ),
    "cli.init-begin": (
        "A few questions make the template file. Zalo's page of the template shows the answers.",
        "Vài câu hỏi để tạo tệp mẫu. Các câu trả lời có trên trang mẫu tin tại Zalo.",
    ),
    "cli.init-ask-id": ("The template's id at Zalo:", "Mã mẫu tại Zalo:"),
    "cli.init-ask-name": ("What you call it (Enter: its id):", "Tên mẫu (Enter: lấy mã mẫu):"),
    "cli.init-ask-text": (
        "The message's text with <parameter> in its places; an empty line ends it (Enter: no text):",
        "Nội dung tin, có <tham_số> ở vị trí của nó; dòng trống để kết thúc (Enter: bỏ qua):",
    ),
    "cli.init-ask-price": (
        "Price of a message in VND (Enter: not known):",
        "Giá một tin, đồng (Enter: chưa biết):",
    ),
    "cli.init-types": (
        "A parameter's type is one of {types}.",
        "Kiểu của tham số là một trong {types}.",
    ),
    "cli.init-ask-first-param": (
        "A parameter's name, as at Zalo:",
        "Tên một tham số, đúng như tại Zalo:",
    ),
    "cli.init-ask-param": (
        "Another parameter (Enter: no more):",
        "Tham số khác (Enter: hết):",
    ),
    "cli.init-ask-type": ("{name}: type (Enter: text):", "{name}: kiểu (Enter: text):"),
    "cli.init-ask-length": (
        "{name}: most characters (Enter: no limit):",
        "{name}: số ký tự tối đa (Enter: không giới hạn):",
    ),
    "cli.init-empty": ("It can't be empty.", "Vui lòng không để trống."),
    "cli.init-no-number": (
        "Please write a whole number, digits alone.",
        "Vui lòng viết số nguyên, chỉ gồm chữ số.",
    ),
    "cli.init-no-type": ("Please write one of {types}.", "Vui lòng viết một trong {types}."),
    "cli.init-done": (
        "{path} is written. Next: zns-batch sample -t {key} -o list.xlsx",
        "Đã ghi {path}. Tiếp theo: zns-batch sample -t {key} -o danh-sach.xlsx",
    ),
    "cli.pulled-new": (
        "Template {id} “{name}” was written to {path}. Add the headers of your lists under "
        "`columns`, then: zns-batch sample -t {key} -o list.xlsx",
        "Đã ghi mẫu {id} “{name}” vào {path}. Bạn có thể thêm tên cột vào `columns`, rồi chạy: zns-batch sample -t {key} -o danh-sach.xlsx",
    ),
    "cli.pulled-again": (
        "{path} is up to date with template {id} “{name}”.",
        "{path} đã khớp với mẫu {id} “{name}”.",
    ),
    "cli.pulled-added": ("  new parameters: {names}", "  tham số mới: {names}"),
    "cli.pulled-removed": (
        "  parameters that the template no longer has, taken out: {names}",
        "  tham số không còn trong mẫu, đã bỏ: {names}",
    ),
    "cli.no-templates": ("The account has no template.", "Tài khoản chưa có mẫu tin nào."),
    "cli.template-shown": ("{name} ({id})", "{name} ({id})"),
    "cli.template-facts": (
        "  file: {path} · tag: {tag} · price: {price} · not charged if delivered after: {timeout}",
        "  tệp: {path} · nhãn: {tag} · giá: {price} · không tính phí nếu nhận sau: {timeout}",
    ),
    "cli.template-at-account": (
        "  at the account: {status} · quality {quality} · today's own quota: {quota}",
        "  trên tài khoản: {status} · chất lượng {quality} · hạn mức riêng hôm nay: {quota}",
    ),
    "cli.template-param": (
        "  {name}: {type}, {required}, {length}; columns: {columns}",
        "  {name}: {type}, {required}, {length}; cột: {columns}",
    ),
    "cli.param-required": ("required", "bắt buộc"),
    "cli.param-optional": ("optional", "không bắt buộc"),
    "cli.param-length": ("at most {n} characters", "tối đa {n} ký tự"),
    "cli.param-any-length": ("any length", "không giới hạn độ dài"),
    "cli.head.status": ("STATUS", "TRẠNG THÁI"),
    "cli.head.quality": ("QUALITY", "CHẤT LƯỢNG"),
    "cli.head.file": ("FILE", "TỆP MẪU"),
    "cli.seconds": ("{n} s", "{n} giây"),
    "cli.vnd": ("{n} VND", "{n} đồng"),
    "cli.pre-template-quota": (
        "  the template's own quota: {left} left today",
        "  hạn mức riêng của mẫu: hôm nay còn {left}",
    ),
    "cli.user-column": (
        "  user id ← column {letter} “{column}”",
        "  user id ← cột {letter} “{column}”",
    ),
    "cli.journey-column": (
        "  journey ← column {letter} “{column}”",
        "  hành trình ← cột {letter} “{column}”",
    ),
    "cli.sms-column": (
        "  SMS ← column {letter} “{column}”",
        "  SMS ← cột {letter} “{column}”",
    ),
    "cli.canary": (
        "trial: of the first {n} rows {accepted} were accepted.",
        "gửi thử: {accepted}/{n} dòng đầu đã được Zalo nhận.",
    ),
    "cli.ask-canary": (
        "Send the other {n} messages now?",
        "Gửi tiếp {n} tin còn lại ngay bây giờ?",
    ),
    "cli.canary-held": (
        "The other {n} rows were held back. Once the cause is fixed: zns-batch resume {id}",
        "{n} dòng còn lại được giữ lại. Sau khi khắc phục, gửi tiếp: zns-batch resume {id}",
    ),
    "cli.ask-skip": (
        "{n} rows can't be sent. Skip them and send the others?",
        "Có {n} dòng không hợp lệ. Bỏ qua các dòng đó và gửi phần còn lại?",
    ),
    "cli.ask-retry": ("Send {n} rows again?", "Gửi lại {n} dòng?"),
    "cli.ask-another-day": (
        "This campaign began on another day. Is its message still right for {n} rows?",
        "Chiến dịch này bắt đầu từ ngày khác. Nội dung còn phù hợp để gửi tiếp {n} dòng?",
    ),
    "cli.ask-cancel": (
        "Cancel campaign “{name}” for good? {n} rows will not be sent.",
        "Hủy hẳn chiến dịch “{name}”? {n} dòng sẽ không được gửi.",
    ),
    "cli.retry-unknown": (
        "Rows in doubt may have reached their customers: each one sent again may arrive, and cost, "
        "twice.",
        "Các dòng “chưa rõ” có thể đã tới khách hàng: gửi lại có thể khiến khách nhận và bạn trả "
        "tiền hai lần.",
    ),
    "cli.retry-final": (
        "{n} rejected rows are skipped: the customer refused, or the number can't exist, "
        "so sending again changes nothing. Use --code to send them anyway.",
        "Bỏ qua {n} dòng bị từ chối vì khách đã từ chối nhận hoặc số không tồn tại, gửi lại cũng vậy. "
        "Nếu vẫn muốn gửi, vui lòng dùng --code.",
    ),
    "cli.open-folder": (
        "Warning: every user of this machine can write to the folder {path}, which holds "
        'phones and tokens. Restrict it: chmod 700 "{path}"',
        "Cảnh báo: mọi người dùng của máy này đều sửa được thư mục {path}, nơi có số điện thoại và "
        'token. Vui lòng đóng lại: chmod 700 "{path}"',
    ),
    # ── while sending ──
    "cli.dry-run": ("dry run", "chạy thử"),
    "cli.dry-run-banner": (
        "DRY RUN: nothing is sent.",
        "CHẠY THỬ: không gửi tin nào.",
    ),
    "cli.resuming": (
        "Resuming campaign {id} “{name}”: {n} rows left",
        "Tiếp tục chiến dịch {id} “{name}”: còn {n} dòng",
    ),
    "cli.progress": (
        "{accepted} accepted, {rejected} rejected, {unknown} unknown, {speed}/s",
        "{accepted} đã nhận, {rejected} bị từ chối, {unknown} chưa rõ, {speed} tin/giây",
    ),
    "cli.progress-quota": ("quota left {n}", "hạn mức còn {n}"),
    "cli.progress-waits": ("waiting: {what}", "đang chờ: {what}"),
    "cli.stopping": (
        "Stopping: messages in flight are finished and recorded. Ctrl-C again exits at once.",
        "Đang dừng: các tin đang gửi sẽ được hoàn tất và ghi lại. Nhấn Ctrl-C lần nữa để thoát ngay.",
    ),
    # ── afterwards ──
    "cli.ended": ("Campaign {id}: {state}", "Chiến dịch {id}: {state}"),
    "cli.at": ("at {when}", "lúc {when}"),
    "cli.until": ("can continue from {when}", "gửi tiếp được từ {when}"),
    "cli.stopped-by": (
        "  reason {code}: {reason} {remedy}",
        "  lý do {code}: {reason} {remedy}",
    ),
    "cli.provider-said": ("  the provider said: {said}", "  nhà cung cấp trả lời: {said}"),
    "cli.report": ("Results workbook: {path}", "Tệp kết quả: {path}"),
    "cli.report-later": (
        "The results are safe; `zns-batch report {id} -o FILE.xlsx` writes the workbook elsewhere.",
        "Kết quả vẫn được lưu; dùng `zns-batch report {id} -o TỆP.xlsx` để ghi ra nơi khác.",
    ),
    "cli.report-not-kept": (
        "Practice results are not kept; free some space and rehearse again.",
        "Kết quả tập dượt không được lưu; vui lòng giải phóng dung lượng rồi tập dượt lại.",
    ),
    "cli.sample": (
        "{path} is ready for “{name}”. Fill it in, then: zns-batch check {path} -t {template}",
        "Đã tạo {path} cho “{name}”. Điền danh sách rồi chạy: zns-batch check {path} -t {template}",
    ),
    "cli.exported": (
        "{n} rows written for Zalo's campaign page: {files}",
        "Đã ghi {n} dòng cho trang gửi theo chiến dịch của Zalo: {files}",
    ),
    "cli.export-next": (
        "Upload at account.zalo.solutions, “Gửi theo chiến dịch”; compare the headers with the sample "
        "file that the page offers. What is sent there is not known here.",
        "Tải lên tại account.zalo.solutions, mục “Gửi theo chiến dịch”; vui lòng đối chiếu tiêu đề với tệp "
        "mẫu của trang đó. Tin gửi ở đó không được ghi nhận tại đây.",
    ),
    "cli.not-exported": (
        "{n} rows can't be sent, so nothing is written. Correct them, or add --skip-invalid to write the others.",
        "Có {n} dòng không hợp lệ nên chưa ghi tệp nào. Vui lòng sửa, hoặc thêm --skip-invalid để ghi các dòng còn lại.",
    ),
    # ── looking ──
    "cli.no-campaigns": ("There is no campaign yet.", "Chưa có chiến dịch nào."),
    "cli.no-such-campaigns": (
        "No campaign is like that. All of them: zns-batch campaigns",
        "Không có chiến dịch nào như vậy. Xem tất cả: zns-batch campaigns",
    ),
    "cli.more-campaigns": (
        "There are more: zns-batch campaigns {options}",
        "Còn nữa: zns-batch campaigns {options}",
    ),
    "cli.head.account": ("Account", "Tài khoản"),
    "cli.head.id": ("Campaign", "Chiến dịch"),
    "cli.head.template-id": ("ID", "Mã mẫu"),
    "cli.head.name": ("Name", "Tên"),
    "cli.head.when": ("Planned", "Lập lúc"),
    "cli.head.rows": ("Accepted", "Đã nhận"),
    "cli.head.state": ("State", "Trạng thái"),
    "cli.show-state": ("  state: {state}", "  trạng thái: {state}"),
    "cli.show-what": (
        "  list: {file} · template: {template} ({id}) · account: {account}",
        "  danh sách: {file} · mẫu tin: {template} ({id}) · tài khoản: {account}",
    ),
    "cli.show-when": ("  planned: {when}", "  lập lúc: {when}"),
    "cli.show-quota": ("  quota left: {left}", "  hạn mức còn: {left}"),
    "cli.show-resume": (
        "→ {n} rows are still to be sent: zns-batch resume {id}",
        "→ còn {n} dòng chưa gửi: zns-batch resume {id}",
    ),
    "cli.left": ("its process is gone", "tiến trình gửi đã dừng"),
    "cli.show-reason": (
        "{n} {state} ({code}): {reason} {remedy}",
        "{n} {state} ({code}): {reason} {remedy}",
    ),
    "cli.show-reason.no-code": (
        "{n} {state}: {reason} {remedy}",
        "{n} {state}: {reason} {remedy}",
    ),
    # ── demo and sandbox ──
    "cli.demo-starts": (
        "A stand-in for Zalo answers at {url}. Sending {file} to it; no Zalo account is needed and "
        "nothing leaves this machine.",
        "Máy chủ giả lập Zalo chạy tại {url}. Đang gửi {file} tới đó; không cần tài khoản Zalo và "
        "không có gì rời khỏi máy này.",
    ),
    "cli.demo-ends": (
        "The stand-in counted {accepted} messages. Open the results workbook in folder {folder}: "
        "the first sheet has a line for each customer, the second the summary.",
        "Máy chủ giả lập đã nhận {accepted} tin. Mở tệp kết quả trong thư mục {folder}: trang thứ "
        "nhất có từng khách hàng, trang thứ hai là tổng hợp.",
    ),
    "cli.sandbox-ready": (
        "The stand-in answers at {url} (Ctrl-C stops it). In another window: set "
        "ZNS_BASE_URL={url} and ZNS_ACCESS_TOKEN=sandbox, then send. What arrived: "
        "{url}/_sandbox/counts",
        "Máy chủ giả lập chạy tại {url} (Ctrl-C để dừng). Ở cửa sổ khác: đặt ZNS_BASE_URL={url} và "
        "ZNS_ACCESS_TOKEN=sandbox rồi gửi. Xem những gì đã tới: {url}/_sandbox/counts",
    ),
    "cli.sandbox-ready-gobysend": (
        "The stand-in for GobySend answers at {url} (Ctrl-C stops it). In another window: "
        "set ZNS_PROVIDER=gobysend, ZNS_BASE_URL={url}, ZNS_API_KEY=sandbox and "
        "ZNS_KEY_HEADER={header}, then send. What arrived: {url}/_sandbox/counts",
        "Máy chủ giả lập GobySend chạy tại {url} (Ctrl-C để dừng). Ở cửa sổ khác: đặt "
        "ZNS_PROVIDER=gobysend, ZNS_BASE_URL={url}, ZNS_API_KEY=sandbox và ZNS_KEY_HEADER={header} "
        "rồi gửi. Xem những gì đã tới: {url}/_sandbox/counts",
    ),
}
