"""Sentences about schedules and workers."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── what can't be understood ──
    "schedule.bad-cron": (
        "--cron “{cron}” can't be read, or names a day that never comes: give five fields such as “0 8 * * MON” (minute, hour, day, month, weekday).",
        "Không đọc được --cron “{cron}”, hoặc ngày đó không tồn tại: hãy ghi năm phần, ví dụ “0 8 * * MON” (phút, giờ, ngày, tháng, thứ).",
    ),
    "schedule.bad-cron@web": (
        "“{cron}” can't be read, or names a day that never comes: give five fields such as “0 8 * * MON” (minute, hour, day, month, weekday).",
        "Không đọc được “{cron}”, hoặc ngày đó không tồn tại: vui lòng ghi năm phần, ví dụ “0 8 * * MON” (phút, giờ, ngày, tháng, thứ).",
    ),
    "schedule.bad-every": (
        "--every “{text}” can't be read: give weekdays and a time, such as “Monday 08:00” or “Mon-Fri 8h30”.",
        "Không đọc được --every “{text}”: vui lòng ghi thứ và giờ, ví dụ “thứ Hai 08:00” hoặc “T2-T6 8h30”.",
    ),
    "schedule.bad-every@web": (
        "Choose at least one weekday, and a time such as 08:00.",
        "Vui lòng chọn ít nhất một thứ trong tuần và giờ gửi, ví dụ 08:00.",
    ),
    "schedule.bad-daily": (
        "--daily “{text}” is not a time of day: give one such as 08:00.",
        "--daily “{text}” không phải là giờ trong ngày: vui lòng ghi dạng 08:00.",
    ),
    "schedule.bad-daily@web": (
        "“{text}” is not a time of day: give one such as 08:00.",
        "“{text}” không phải là giờ trong ngày: vui lòng ghi dạng 08:00.",
    ),
    "schedule.bad-monthly": (
        "--monthly “{text}” can't be read: give a day (1 to 31, or L for the last) and a time, such as 5 08:00.",
        "Không đọc được --monthly “{text}”: vui lòng ghi ngày (1 đến 31, hoặc L cho ngày cuối tháng) và giờ, ví dụ 5 08:00.",
    ),
    "schedule.bad-monthly@web": (
        "Give a day of the month from 1 to 31, or the last day, and a time such as 08:00.",
        "Vui lòng ghi ngày từ 1 đến 31 hoặc chọn ngày cuối tháng, và giờ gửi, ví dụ 08:00.",
    ),
    "schedule.bad-zone": (
        "--tz “{zone}” is not a time zone: give a name such as Asia/Ho_Chi_Minh.",
        "--tz “{zone}” không phải là múi giờ: hãy ghi tên như Asia/Ho_Chi_Minh.",
    ),
    "schedule.bad-misfire": (
        "--misfire “{text}” can't be read: give once, skip, or how late is still "
        "acceptable, such as 2h.",
        "Không đọc được --misfire “{text}”: hãy ghi once, skip, hoặc trễ tối đa bao lâu, ví dụ 2h.",
    ),
    "schedule.bad-misfire@web": (
        "“{text}” can't be read: give how late is still acceptable, such as 2h.",
        "Không đọc được “{text}”: vui lòng ghi trễ tối đa bao lâu, ví dụ 2h.",
    ),
    "schedule.bad-email": (
        "--notify-email “{text}” is not an e-mail address: write it as an@example.com.",
        "--notify-email “{text}” không phải là địa chỉ email: hãy ghi dạng an@example.com.",
    ),
    "schedule.bad-email@web": (
        "“{text}” is not an e-mail address: write it as an@example.com.",
        "“{text}” không phải là địa chỉ email: vui lòng ghi dạng an@example.com.",
    ),
    "schedule.fixed-end": (
        "--expires “{text}” is a fixed date, which a recurring schedule passes only once: "
        "give a time or a duration such as 20:00 or 4h.",
        "--expires “{text}” ghi một ngày cụ thể, không dùng được cho lịch lặp lại: hãy ghi giờ hoặc khoảng thời gian, ví dụ 20:00 hoặc 4h.",
    ),
    "schedule.when": (
        "Say when, in one way: --at (once), or --daily, --every, --monthly or --cron (again and again).",
        "Vui lòng cho biết thời điểm bằng một cách: --at (một lần), hoặc --daily, --every, --monthly, --cron (lặp lại).",
    ),
    "schedule.when@web": (
        "Choose when the list is to be sent.",
        "Vui lòng chọn thời điểm gửi.",
    ),
    "schedule.pattern-once": (
        "“{file}” is a pattern: with --at name one file; a pattern goes with --cron.",
        "“{file}” là mẫu tên tệp: với --at hãy ghi một tệp cụ thể; mẫu tên chỉ dùng với --cron.",
    ),
    "schedule.not-a-file": (
        "A schedule reads its list anew each time: “{file}” is no file. Save the list as a file first.",
        "Lịch gửi đọc lại danh sách mỗi lần: “{file}” không phải là tệp. Vui lòng lưu danh sách thành tệp trước.",
    ),
    "schedule.out-once": (
        "-o names one workbook: with --cron name their folder with --folder.",
        "-o chỉ ghi một tệp: với --cron hãy dùng --folder để chọn thư mục.",
    ),
    # ── what became of a time ──
    "schedule.no-file": (
        "There is no list: no file matches {file}.",
        "Không có danh sách: không tệp nào khớp với {file}.",
    ),
    "schedule.changing": (
        "{file} was still being written after {minutes} minutes: it was left alone.",
        "Sau {minutes} phút, {file} vẫn đang được ghi nên chưa được gửi.",
    ),
    "schedule.stopped": (
        "The worker ended while {file} was still being written; the next worker goes on.",
        "Worker đã dừng khi {file} vẫn đang được ghi; worker tiếp theo sẽ làm tiếp.",
    ),
    "schedule.unchanged": (
        "{file} has not changed since the last time: nothing was sent.",
        "{file} không đổi so với lần trước: không gửi gì.",
    ),
    "schedule.empty": (
        "{file} has no row to send.",
        "{file} không có dòng nào cần gửi.",
    ),
    "schedule.missed": (
        "No worker was running at {when}, and --misfire is {misfire}: nothing was sent.",
        "Không có worker nào chạy lúc {when}, và --misfire là {misfire}: không gửi gì.",
    ),
    "schedule.missed@web": (
        "No worker was running at {when}: nothing was sent.",
        "Không có worker nào chạy lúc {when}: không gửi gì.",
    ),
    "schedule.held": (
        "{n} of the rows can't be sent; the campaign waits for approval: `zns-batch resume {id} --detach` sends the others.",
        "{n} dòng không gửi được; chiến dịch đang chờ duyệt: `zns-batch resume {id} --detach` sẽ gửi các dòng còn lại.",
    ),
    "schedule.held@web": (
        "{n} of the rows can't be sent; the campaign waits for a person, who can send the others on its page.",
        "{n} dòng không gửi được; chiến dịch đang chờ người xem, các dòng còn lại có thể gửi tiếp ở trang của chiến dịch.",
    ),
    "schedule.held-rule": (
        "{n:message waits|messages wait} for another person's approval; the campaign is {id}.",
        "{n} tin đang chờ người khác duyệt; mã chiến dịch là {id}.",
    ),
    "schedule.refused": (
        "{n} of the rows of {file} can't be sent: nothing was sent. They are listed in {report}.",
        "{n} dòng trong {file} không gửi được nên không gửi gì. Danh sách lỗi nằm trong {report}.",
    ),
    "schedule.crashed": (
        "It could not be planned because of an internal error ({what}); the log has the details.",
        "Không lập được chiến dịch do lỗi của chương trình ({what}); xem thêm trong nhật ký.",
    ),
    # ── the command ──
    "schedule.needs-yes": (
        "There is no terminal to ask for confirmation. Add --yes to schedule it without "
        "asking. Nothing was scheduled.",
        "Không hỏi xác nhận được vì không chạy trong cửa sổ lệnh. Thêm --yes để hẹn giờ mà không hỏi. Chưa hẹn giờ gửi gì.",
    ),
    "schedule.no-list-yet": (
        "No file matches {file} yet, so its columns could not be checked; one must exist "
        "when the time comes.",
        "Chưa có tệp nào khớp với {file} nên chưa kiểm tra được các cột; đến giờ gửi phải có tệp.",
    ),
    "schedule.found": (
        "Checked: {line}",
        "Đã kiểm tra: {line}",
    ),
    "schedule.added-once": (
        "Added {id} ({name}): campaign {campaign} will be sent on {when}.",
        "Đã thêm {id} ({name}): chiến dịch {campaign} sẽ được gửi lúc {when}.",
    ),
    "schedule.added": (
        "Added {id} ({name}). Next: {times}.",
        "Đã thêm {id} ({name}). Các lần tới: {times}.",
    ),
    "schedule.ask": (
        "Send {n} messages on {when}?",
        "Gửi {n} tin lúc {when}?",
    ),
    "schedule.not-added": ("No schedule was added.", "Chưa thêm lịch gửi nào."),
    "schedule.unnamed": ("schedule", "lich-gui"),
    "schedule.results": (
        "Results workbooks will be written to {folder}.",
        "Tệp kết quả sẽ nằm trong {folder}.",
    ),
    "schedule.no-worker": (
        "No worker is running now, so nothing would be sent. Start one: zns-batch worker",
        "Hiện không có worker nào đang chạy nên sẽ không có gì được gửi. Vui lòng chạy: zns-batch worker",
    ),
    "schedule.none": ("There are no schedules.", "Chưa có lịch gửi nào."),
    "schedule.removed": (
        "Removed {id} ({name}).",
        "Đã xóa {id} ({name}).",
    ),
    "schedule.removed-runs": (
        "Its campaign {campaign} is being sent and continues; `zns-batch cancel {campaign}` cancels it.",
        "Chiến dịch {campaign} của lịch này đang gửi và vẫn tiếp tục; dùng `zns-batch cancel {campaign}` để dừng hẳn.",
    ),
    "schedule.removed-cancelled": (
        "Its campaign {campaign} was cancelled: nothing of it was sent.",
        "Đã hủy chiến dịch {campaign} của lịch này: chưa gửi dòng nào.",
    ),
    "schedule.paused": (
        "Paused {id} ({name}). To resume it: zns-batch schedule resume {id}",
        "Đã tạm dừng {id} ({name}). Để tiếp tục: zns-batch schedule resume {id}",
    ),
    "schedule.resumed": (
        "Resumed {id} ({name}). Next: {times}.",
        "{id} ({name}) tiếp tục. Các lần tới: {times}.",
    ),
    "schedule.never": ("–", "–"),
    "schedule.cut-off": ("interrupted: add it again", "bị ngắt: vui lòng thêm lại"),
    "schedule.head.id": ("Id", "Mã"),
    "schedule.head.name": ("Name", "Tên"),
    "schedule.head.state": ("State", "Trạng thái"),
    "schedule.head.next": ("Next", "Lần tới"),
    "schedule.head.last": ("Result", "Kết quả"),
    "schedule.head.destination": ("Sends to", "Gửi tới"),
    "schedule.head.file": ("List", "Danh sách"),
    "schedule.state.active": ("active", "đang bật"),
    "schedule.state.paused": ("paused", "tạm dừng"),
    "schedule.state.over": ("over", "đã xong"),
    "schedule.run.planned": ("planned", "đã lập chiến dịch"),
    "schedule.run.held": ("waits for approval", "chờ duyệt"),
    "schedule.run.refused": ("not sent, bad rows", "không gửi, có dòng lỗi"),
    "schedule.run.unchanged": ("list unchanged", "danh sách không đổi"),
    "schedule.run.empty": ("nothing to send", "không có gì để gửi"),
    "schedule.run.no-file": ("no list", "không có danh sách"),
    "schedule.run.missed": ("missed", "bị lỡ"),
    "schedule.run.failed": ("failed", "thất bại"),
    "schedule.day.0": ("Monday", "thứ Hai"),
    "schedule.day.1": ("Tuesday", "thứ Ba"),
    "schedule.day.2": ("Wednesday", "thứ Tư"),
    "schedule.day.3": ("Thursday", "thứ Năm"),
    "schedule.day.4": ("Friday", "thứ Sáu"),
    "schedule.day.5": ("Saturday", "thứ Bảy"),
    "schedule.day.6": ("Sunday", "Chủ nhật"),
    "schedule.time": ("{when} ({day})", "{when} ({day})"),
    "schedule.time-elsewhere": (
        "{when} ({day}; {there} in {zone})",
        "{when} ({day}; {there} theo giờ {zone})",
    ),
    # ── when, in words ──
    "schedule.label.once": ("once", "một lần"),
    "schedule.label.daily": ("each day at {time}", "hằng ngày lúc {time}"),
    "schedule.label.span": ("{first} to {last} at {time}", "{first} đến {last} lúc {time}"),
    "schedule.label.weekly": ("{days} at {time}", "{days} lúc {time}"),
    "schedule.label.monthly": (
        "on day {day} of each month at {time}",
        "ngày {day} hằng tháng lúc {time}",
    ),
    "schedule.label.monthly-early": (
        "on day {day} of each month at {time}",
        "mùng {day} hằng tháng lúc {time}",
    ),
    "schedule.label.last-day": (
        "on the last day of each month at {time}",
        "ngày cuối mỗi tháng lúc {time}",
    ),
    "schedule.label.cron": ("by the cron line {cron}", "theo dòng cron {cron}"),
    "schedule.misfire.once": (
        "a missed time is made up for as soon as the program runs again",
        "giờ bị lỡ sẽ được gửi bù ngay khi chương trình chạy lại",
    ),
    "schedule.misfire.skip": (
        "a missed time is left out",
        "giờ bị lỡ sẽ được bỏ qua",
    ),
    "schedule.misfire.within": (
        "a missed time is made up for within {span}, and left out after that",
        "giờ bị lỡ được gửi bù trong vòng {span}, quá thời gian đó thì bỏ qua",
    ),
    "schedule.span.minutes": ("{n} min", "{n} phút"),
    "schedule.span.hours": ("{n} h", "{n} giờ"),
    "schedule.span.days": ("{n} d", "{n} ngày"),
    # ── the folders of the settings ──
    "schedule.outside": (
        "This folder is not allowed for schedules. An administrator sets the folders in [web] list_folders.",
        "Thư mục này không nằm trong các thư mục được phép. Quản trị viên đặt ở [web] list_folders.",
    ),
    "schedule.bad-name": (
        "“{name}” is not a file name in the folder: give a name such as orders.xlsx, or orders-*.xlsx for the newest of several, without slashes.",
        "“{name}” không phải là tên tệp trong thư mục: vui lòng ghi tên như don-hang.xlsx, hoặc don-hang-*.xlsx để lấy tệp mới nhất, không có dấu gạch chéo.",
    ),
    "schedule.bad-ending": (
        "The name has to end like a list: {endings}.",
        "Tên tệp phải có đuôi của danh sách: {endings}.",
    ),
    "schedule.no-template": (
        "Choose one of the templates.",
        "Vui lòng chọn một mẫu tin.",
    ),
    "schedule.bad-title": (
        "Give a name of at most {most} characters, on one line.",
        "Vui lòng ghi tên không quá {most} ký tự, trên một dòng.",
    ),
    # ── reminders: what can't be understood ──
    "remind.needs-on": (
        "{option} needs --on with the column that holds the dates.",
        "{option} cần đi cùng --on: vui lòng ghi tên cột chứa ngày.",
    ),
    "remind.bad-before": (
        "--before “{text}” can't be read: give days or weeks before the date, such as 3d or 2w.",
        "Không đọc được --before “{text}”: vui lòng ghi số ngày hoặc số tuần trước ngày hẹn, ví dụ 3d (3 ngày) hoặc 2w (2 tuần).",
    ),
    "remind.past-before": (
        "--before “{text}” would be after the date: give days before it, such as 3d, or 0d for the day itself.",
        "--before “{text}” rơi vào sau ngày hẹn: vui lòng ghi số ngày trước đó, ví dụ 3d, hoặc 0d để gửi đúng ngày.",
    ),
    "remind.long-before": (
        "--before “{text}” is too long: give at most {most} days.",
        "--before “{text}” quá dài: vui lòng ghi tối đa {most} ngày.",
    ),
    "remind.bad-at": (
        "--at “{text}” is not a time of day: with --on, give the time at which the reminders go each day, such as 09:00.",
        "--at “{text}” không phải là giờ trong ngày: khi dùng --on, vui lòng ghi giờ gửi nhắc mỗi ngày, ví dụ 09:00.",
    ),
    "remind.no-dates": (
        "{path}: column “{column}” ({letter}) holds no date (row {row}: “{shown}”); with --on, name the column of the dates, written as 22/11/2026.",
        "{path}: cột “{column}” ({letter}) không có ngày nào (dòng {row}: “{shown}”); với --on, vui lòng ghi tên cột chứa ngày, viết dạng 22/11/2026.",
    ),
    # ── reminders: what became of a day ──
    "remind.nobody-due": (
        "{file} has nobody to remind on {day}.",
        "{file} không có ai cần nhắc ngày {day}.",
    ),
    # ── reminders in words ──
    "remind.what": (
        "reminds by “{column}”: {before}",
        "nhắc theo cột “{column}”: {before}",
    ),
    "remind.what-yearly": (
        "reminds by “{column}” each year: {before}",
        "nhắc theo cột “{column}” hằng năm: {before}",
    ),
    "remind.day-before": ("the day before", "trước 1 ngày"),
    "remind.days-before": ("{n} days before", "trước {n} ngày"),
    "remind.same-day": ("on the day", "đúng ngày"),
    "remind.added": (
        "It {what}. Who is to be reminded stands in the list of each day; each person is reminded once of each date.",
        "Lịch này {what}. Mỗi lần gửi sẽ đọc lại danh sách; mỗi người chỉ được nhắc một lần cho mỗi ngày hẹn.",
    ),
    "remind.line": ("{id} ({name}) {what}", "{id} ({name}) {what}"),
    "remind.time": (
        "  {when}: messages: {n} (for {days})",
        "  {when}: {n} tin (cho ngày {days})",
    ),
    "remind.none-ahead": (
        "  Nobody in the list is to be reminded within a year.",
        "  Trong một năm tới, danh sách không có ai cần nhắc.",
    ),
    "remind.year": (
        "  Within a year, messages: {n}",
        "  Trong một năm tới: {n} tin",
    ),
    # ── left to the workers ──
    "schedule.detached": (
        "Campaign {id} ({name}) is handed to the workers: {n} messages. Follow it: zns-batch show {id}",
        "Chiến dịch {id} ({name}) đã giao cho worker: {n} tin. Theo dõi bằng: zns-batch show {id}",
    ),
    # ── the worker ──
    "worker.ready": (
        "Worker {id} is looking after campaigns, up to {slots} accounts at once. Ctrl-C stops it cleanly.",
        "Worker {id} đang hoạt động, gửi cho tối đa {slots} tài khoản cùng lúc. Nhấn Ctrl-C để dừng an toàn.",
    ),
    "worker.metrics": (
        "Metrics at {url}/metrics, health at {url}/health and {url}/ready.",
        "Số liệu tại {url}/metrics, tình trạng tại {url}/health và {url}/ready.",
    ),
    "worker.quota-warned": (
        "{when} · most of today's quota of account {account} is used: people were notified",
        "{when} · tài khoản {account} sắp hết hạn mức hôm nay: đã gửi thông báo",
    ),
    "worker.token-warned": (
        "{when} · the refresh token of account {account} ends soon: people were notified",
        "{when} · refresh token của tài khoản {account} sắp hết hạn: đã gửi thông báo",
    ),
    "worker.begins": (
        "{when} · {id} ({name}): started, {n} rows wait",
        "{when} · {id} ({name}): bắt đầu, còn {n} dòng chờ gửi",
    ),
    "worker.ends": (
        "{when} · {id} ({name}): {state}. {line}",
        "{when} · {id} ({name}): {state}. {line}",
    ),
    "worker.run": (
        "{when} · schedule {name}: {state}. {why}",
        "{when} · lịch {name}: {state}. {why}",
    ),
    "worker.not-told": (
        "{when} · {id}: a notification failed: {why}",
        "{when} · {id}: chưa báo được kết quả: {why}",
    ),
    "worker.no-report": (
        "{when} · {id}: the results workbook could not be written: {why} Later: zns-batch report {id}",
        "{when} · {id}: chưa ghi được tệp kết quả: {why} Ghi lại sau bằng: zns-batch report {id}",
    ),
    "worker.took-over": (
        "{when} · worker {id} is gone: its campaigns continue here",
        "{when} · worker {id} đã ngừng: các chiến dịch của nó được gửi tiếp tại đây",
    ),
    "worker.stopping": (
        "Finishing what is in flight; the campaigns wait for the next worker.",
        "Đang hoàn tất các tin đang gửi; chiến dịch sẽ chờ worker tiếp theo.",
    ),
    "worker.stopped": ("The worker has stopped.", "Worker đã dừng."),
    "worker.trouble": (
        "{when} · the ledger can't be used now: {why} Trying again.",
        "{when} · chưa dùng được sổ gửi tin: {why} Sẽ thử lại.",
    ),
    "worker.old-sqlite": (
        "A worker needs SQLite 3.42 or newer, but this Python has {found}: use Python "
        "3.11, install pysqlite3-binary, or move to PostgreSQL (ZNS_DATABASE_URL).",
        "Worker cần SQLite 3.42 trở lên, còn Python này có {found}: hãy dùng Python 3.11, cài pysqlite3-binary, hoặc chuyển sang PostgreSQL (ZNS_DATABASE_URL).",
    ),
    "worker.no-engine": (
        "The workers' queue can't be opened at {place}: {why}",
        "Không mở được hàng đợi của worker tại {place}: {why}",
    ),
    "worker.port-taken": (
        "--metrics {port} can't be used: {why}. Choose another port.",
        "Không dùng được --metrics {port}: {why}. Hãy chọn cổng khác.",
    ),
}
