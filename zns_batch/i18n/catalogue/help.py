"""The help of commands and options."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "help.usage": ("Usage", "Cách dùng"),
    "help.options": ("Options", "Tùy chọn"),
    "help.commands": ("Commands", "Các lệnh"),
    "help.required": ("[required]", "[bắt buộc]"),
    "help.default": ("[default: ", "[mặc định: "),
    "help.option.help": ("Show this message and exit.", "Hiện hướng dẫn này rồi thoát."),
    "help.root": (
        "Send a campaign of Zalo ZNS notifications from a spreadsheet: everything is "
        "checked first, nothing is sent twice, and a results workbook shows the outcome of "
        "each row.",
        "Gửi chiến dịch ZNS từ bảng tính: kiểm tra toàn bộ trước khi gửi, không gửi trùng, và xuất tệp kết quả cho từng dòng.",
    ),
    "help.root.more": (
        "\b\nExamples:\n  zns-batch demo\n  zns-batch sample -t don-hang -o list.xlsx\n  "
        "zns-batch check list.xlsx -t don-hang\n  zns-batch send list.xlsx -t don-hang\n\n"
        "Every option can also be set by an environment variable: --rate is ZNS_RATE.",
        "\x08\nVí dụ:\n  zns-batch demo\n  zns-batch sample -t don-hang -o danh-sach.xlsx\n  zns-batch check danh-sach.xlsx -t don-hang\n  zns-batch send danh-sach.xlsx -t don-hang\n\nMỗi tùy chọn đều có biến môi trường tương ứng: --rate là ZNS_RATE.",
    ),
    "help.demo.short": (
        "Try everything without a Zalo account",
        "Chạy thử toàn bộ, không cần tài khoản Zalo",
    ),
    "help.demo": (
        "Try everything without a Zalo account: start a stand-in for Zalo on this machine, "
        "send a sample list to it, and write the results workbook into the folder `demo`.",
        "Chạy thử toàn bộ quy trình, không cần tài khoản Zalo: mở máy chủ giả lập Zalo trên máy này, gửi danh sách mẫu tới đó và ghi tệp kết quả vào thư mục `demo`.",
    ),
    "help.demo.more": (
        "\x08\nExamples:\n  zns-batch demo\n  zns-batch demo --rows 500 --rate 50 --lang en",
        "\x08\nVí dụ:\n  zns-batch demo\n  zns-batch demo --rows 500 --rate 50 --lang en",
    ),
    "help.init.short": (
        "Make a template file by questions",
        "Tạo tệp mẫu bằng cách trả lời câu hỏi",
    ),
    "help.init": (
        "Make a template file in templates/ without writing TOML: the template's id, name, text, price and parameters are asked for, or given by options. A file that is there is never overwritten.",
        "Tạo tệp mẫu trong templates/ mà không cần viết TOML: chương trình hỏi mã, tên, nội dung, giá và các tham số, hoặc nhận qua tùy chọn. Không ghi đè tệp đã có.",
    ),
    "help.init.more": (
        '\x08\nExamples:\n  zns-batch init\n  zns-batch init --template-id 217489 --name "Order" --param customer_name:text:30 --param amount:currency',
        '\x08\nVí dụ:\n  zns-batch init\n  zns-batch init --template-id 217489 --name "Đơn hàng" --param customer_name:text:30 --param amount:currency',
    ),
    "help.option.init-template-id": ("The template's id at Zalo.", "Mã mẫu tại Zalo."),
    "help.option.init-name": (
        "What you call it; the file is named after it.",
        "Tên mẫu; tên tệp lấy theo tên này.",
    ),
    "help.option.init-text": (
        "The message's text with <parameter> in its places.",
        "Nội dung tin, có <tham_số> ở vị trí của nó.",
    ),
    "help.option.init-price": ("Price of a message in VND.", "Giá một tin, đồng."),
    "help.option.init-param": (
        "A parameter, with its type and its most characters; may be given several times.",
        "Một tham số, kèm kiểu và số ký tự tối đa; có thể dùng nhiều lần.",
    ),
    "help.sample.short": (
        "An empty recipient workbook for a template",
        "Tạo tệp danh sách trống cho một mẫu tin",
    ),
    "help.sample": (
        "Write an empty recipient workbook for a template: one column for each parameter with notes on type and length, and one example row.",
        "Tạo tệp danh sách trống cho một mẫu tin: mỗi tham số một cột, có ghi chú kiểu và độ dài, kèm một dòng ví dụ.",
    ),
    "help.sample.more": (
        "\x08\nExamples:\n  zns-batch sample -t don-hang -o list.xlsx",
        "\x08\nVí dụ:\n  zns-batch sample -t don-hang -o danh-sach.xlsx",
    ),
    "help.check.short": ("Check a whole list; send nothing", "Kiểm tra cả danh sách, không gửi"),
    "help.check": (
        "Check a whole list and report every problem by row and column. Sends nothing and "
        "opens no network connection. With -o, a copy of the list is written with the "
        "wrong cells marked, to be corrected and used again.",
        "Kiểm tra cả danh sách và báo mọi lỗi theo dòng, cột. Không gửi tin, không kết nối mạng. Với -o, ghi một bản sao danh sách có đánh dấu ô sai để sửa và dùng lại.",
    ),
    "help.check.more": (
        '\x08\nExamples:\n  zns-batch check list.xlsx -t don-hang\n  zns-batch check list.xlsx -t don-hang -o problems.xlsx\n  zns-batch check list.csv -t don-hang --phone "Mobile" --map amount=F --json',
        '\x08\nVí dụ:\n  zns-batch check danh-sach.xlsx -t don-hang\n  zns-batch check danh-sach.xlsx -t don-hang -o loi.xlsx\n  zns-batch check danh-sach.csv -t don-hang --phone "Di động" --map amount=F --json',
    ),
    "help.preview.short": ("Show what one row would send", "Xem trước một dòng sẽ gửi gì"),
    "help.preview": (
        "Show what one row would send: phone, parameters, and the message's text where the template has one. Sends nothing.",
        "Xem một dòng sẽ gửi gì: số điện thoại, tham số và nội dung tin nếu mẫu có. Không gửi tin.",
    ),
    "help.preview.more": (
        "\x08\nExamples:\n  zns-batch preview list.xlsx -t don-hang\n  zns-batch preview list.xlsx -t don-hang --row 17",
        "\x08\nVí dụ:\n  zns-batch preview danh-sach.xlsx -t don-hang\n  zns-batch preview danh-sach.xlsx -t don-hang --row 17",
    ),
    "help.export.short": (
        "The checked list as a file for Zalo's campaign page",
        "Xuất danh sách cho trang gửi theo chiến dịch",
    ),
    "help.export": (
        "Check a list and write its good rows as the file that Zalo's own page “Gửi theo chiến dịch” takes, "
        "for an OA whose package has no API: parameter names as headers, phones and dates in Zalo's form, "
        "text cells, several files above 100,000 rows. Sends nothing; what that page sends does not stand "
        "in the ledger.",
        "Kiểm tra danh sách rồi ghi các dòng hợp lệ thành tệp dùng cho trang “Gửi theo chiến dịch” của Zalo, "
        "dành cho OA có gói dịch vụ không gồm API: tên tham số làm tiêu đề, số điện thoại và ngày theo dạng "
        "của Zalo, ô dạng văn bản, nhiều tệp khi quá 100.000 dòng. Không gửi tin; tin gửi từ trang đó không "
        "có trong sổ gửi tin.",
    ),
    "help.export.more": (
        "\x08\nExamples:\n  zns-batch export list.xlsx -t don-hang -o upload.xlsx",
        "\x08\nVí dụ:\n  zns-batch export danh-sach.xlsx -t don-hang -o tai-len.xlsx",
    ),
    "help.send.short": (
        "Send a list and write the results workbook",
        "Gửi danh sách và ghi tệp kết quả",
    ),
    "help.send": (
        "Check a list, show what will be sent and what it will cost, ask once, send every "
        "good row once, and write the results workbook. A list that was sent before is "
        "refused. Exit codes: 0 all accepted, 1 some rows not, 2 could not start, 3 paused "
        "(`resume` goes on), 4 needs a person.",
        "Kiểm tra danh sách, cho xem sẽ gửi gì và chi phí, hỏi xác nhận một lần, gửi mỗi dòng hợp lệ đúng một lần rồi ghi tệp kết quả. Danh sách đã gửi rồi sẽ bị từ chối. Mã thoát: 0 tất cả đã nhận, 1 có dòng chưa được nhận, 2 không bắt đầu được, 3 tạm dừng (`resume` để gửi tiếp), 4 cần người xử lý.",
    ),
    "help.send.more": (
        "\x08\nExamples:\n  zns-batch send list.xlsx -t don-hang --dry-run\n  zns-batch send list.xlsx -t don-hang\n  zns-batch send list.xlsx -t don-hang --skip-invalid --rate 20 --yes\n  zns-batch send list.xlsx -t don-hang --window 08:00-21:30 --wait --yes",
        "\x08\nVí dụ:\n  zns-batch send danh-sach.xlsx -t don-hang --dry-run\n  zns-batch send danh-sach.xlsx -t don-hang\n  zns-batch send danh-sach.xlsx -t don-hang --skip-invalid --rate 20 --yes\n  zns-batch send danh-sach.xlsx -t don-hang --window 08:00-21:30 --wait --yes",
    ),
    "help.resume.short": (
        "Resume a paused or interrupted campaign",
        "Gửi tiếp chiến dịch đang dừng",
    ),
    "help.resume": (
        "Resume a campaign that paused or was interrupted. Rows that may have been in "
        "flight stay `unknown` and are not sent again. CAMPAIGN is its id, its name, or "
        "`latest`.",
        "Gửi tiếp chiến dịch đang tạm dừng hoặc bị ngắt. Các dòng có thể đã gửi dở giữ trạng thái “chưa rõ” và không tự gửi lại. CAMPAIGN là mã, tên chiến dịch hoặc `latest`.",
    ),
    "help.resume.more": (
        "\x08\nExamples:\n  zns-batch resume latest\n  zns-batch resume latest --wait --yes",
        "\x08\nVí dụ:\n  zns-batch resume latest\n  zns-batch resume latest --wait --yes",
    ),
    "help.pause.short": ("Pause a campaign", "Tạm dừng một chiến dịch"),
    "help.pause": (
        "Pause a campaign, also one that runs in another window: messages in flight are "
        "finished and recorded.",
        "Tạm dừng một chiến dịch, kể cả đang chạy ở cửa sổ khác: các tin đang gửi được hoàn tất và ghi lại.",
    ),
    "help.pause.more": (
        "\x08\nExamples:\n  zns-batch pause latest",
        "\x08\nVí dụ:\n  zns-batch pause latest",
    ),
    "help.cancel.short": ("Cancel a campaign for good", "Hủy một chiến dịch"),
    "help.cancel": (
        "Cancel a campaign for good, also one that runs in another window: waiting rows "
        "are not sent.",
        "Hủy hẳn một chiến dịch, kể cả đang chạy ở cửa sổ khác: các dòng đang chờ sẽ không được gửi.",
    ),
    "help.cancel.more": (
        "\x08\nExamples:\n  zns-batch cancel latest",
        "\x08\nVí dụ:\n  zns-batch cancel latest",
    ),
    "help.retry.short": ("Send rows in given states again", "Gửi lại các dòng theo trạng thái"),
    "help.retry": (
        "Send rows in given states again, under new tracking ids. Rows in doubt "
        "(`unknown`) are only ever sent again when they are named here.",
        "Gửi lại các dòng ở những trạng thái được chọn, với mã đối soát mới. Dòng “chưa rõ” (`unknown`) chỉ được gửi lại khi nêu rõ ở đây.",
    ),
    "help.retry.more": (
        "\x08\nExamples:\n  zns-batch retry latest --status rejected\n  zns-batch retry latest --status rejected,unknown --yes",
        "\x08\nVí dụ:\n  zns-batch retry latest --status rejected\n  zns-batch retry latest --status rejected,unknown --yes",
    ),
    "help.campaigns.short": ("List the campaigns", "Liệt kê các chiến dịch"),
    "help.campaigns": (
        "List the campaigns, newest first, or those of an account, in a state, or since a date.",
        "Liệt kê các chiến dịch, mới nhất trước; có thể chọn theo tài khoản, trạng thái hoặc từ một ngày.",
    ),
    "help.campaigns.more": (
        "\x08\nExamples:\n  zns-batch campaigns\n  zns-batch campaigns -a shop --state paused --since 7d\n  zns-batch campaigns --json",
        "\x08\nVí dụ:\n  zns-batch campaigns\n  zns-batch campaigns -a shop --state paused --since 7d\n  zns-batch campaigns --json",
    ),
    "help.option.campaigns-account": (
        "Only campaigns of this account.",
        "Chỉ các chiến dịch của tài khoản này.",
    ),
    "help.option.campaigns-state": (
        "Only campaigns in this state; may be given several times.",
        "Chỉ các chiến dịch ở trạng thái này; có thể dùng nhiều lần.",
    ),
    "help.option.campaigns-since": (
        "Only campaigns planned on this date or later: 01/12/2026, 2026-12-01, or 7d for seven days ago.",
        "Chỉ các chiến dịch lập từ ngày này: 01/12/2026, 2026-12-01, hoặc 7d cho bảy ngày trước.",
    ),
    "help.option.campaigns-until": (
        "Only campaigns of this day or earlier: 2026-12-01, 01/12/2026, either with a time, or 7d.",
        "Chỉ các chiến dịch đến hết ngày này: 2026-12-01, 01/12/2026, có thể kèm giờ, hoặc 7d.",
    ),
    "help.option.campaigns-search": (
        "Only campaigns with this text in their name, ID or file, whatever its case and accents.",
        "Chỉ các chiến dịch có chữ này trong tên, mã hoặc tên tệp; không phân biệt hoa thường và dấu.",
    ),
    "help.option.campaigns-limit": (
        "At most N campaigns; what shows the next ones is printed below them.",
        "Nhiều nhất N chiến dịch; lệnh xem tiếp được in ở cuối.",
    ),
    "help.option.campaigns-after": (
        "The page after this one, as the page before prints it.",
        "Trang tiếp theo, do trang trước in ra.",
    ),
    "help.show.short": ("Show one campaign with counts and reasons", "Xem một chiến dịch"),
    "help.show": (
        "Show one campaign: its counts, why rows were not accepted and what to do, and "
        "what it waits for.",
        "Xem một chiến dịch: số lượng, lý do và cách xử lý các dòng chưa được nhận, và đang chờ điều gì.",
    ),
    "help.show.more": (
        "\x08\nExamples:\n  zns-batch show latest\n  zns-batch show latest --json",
        "\x08\nVí dụ:\n  zns-batch show latest\n  zns-batch show latest --json",
    ),
    "help.report.short": ("Write the results workbook again", "Ghi lại tệp kết quả"),
    "help.report": (
        "Write a campaign's results workbook again, at any time, also while it runs.",
        "Ghi lại tệp kết quả của chiến dịch bất cứ lúc nào, kể cả khi đang chạy.",
    ),
    "help.report.more": (
        "\x08\nExamples:\n  zns-batch report latest -o results.xlsx",
        "\x08\nVí dụ:\n  zns-batch report latest -o ket-qua.xlsx",
    ),
    "help.receipts.short": (
        "Check which messages were delivered",
        "Hỏi xem tin nào đã đến máy khách",
    ),
    "help.receipts": (
        "Ask the provider which of a campaign's messages have reached the phone and when, "
        "and merge that into the ledger. Where the provider can look a message up by its "
        "tracking ID, rows in doubt are settled too. Can be stopped and run again at any "
        "time.",
        "Hỏi nhà cung cấp xem tin nào của chiến dịch đã đến máy khách và lúc nào, rồi ghi vào sổ. Nếu nhà cung cấp tra được theo mã đối soát, các dòng chưa rõ cũng được xác định. Có thể dừng và chạy lại bất cứ lúc nào.",
    ),
    "help.receipts.more": (
        "\x08\nExamples:\n  zns-batch receipts latest\n  zns-batch receipts latest --rate 5 -o results.xlsx",
        "\x08\nVí dụ:\n  zns-batch receipts latest\n  zns-batch receipts latest --rate 5 -o ket-qua.xlsx",
    ),
    "help.notify.short": (
        "Show or test notifications",
        "Xem và thử cách báo kết quả",
    ),
    "help.notify": (
        "Show how people are notified after a worker's run: by a command, a webhook or an "
        "e-mail, as set up under [notify] in zns-batch.toml. With --test a test is sent "
        "through each channel, and one line tells whether it arrived. See "
        "docs/notifications.md.",
        "Xem cách báo kết quả sau mỗi lần worker chạy: bằng chương trình, webhook hoặc email, theo mục [notify] của zns-batch.toml. Với --test, gửi một tin báo thử qua từng cách và cho biết tin có đến hay không. Xem docs/notifications.vi.md.",
    ),
    "help.notify.more": (
        "\x08\nExamples:\n  zns-batch notify\n  zns-batch notify --test\n  zns-batch notify --test --json",
        "\x08\nVí dụ:\n  zns-batch notify\n  zns-batch notify --test\n  zns-batch notify --test --json",
    ),
    "help.option.notify-test": (
        "Send a test through each channel that is set up.",
        "Gửi tin báo thử qua từng cách đã cấu hình.",
    ),
    # ── schedules and workers ──
    "help.schedule.short": (
        "Campaigns that are sent automatically",
        "Chiến dịch tự gửi theo lịch",
    ),
    "help.schedule": (
        "Send lists at a given time, or repeatedly. A worker (`zns-batch worker`) must be "
        "running when the time comes.",
        "Hẹn giờ gửi danh sách, một lần hoặc lặp lại. Đến giờ, phải có một worker đang chạy (`zns-batch worker`).",
    ),
    "help.schedule.more": (
        '\b\nExamples:\n  zns-batch schedule add list.xlsx -t don-hang --at "2026-12-01 08:00"\n  zns-batch schedule list',
        '\b\nVí dụ:\n  zns-batch schedule add danh-sach.xlsx -t don-hang --at "2026-12-01 08:00"\n  zns-batch schedule list',
    ),
    "help.schedule-add.short": ("Schedule a list", "Hẹn giờ gửi một danh sách"),
    "help.schedule-add": (
        "Send a list at a given time (--at), or repeatedly (--daily, --every, --monthly, "
        "--cron). With --at the list is checked and frozen now: what changes in the file later "
        "makes no difference. With the others the file, or the newest that a pattern matches, is read and checked anew "
        "each time; one that has not changed since the last time is not sent again. With --on it is a reminder: each time only those are written to whose date has come (--before).",
        "Hẹn giờ gửi một danh sách: một lần (--at) hoặc lặp lại (--daily, --every, --monthly, --cron). Với --at, danh sách được kiểm tra và chốt ngay bây giờ: tệp có thay đổi về sau cũng không ảnh hưởng. Khi lặp lại, mỗi lần sẽ đọc và kiểm tra lại tệp, hoặc tệp mới nhất khớp với mẫu tên; tệp không đổi so với lần trước sẽ không gửi lại. Với --on, lịch trở thành lời nhắc: mỗi lần chỉ gửi cho những người đã đến ngày (--before).",
    ),
    "help.schedule-add.more": (
        '\b\nExamples:\n  zns-batch schedule add list.xlsx -t don-hang --at "2026-12-01 08:00"\n  zns-batch schedule add "/data/erp/no-*.xlsx" -t hoc-phi --monthly 5 08:00 --bad-rows send\n  zns-batch schedule add list.csv -t don-hang --every "Monday 08:00" --misfire 2h --notify-email an@example.com\n  zns-batch schedule add list.xlsx -t don-hang --on "Appointment" --before 3d --at 09:00',
        '\b\nVí dụ:\n  zns-batch schedule add danh-sach.xlsx -t don-hang --at "2026-12-01 08:00"\n  zns-batch schedule add "/data/erp/no-*.xlsx" -t hoc-phi --monthly 5 08:00 --bad-rows send\n  zns-batch schedule add danh-sach.csv -t don-hang --every "thứ Hai 08:00" --misfire 2h --notify-email an@example.com\n  zns-batch schedule add danh-sach.xlsx -t don-hang --on "Ngày tái khám" --before 3d --at 09:00',
    ),
    "help.schedule-list.short": (
        "List the schedules and their next times",
        "Các lịch gửi và lần tới",
    ),
    "help.schedule-list": (
        "List the schedules: their next times, and the result of the last one.",
        "Liệt kê các lịch gửi: lần gửi tới và kết quả lần trước.",
    ),
    "help.schedule-list.more": (
        "\b\nExamples:\n  zns-batch schedule list\n  zns-batch schedule list --json",
        "\b\nVí dụ:\n  zns-batch schedule list\n  zns-batch schedule list --json",
    ),
    "help.schedule-remove.short": ("Remove a schedule", "Xóa một lịch gửi"),
    "help.schedule-remove": (
        "Remove a schedule. Its campaign is cancelled when it has not begun; one that is "
        "being sent goes on.",
        "Xóa một lịch gửi. Chiến dịch chưa bắt đầu sẽ bị hủy; chiến dịch đang gửi vẫn tiếp tục.",
    ),
    "help.schedule-remove.more": (
        "\b\nExamples:\n  zns-batch schedule remove s4k2m9x",
        "\b\nVí dụ:\n  zns-batch schedule remove s4k2m9x",
    ),
    "help.schedule-pause.short": ("Pause a schedule", "Tạm dừng một lịch gửi"),
    "help.schedule-pause": (
        "Pause a schedule. Times that pass meanwhile are not made up for; a campaign that is being sent goes on.",
        "Tạm dừng một lịch gửi. Các lần rơi vào lúc tạm dừng sẽ không được gửi bù; chiến dịch đang gửi vẫn tiếp tục.",
    ),
    "help.schedule-pause.more": (
        "\b\nExamples:\n  zns-batch schedule pause s4k2m9x",
        "\b\nVí dụ:\n  zns-batch schedule pause s4k2m9x",
    ),
    "help.schedule-resume.short": ("Resume a schedule", "Cho lịch gửi chạy tiếp"),
    "help.schedule-resume": (
        "Resume a paused schedule from its next time.",
        "Cho lịch gửi đang tạm dừng chạy tiếp từ lần tới.",
    ),
    "help.schedule-resume.more": (
        "\b\nExamples:\n  zns-batch schedule resume s4k2m9x",
        "\b\nVí dụ:\n  zns-batch schedule resume s4k2m9x",
    ),
    "help.worker.short": (
        "Send what is scheduled, queued or paused",
        "Gửi chiến dịch đã hẹn giờ, đang chờ hoặc tạm dừng",
    ),
    "help.worker": (
        "Send what is scheduled, left to the workers (send --detach), or paused until a "
        "moment that has come. Runs until Ctrl-C or SIGTERM, and then finishes what is in "
        "flight. Several may run: when one dies, another continues its campaigns.",
        "Gửi các chiến dịch đã đến giờ hẹn, được giao cho worker (send --detach), hoặc tạm dừng và đã đến lúc gửi tiếp. Chạy cho đến khi nhấn Ctrl-C hoặc nhận SIGTERM; khi đó các tin đang gửi được hoàn tất. Có thể chạy nhiều worker: một worker ngừng đột ngột thì worker khác gửi tiếp.",
    ),
    "help.worker.more": (
        "\b\nExamples:\n  zns-batch worker\n  zns-batch worker --slots 16 --metrics 9464",
        "\b\nVí dụ:\n  zns-batch worker\n  zns-batch worker --slots 16 --metrics 9464",
    ),
    "help.option.at": (
        "When, once: “2026-12-01 08:00”, “01/12/2026 08:00”, “08:00” (the next one) or “+2h”.",
        "Gửi một lần, vào lúc: “2026-12-01 08:00”, “01/12/2026 08:00”, “08:00” (lần gần nhất) hoặc “+2h”.",
    ),
    "help.option.cron": (
        "When, repeatedly: minute, hour, day, month, weekday. “0 8 * * MON” is each Monday "
        "at 08:00, “0 8 5 * *” the 5th of each month, “0 8 L * *” its last day.",
        "Gửi lặp lại: phút, giờ, ngày, tháng, thứ. “0 8 * * MON” là 08:00 mỗi thứ Hai, “0 8 5 * *” là 08:00 ngày 5 hằng tháng, “0 8 L * *” là ngày cuối tháng.",
    ),
    "help.option.every": (
        "Each week: weekdays and a time, such as “Monday 08:00” or “Mon-Fri 8h30”.",
        "Gửi lặp lại hằng tuần: thứ và giờ, ví dụ “thứ Hai 08:00” hoặc “T2-T6 8h30”.",
    ),
    "help.option.daily": (
        "Each day at a time, such as 08:00.",
        "Gửi lặp lại hằng ngày vào giờ này, ví dụ 08:00.",
    ),
    "help.option.monthly": (
        "Each month: a day (1 to 31, or L for the last) and a time, such as 5 08:00.",
        "Gửi lặp lại hằng tháng: ngày (1 đến 31, hoặc L cho ngày cuối tháng) và giờ, ví dụ 5 08:00.",
    ),
    "help.option.on": (
        "Remind: send to those rows whose date in this column has come. --at is then the time of each day; the list is read anew each time, and each person is reminded once of each date.",
        "Nhắc hẹn: chỉ gửi cho các dòng đã đến ngày ghi trong cột này. Khi đó --at là giờ gửi mỗi ngày; danh sách được đọc lại mỗi lần, mỗi người chỉ được nhắc một lần cho mỗi ngày hẹn.",
    ),
    "help.option.before": (
        "With --on: how long before the date, such as 3d or 2w (without it: on the day itself). Can be repeated.",
        "Dùng với --on: nhắc trước bao lâu, ví dụ 3d (3 ngày) hoặc 2w (2 tuần); không ghi thì nhắc đúng ngày. Có thể ghi nhiều lần.",
    ),
    "help.option.yearly": (
        "With --on: the dates come round each year, such as birthdays. 29 February is the 28th where a year has none.",
        "Dùng với --on: ngày lặp lại hằng năm, ví dụ sinh nhật. Năm không có ngày 29/02 thì tính là 28/02.",
    ),
    "help.option.tz": ("Time zone of --at and --cron.", "Múi giờ của --at và --cron."),
    "help.option.misfire": (
        "When no worker was running in time: send once when one runs again (once), only if "
        "it is at most this late (2h, 30m, 1d), or not at all (skip).",
        "Khi lỡ giờ vì không có worker: gửi bù một lần khi có worker trở lại (once), chỉ gửi bù nếu trễ không quá mức này (2h, 30m, 1d), hoặc bỏ qua (skip).",
    ),
    "help.option.bad-rows": (
        "When some rows can't be sent: send the others, refuse the list, or hold it until "
        "a person approves (default; with --on the others are sent). With --at: hold and refuse both add nothing.",
        "Khi có dòng không gửi được: gửi các dòng còn lại (send), không gửi cả danh sách (refuse), hoặc chờ duyệt (hold, mặc định; với --on thì mặc định là send). Với --at: hold và refuse đều không thêm lịch.",
    ),
    "help.option.folder": (
        "Folder of the results workbooks (default: zns-results beside the list).",
        "Thư mục chứa tệp kết quả (mặc định: zns-results cạnh danh sách).",
    ),
    "help.option.notify-email": (
        "E-mail the result to this address instead of those in the settings; can be given "
        "more than once.",
        "Báo kết quả tới địa chỉ này, thay cho địa chỉ trong cấu hình; có thể ghi nhiều lần.",
    ),
    "help.option.schedule-name": (
        "The schedule's name (default: after the list).",
        "Tên của lịch gửi (mặc định: theo tên danh sách).",
    ),
    "help.option.detach": (
        "Leave the campaign to the workers (`zns-batch worker`) instead of sending it here.",
        "Giao chiến dịch cho worker (`zns-batch worker`) thay vì gửi tại đây.",
    ),
    "help.option.slots": (
        "Accounts to send for at once; all workers share one number, that of the last one started.",
        "Số tài khoản gửi cùng lúc; mọi worker dùng chung một số, theo worker khởi động sau cùng.",
    ),
    "help.option.metrics": (
        "Port for Prometheus metrics and health, on this machine only; 0 picks a free one.",
        "Cổng số liệu Prometheus và tình trạng, chỉ mở trên máy này; 0 để tự chọn cổng trống.",
    ),
    "help.option.metrics-host": (
        "Where --metrics listens. Whoever reaches it sees account names and counts; there is no password.",
        "Địa chỉ mở cổng --metrics. Ai truy cập được sẽ thấy tên tài khoản và số lượng; không có mật khẩu.",
    ),
    # ── looking after the ledger ──
    "help.purge.short": (
        "Erase customers' data from old campaigns",
        "Xóa dữ liệu khách hàng khỏi chiến dịch cũ",
    ),
    "help.purge": (
        "Erase names, phones, cells and what customers wrote from campaigns that ended "
        "longer ago than --older-than. Counts, states, codes, ids, times and the hashes by "
        "which a list that was sent is recognised stay. Campaigns with rows that wait or "
        "are in doubt stay whole. Lists uploaded to the pages and untouched for as long go "
        "with their files. Log files and results workbooks are not touched. It can't be "
        "undone.",
        "Xóa tên, số điện thoại, nội dung ô và lời khách viết khỏi các chiến dịch đã kết thúc lâu hơn --older-than. Số đếm, trạng thái, mã lỗi, mã tin, thời gian và mã băm để nhận ra danh sách đã gửi vẫn được giữ. Chiến dịch còn dòng chờ gửi hoặc chưa rõ được giữ nguyên. Danh sách đã tải lên các trang và lâu như vậy không ai đụng tới cũng bị xóa cùng tệp. Không động đến nhật ký và tệp kết quả. Không thể hoàn tác.",
    ),
    "help.purge.more": (
        "\x08\nExamples:\n  zns-batch purge --older-than 180d --dry-run\n  zns-batch purge --older-than 180d --yes",
        "\x08\nVí dụ:\n  zns-batch purge --older-than 180d --dry-run\n  zns-batch purge --older-than 180d --yes",
    ),
    "help.option.older-than": (
        "How long ago a campaign must have ended: 180d, or 36h.",
        "Chiến dịch phải kết thúc cách đây bao lâu: 180d (ngày) hoặc 36h (giờ).",
    ),
    "help.option.purge-dry-run": (
        "Show what would be erased, and change nothing.",
        "Chỉ cho biết sẽ xóa những gì, không thay đổi gì.",
    ),
    "help.option.purge-hash": (
        "Keep the numbers of the never-send list only as hashes under a key of this installation: they still hold, and nobody can read them.",
        "Chỉ giữ các số trong danh sách không gửi dưới dạng mã băm với khóa riêng của máy này: vẫn được áp dụng nhưng không ai đọc lại được số.",
    ),
    "help.option.purge-yes": (
        "Erase it without asking.",
        "Xóa luôn, không hỏi lại.",
    ),
    "help.backup.short": ("Copy the ledger while it is in use", "Sao lưu sổ gửi tin"),
    "help.backup": (
        "Write a whole and consistent copy of the ledger's file, also while campaigns are being sent. The copy holds phones and tokens: keep it as safe as the ledger. A ledger in PostgreSQL is copied with pg_dump; the command is shown. See docs/operations.md for restoring.",
        "Ghi một bản sao đầy đủ và nhất quán của sổ gửi tin, kể cả khi đang gửi. Bản sao có số điện thoại và token: hãy giữ kín như sổ gốc. Sổ trong PostgreSQL được sao lưu bằng pg_dump; chương trình sẽ cho xem lệnh. Cách khôi phục: docs/operations.vi.md.",
    ),
    "help.backup.more": (
        "\x08\nExamples:\n  zns-batch backup ledger-2026-12-01.db\n  zns-batch backup /backup/zns.db --yes",
        "\x08\nVí dụ:\n  zns-batch backup so-gui-tin-2026-12-01.db\n  zns-batch backup /backup/zns.db --yes",
    ),
    "help.option.backup-yes": (
        "Overwrite an existing copy.",
        "Ghi đè bản sao đã có.",
    ),
    "help.serve.short": (
        "Serve the web pages, and receive Zalo's events",
        "Mở trang web, và nhận thông báo do Zalo gửi về (webhook)",
    ),
    "help.serve": (
        "Serve the web pages until Ctrl-C: upload a list, check it, look at the messages, send, watch. A child process sends what is confirmed, as `zns-batch worker` does. At the first start a link is printed that makes the first person. The same address receives Zalo's events (a message has arrived, a customer rated it, a template changed) at /webhook/zalo/ACCOUNT; that needs the OA's secret key, and in front of it a server that speaks HTTPS. See docs/receipts.md.",
        "Mở các trang web cho đến khi nhấn Ctrl-C: tải danh sách lên, kiểm tra, xem trước, gửi, theo dõi. Một tiến trình con gửi những gì đã bấm gửi, như `zns-batch worker`. Lần chạy đầu tiên sẽ in ra liên kết để tạo người dùng đầu tiên. Cũng tại địa chỉ này, thông báo của Zalo (tin đã đến, khách đánh giá, mẫu tin thay đổi) được nhận ở /webhook/zalo/TÀI_KHOẢN; phần này cần khóa bí mật OA và một máy chủ HTTPS đặt phía trước. Xem docs/receipts.vi.md.",
    ),
    "help.serve.more": (
        "\x08\nExamples:\n  zns-batch serve --open\n  zns-batch serve --no-worker\n  zns-batch serve --webhook-only --host 0.0.0.0 --port 8484",
        "\x08\nVí dụ:\n  zns-batch serve --open\n  zns-batch serve --no-worker\n  zns-batch serve --webhook-only --host 0.0.0.0 --port 8484",
    ),
    "help.option.no-worker": (
        "Start no worker; campaigns wait for one that runs elsewhere (`zns-batch worker`).",
        "Không khởi động worker; chiến dịch chờ worker chạy ở nơi khác (`zns-batch worker`).",
    ),
    "help.option.serve-open": (
        "Open the browser of this machine; who is alone is signed in at once.",
        "Mở trình duyệt của máy này; nếu chỉ có một người dùng thì vào thẳng, không cần đăng nhập.",
    ),
    "help.option.demo-serve": (
        "Open the web pages in practice mode instead: a stand-in account and a sample list, no customer gets anything.",
        "Mở trang web ở chế độ tập dượt: tài khoản giả và danh sách mẫu, không khách hàng nào nhận tin.",
    ),
    "help.user.short": (
        "The people who use the web pages",
        "Người dùng của trang web",
    ),
    "help.user": (
        "The people who use the web pages (`zns-batch serve`), and what they may do. For each account a person is a viewer (sees campaigns), a preparer (uploads, checks, downloads results, pauses) or a sender (sends, resumes, cancels).",
        "Người dùng của trang web (`zns-batch serve`) và quyền của họ. Với mỗi tài khoản gửi, một người là viewer (xem chiến dịch), preparer (tải danh sách, kiểm tra, tải kết quả, tạm dừng) hoặc sender (gửi, gửi tiếp, hủy).",
    ),
    "help.user.more": (
        "\b\nExamples:\n  zns-batch user add an --name An --role sender\n  zns-batch user list",
        "\b\nVí dụ:\n  zns-batch user add an --name An --role sender\n  zns-batch user list",
    ),
    "help.user-add.short": ("Add a person", "Thêm người dùng"),
    "help.user-add": (
        "Add a person and print a one-time link with which the person chooses a password; it works for 24 hours.",
        "Thêm người dùng và in ra liên kết dùng một lần để người đó chọn mật khẩu; liên kết có hiệu lực 24 giờ.",
    ),
    "help.user-add.more": (
        "\b\nExamples:\n  zns-batch user add an --name An --role sender\n  zns-batch user add binh --role preparer --account default",
        "\b\nVí dụ:\n  zns-batch user add an --name An --role sender\n  zns-batch user add binh --role preparer --account default",
    ),
    "help.user-list.short": ("List the people", "Liệt kê người dùng"),
    "help.user-list": (
        "List everybody with their rights and when they signed in last.",
        "Liệt kê mọi người dùng, quyền và lần đăng nhập gần nhất.",
    ),
    "help.user-list.more": (
        "\b\nExamples:\n  zns-batch user list\n  zns-batch user list --json",
        "\b\nVí dụ:\n  zns-batch user list\n  zns-batch user list --json",
    ),
    "help.user-link.short": (
        "Make a link to choose a new password",
        "Tạo liên kết để chọn mật khẩu mới",
    ),
    "help.user-link": (
        "Print a one-time link with which a person chooses a new password; it works for 24 hours.",
        "In ra liên kết dùng một lần để người dùng chọn mật khẩu mới; liên kết có hiệu lực 24 giờ.",
    ),
    "help.user-link.more": (
        "\b\nExamples:\n  zns-batch user link an",
        "\b\nVí dụ:\n  zns-batch user link an",
    ),
    "help.user-grant.short": (
        "Give a person a right for an account",
        "Cấp quyền cho người dùng với một tài khoản gửi",
    ),
    "help.user-grant": (
        "Give a person a role for an account (all for every account): viewer, preparer or sender; none takes it away.",
        "Cấp cho người dùng một vai trò với một tài khoản gửi (all là mọi tài khoản): viewer, preparer hoặc sender; none là thu lại.",
    ),
    "help.user-grant.more": (
        "\b\nExamples:\n  zns-batch user grant an default sender\n  zns-batch user grant an all none",
        "\b\nVí dụ:\n  zns-batch user grant an default sender\n  zns-batch user grant an all none",
    ),
    "help.user-disable.short": ("Let a person in no more", "Khóa người dùng"),
    "help.user-disable": (
        "Let a person in no more and sign the person out everywhere at once. What the person did stays.",
        "Khóa người dùng và đăng xuất người đó ở mọi nơi ngay lập tức. Những gì người đó đã làm vẫn còn.",
    ),
    "help.user-disable.more": (
        "\b\nExamples:\n  zns-batch user disable an",
        "\b\nVí dụ:\n  zns-batch user disable an",
    ),
    "help.user-enable.short": ("Let a person in again", "Mở khóa người dùng"),
    "help.user-enable": (
        "Let a person in again who was disabled.",
        "Mở khóa người dùng đã bị khóa.",
    ),
    "help.user-enable.more": (
        "\b\nExamples:\n  zns-batch user enable an",
        "\b\nVí dụ:\n  zns-batch user enable an",
    ),
    "help.user-reset-factor.short": (
        "Let a person sign in without a code",
        "Gỡ xác thực hai bước của người dùng",
    ),
    "help.user-reset-factor": (
        "Take away the second step at sign-in of a person who has lost the phone and the recovery codes, and sign the person out everywhere.",
        "Gỡ xác thực hai bước của người đã mất điện thoại và mã dự phòng, và đăng xuất người đó ở mọi nơi.",
    ),
    "help.user-reset-factor.more": (
        "\b\nExamples:\n  zns-batch user reset-factor an",
        "\b\nVí dụ:\n  zns-batch user reset-factor an",
    ),
    "help.token.short": ("Keys of the JSON API", "Khóa của JSON API"),
    "help.token": (
        "Keys with which other programs call the JSON API of `zns-batch serve` (`/api/v1/docs`). A key is for one account or all of them, has a role as people have, and an end.",
        "Khóa để chương trình khác gọi JSON API của `zns-batch serve` (`/api/v1/docs`). Mỗi khóa dành cho một tài khoản gửi hoặc mọi tài khoản, có vai trò như người dùng và có hạn.",
    ),
    "help.token.more": (
        "\b\nExamples:\n  zns-batch token create erp --account default --role sender\n  zns-batch token list",
        "\b\nVí dụ:\n  zns-batch token create erp --account default --role sender\n  zns-batch token list",
    ),
    "help.token-create.short": ("Make a key and show it once", "Tạo khóa và hiện một lần"),
    "help.token-create": (
        "Make a key and print its secret, which is shown this once and stored as a hash only. Give it to the program alone; a lost one is revoked and made anew.",
        "Tạo khóa và in ra chuỗi bí mật; chuỗi chỉ hiện lần này, máy chỉ giữ mã băm. Vui lòng chỉ đưa cho chương trình cần dùng; nếu mất, thu hồi rồi tạo khóa mới.",
    ),
    "help.token-create.more": (
        "\b\nExamples:\n  zns-batch token create erp --account default --role sender\n  zns-batch token create report --account all --role viewer --days 30",
        "\b\nVí dụ:\n  zns-batch token create erp --account default --role sender\n  zns-batch token create report --account all --role viewer --days 30",
    ),
    "help.token-list.short": ("List the keys", "Liệt kê các khóa"),
    "help.token-list": (
        "List the keys with account, role, end and last use; never a secret.",
        "Liệt kê các khóa với tài khoản gửi, vai trò, hạn và lần dùng gần nhất; không bao giờ có chuỗi bí mật.",
    ),
    "help.token-list.more": (
        "\b\nExamples:\n  zns-batch token list\n  zns-batch token list --json",
        "\b\nVí dụ:\n  zns-batch token list\n  zns-batch token list --json",
    ),
    "help.token-revoke.short": ("Take a key back", "Thu hồi khóa"),
    "help.token-revoke": (
        "Take a key back: it opens nothing from now on. What was started with it goes on.",
        "Thu hồi khóa: từ nay khóa không dùng được nữa. Những gì đã bắt đầu bằng khóa vẫn tiếp tục.",
    ),
    "help.token-revoke.more": (
        "\b\nExamples:\n  zns-batch token revoke t2345",
        "\b\nVí dụ:\n  zns-batch token revoke t2345",
    ),
    "help.option.token-account": (
        "The account that the key is for; all for every account.",
        "Tài khoản gửi mà khóa được dùng; all là mọi tài khoản.",
    ),
    "help.option.token-role": (
        "What the key may do: viewer, preparer or sender, as people.",
        "Quyền của khóa: viewer, preparer hoặc sender, như người dùng.",
    ),
    "help.option.token-days": (
        "How many days the key works, at most 366.",
        "Khóa dùng được bao nhiêu ngày, tối đa 366.",
    ),
    "help.option.user-name": (
        "The person's name, as others see it.",
        "Tên hiển thị của người dùng.",
    ),
    "help.option.user-role": (
        "What the person may do; without it nothing yet (`zns-batch user grant --help`).",
        "Quyền của người dùng; bỏ trống là chưa có quyền nào (`zns-batch user grant --help`).",
    ),
    "help.option.user-account": (
        "The account that the role is for; all for every account.",
        "Tài khoản gửi mà vai trò áp dụng; all là mọi tài khoản.",
    ),
    "help.option.user-admin": (
        "The person manages people and accounts; that gives no right to send.",
        "Người này quản lý người dùng và tài khoản; quyền này không cho phép gửi tin.",
    ),
    "help.option.receipts-rate": (
        "Requests a second (default: the account's rate of messages).",
        "Số câu hỏi mỗi giây (mặc định bằng số tin mỗi giây của tài khoản).",
    ),
    "help.option.serve-host": (
        "Where to listen (default: reachable from this machine only).",
        "Địa chỉ lắng nghe; mặc định chỉ máy này truy cập được.",
    ),
    "help.option.serve-port": ("The port; 0 for a free one.", "Cổng; 0 để chọn cổng trống."),
    "help.option.webhook-only": (
        "Serve the webhook receiver and nothing else.",
        "Chỉ phục vụ phần nhận thông báo (webhook).",
    ),
    "help.option.max-age": (
        "Refuse events that are older than this.",
        "Từ chối thông báo cũ hơn số giờ này.",
    ),
    "help.sandbox.short": ("A local stand-in for Zalo", "Máy chủ giả lập Zalo"),
    "help.sandbox": (
        "Answer as Zalo would, on this machine, for rehearsals and tests: with quota, limits, slow answers and faults. See docs/sandbox.md.",
        "Phản hồi như Zalo ngay trên máy này để tập dượt và kiểm thử: có hạn mức, giới hạn tốc độ, trả lời chậm và lỗi. Xem docs/sandbox.md.",
    ),
    "help.sandbox.more": (
        "\x08\nExamples:\n  zns-batch sandbox --port 8485 --quota 300\n  zns-batch sandbox --fault timeout=2% --fault http-502=0.01 --limit 20",
        "\x08\nVí dụ:\n  zns-batch sandbox --port 8485 --quota 300\n  zns-batch sandbox --fault timeout=2% --fault http-502=0.01 --limit 20",
    ),
    "help.template.short": ("The account's templates", "Mẫu tin của tài khoản"),
    "help.template": (
        "See the account's templates, write one into a template file, copy one that ships with the program, or show one.",
        "Xem các mẫu tin của tài khoản, ghi một mẫu ra tệp, sao chép mẫu có sẵn, hoặc xem một mẫu.",
    ),
    "help.template.more": (
        "\x08\nExamples:\n  zns-batch template list\n  zns-batch template pull 217489",
        "\x08\nVí dụ:\n  zns-batch template list\n  zns-batch template pull 217489",
    ),
    "help.template-list.short": ("List the account's templates", "Liệt kê mẫu tin của tài khoản"),
    "help.template-list": (
        "List the templates that the account has at its provider, the newest first, and the file that describes each.",
        "Liệt kê các mẫu tin tài khoản có tại nhà cung cấp, mới nhất trước, kèm tệp mẫu tương ứng.",
    ),
    "help.template-list.more": (
        "\x08\nExamples:\n  zns-batch template list\n  zns-batch template list -a shop --json",
        "\x08\nVí dụ:\n  zns-batch template list\n  zns-batch template list -a shop --json",
    ),
    "help.template-pull.short": ("Write a template into a file", "Ghi một mẫu tin ra tệp"),
    "help.template-pull": (
        "Write a template of the account into templates/: its parameters, lengths, tag, "
        "price and example values. An existing file for it is updated; what you added "
        "(columns, text, types, defaults, comments) stays.",
        "Ghi một mẫu của tài khoản vào templates/: tham số, độ dài, nhãn, giá và giá trị ví dụ. Nếu đã có tệp cho mẫu này thì cập nhật; những gì bạn thêm (cột, nội dung, kiểu, mặc định, ghi chú) được giữ nguyên.",
    ),
    "help.template-pull.more": (
        "\x08\nExamples:\n  zns-batch template pull 217489\n  zns-batch template pull 217489 --name don-hang",
        "\x08\nVí dụ:\n  zns-batch template pull 217489\n  zns-batch template pull 217489 --name don-hang",
    ),
    "help.template-copy.short": ("Copy a template to begin with", "Sao chép một mẫu có sẵn"),
    "help.template-copy": (
        "Copy a template that ships with the program into templates/, to make it yours. A file that is there is never overwritten.",
        "Sao chép một mẫu có sẵn trong chương trình vào templates/ để sửa thành mẫu của bạn. Không ghi đè tệp đã có.",
    ),
    "help.template-copy.more": (
        "\x08\nExamples:\n  zns-batch template copy hoc-phi",
        "\x08\nVí dụ:\n  zns-batch template copy hoc-phi",
    ),
    "help.template-show.short": ("Show one template", "Xem một mẫu tin"),
    "help.template-show": (
        "Show a template file, and the template's status at the account.",
        "Xem nội dung một tệp mẫu và tình trạng của mẫu đó trên tài khoản.",
    ),
    "help.template-show.more": (
        "\x08\nExamples:\n  zns-batch template show don-hang\n  zns-batch template show 217489",
        "\x08\nVí dụ:\n  zns-batch template show don-hang\n  zns-batch template show 217489",
    ),
    "help.option.template-name": (
        "The file's name, without .toml (default: the template's own name).",
        "Tên tệp (không kèm .toml); mặc định theo tên mẫu.",
    ),
    "help.account.short": ("The sender accounts", "Các tài khoản gửi"),
    "help.account": (
        "List the sender accounts, show an account's status, log one in, or renew its tokens.",
        "Liệt kê tài khoản gửi, xem tình trạng, đăng nhập, hoặc gia hạn token.",
    ),
    "help.account.more": (
        "\x08\nExamples:\n  zns-batch account list\n  zns-batch account status -a shop",
        "\x08\nVí dụ:\n  zns-batch account list\n  zns-batch account status -a shop",
    ),
    "help.account-list.short": ("List the accounts", "Liệt kê tài khoản"),
    "help.account-list": (
        "List the accounts of zns-batch.toml (or the one of the environment), and what each still lacks. Opens no connection.",
        "Liệt kê các tài khoản trong zns-batch.toml (hoặc tài khoản theo biến môi trường) và những gì còn thiếu. Không kết nối mạng.",
    ),
    "help.account-list.more": (
        "\x08\nExamples:\n  zns-batch account list",
        "\x08\nVí dụ:\n  zns-batch account list",
    ),
    "help.account-status.short": ("Show an account's status", "Tình trạng tài khoản"),
    "help.account-status": (
        "Ask the provider for an account's status: when its token expires, its quality, "
        "which tags it may send, and what is left of its quota.",
        "Hỏi nhà cung cấp về tài khoản: hạn của token, chất lượng, nhãn được gửi và hạn mức còn lại.",
    ),
    "help.account-status.more": (
        "\x08\nExamples:\n  zns-batch account status\n  zns-batch account status -a shop --json",
        "\x08\nVí dụ:\n  zns-batch account status\n  zns-batch account status -a shop --json",
    ),
    "help.account-login.short": ("Log an account in", "Đăng nhập tài khoản"),
    "help.account-login": (
        "Let an administrator of the Official Account consent in the browser, and keep the "
        "resulting tokens in the ledger, where they are renewed automatically. Needs the "
        "application's id (app_id) and secret (ZNS_APP_SECRET). The callback must be the "
        "one of Zalo's console; when that is not an address of this machine, paste the "
        "address that the browser ends on. When the console holds a code challenge of its "
        "own, set ZNS_CODE_VERIFIER.",
        "Quản trị viên Official Account bấm đồng ý trên trình duyệt; token nhận được được lưu trong sổ gửi tin và tự gia hạn. Cần mã ứng dụng (app_id) và khóa bí mật (ZNS_APP_SECRET). Địa chỉ callback phải trùng với trang quản trị ứng dụng Zalo; nếu không phải địa chỉ của máy này, hãy dán địa chỉ cuối cùng trên trình duyệt. Nếu trang quản trị đã lưu code challenge riêng, hãy đặt ZNS_CODE_VERIFIER.",
    ),
    "help.account-login.more": (
        "\x08\nExamples:\n  zns-batch account login\n  zns-batch account login -a shop --callback https://shop.vn/zalo",
        "\x08\nVí dụ:\n  zns-batch account login\n  zns-batch account login -a shop --callback https://shop.vn/zalo",
    ),
    "help.account-refresh.short": ("Renew the tokens now", "Gia hạn token ngay"),
    "help.account-refresh": (
        "Renew an account's tokens now. A campaign does that by itself; use this to check "
        "that it works.",
        "Gia hạn token của tài khoản ngay. Khi gửi, chương trình tự làm việc này; lệnh dùng để kiểm tra trước.",
    ),
    "help.account-refresh.more": (
        "\x08\nExamples:\n  zns-batch account refresh -a shop",
        "\x08\nVí dụ:\n  zns-batch account refresh -a shop",
    ),
    "help.suppress.short": ("Numbers never to send to", "Danh sách số không bao giờ gửi"),
    "help.suppress": (
        "Keep the list of numbers that must never get a message. Every way of sending leaves them out, and rows that wait when a number is added are not sent any more.",
        "Quản lý danh sách số không bao giờ được gửi tin. Mọi cách gửi đều bỏ qua các số này; dòng đang chờ khi thêm số cũng không được gửi nữa.",
    ),
    "help.suppress.more": (
        '\x08\nExamples:\n  zns-batch suppress add 0912345678 --why "asked by phone"\n  zns-batch suppress import refused.xlsx\n  zns-batch suppress list --proposed',
        '\x08\nVí dụ:\n  zns-batch suppress add 0912345678 --why "khách yêu cầu"\n  zns-batch suppress import tu-choi.xlsx\n  zns-batch suppress list --proposed',
    ),
    "help.suppress-add.short": ("Put numbers on the list", "Thêm số vào danh sách"),
    "help.suppress-add": (
        "Put numbers on the never-send list, for all accounts or for one. Their waiting rows are taken out of every campaign at once, also of one that is running.",
        "Thêm số vào danh sách không gửi, cho mọi tài khoản hoặc một tài khoản. Dòng đang chờ của các số này được bỏ khỏi mọi chiến dịch ngay, kể cả chiến dịch đang chạy.",
    ),
    "help.suppress-add.more": (
        "\x08\nExamples:\n  zns-batch suppress add 0912345678 0987654321\n  zns-batch suppress add --proposed",
        "\x08\nVí dụ:\n  zns-batch suppress add 0912345678 0987654321\n  zns-batch suppress add --proposed",
    ),
    "help.suppress-list.short": ("Show the list", "Xem danh sách"),
    "help.suppress-list": (
        "Show the never-send list, numbers masked. With --proposed: the numbers whose owners refused messages (-139, -141) and that are not on it.",
        "Xem danh sách không gửi, số được che bớt. Với --proposed: các số đã từ chối nhận tin (-139, -141) mà chưa có trong danh sách.",
    ),
    "help.suppress-list.more": (
        "\x08\nExamples:\n  zns-batch suppress list\n  zns-batch suppress list --proposed --json",
        "\x08\nVí dụ:\n  zns-batch suppress list\n  zns-batch suppress list --proposed --json",
    ),
    "help.suppress-remove.short": ("Take numbers off the list", "Xóa số khỏi danh sách"),
    "help.suppress-remove": (
        "Take numbers off the never-send list. Rows that were left out because of it stay left out; send them with a new list.",
        "Xóa số khỏi danh sách không gửi. Dòng đã bị bỏ qua vì danh sách vẫn không gửi; nếu cần, vui lòng gửi bằng danh sách mới.",
    ),
    "help.suppress-remove.more": (
        "\x08\nExample:\n  zns-batch suppress remove 0912345678",
        "\x08\nVí dụ:\n  zns-batch suppress remove 0912345678",
    ),
    "help.suppress-import.short": ("Add the numbers of a file", "Thêm số từ một tệp"),
    "help.suppress-import": (
        "Put all numbers of a text file (one a line) or of a spreadsheet on the list. A line that holds no number stops it, and nothing is added.",
        "Thêm mọi số trong tệp văn bản (mỗi dòng một số) hoặc bảng tính vào danh sách. Nếu có dòng không phải số điện thoại thì dừng lại, không thêm số nào.",
    ),
    "help.suppress-import.more": (
        '\x08\nExample:\n  zns-batch suppress import refused.xlsx --why "campaign of May"',
        '\x08\nVí dụ:\n  zns-batch suppress import tu-choi.xlsx --why "đợt tháng 5"',
    ),
    "help.suppress-export.short": ("Write the list into a workbook", "Ghi danh sách ra tệp"),
    "help.suppress-export": (
        "Write the list with whole numbers into a workbook, which `suppress import` reads again.",
        "Ghi danh sách với số đầy đủ ra tệp Excel; `suppress import` đọc lại được tệp này.",
    ),
    "help.suppress-export.more": (
        "\x08\nExample:\n  zns-batch suppress export -o never-send.xlsx",
        "\x08\nVí dụ:\n  zns-batch suppress export -o khong-gui.xlsx",
    ),
    "help.option.suppress-account": (
        "Only for this account; without it for all accounts.",
        "Chỉ cho tài khoản này; nếu không có thì cho mọi tài khoản.",
    ),
    "help.option.suppress-why": (
        "Why, for whoever reads the list later.",
        "Lý do, cho người xem danh sách sau này.",
    ),
    "help.option.suppress-add-proposed": (
        "Add the numbers whose owners refused messages, each for the account they refused.",
        "Thêm các số đã từ chối nhận tin, mỗi số cho đúng tài khoản bị từ chối.",
    ),
    "help.option.suppress-list-proposed": (
        "Show the numbers whose owners refused messages and that are not on the list.",
        "Xem các số đã từ chối nhận tin mà chưa có trong danh sách.",
    ),
    "help.option.unreached": (
        "Write the customers whom Zalo could not reach (no account, inactive, not arrived in time) with the rendered text, ready for another channel.",
        "Ghi danh sách khách Zalo không gửi tới được (không có tài khoản, không hoạt động, tin không đến đúng hạn) kèm nội dung, để gửi bằng kênh khác.",
    ),
    "help.option.unreached-text": (
        "With --unreached: the text, with <name> for a parameter, in place of the template's.",
        "Dùng với --unreached: nội dung thay cho nội dung mẫu tin, <tên> là tham số.",
    ),
    "help.option.unreached-plain": (
        "With --unreached: texts without diacritics.",
        "Dùng với --unreached: nội dung không dấu.",
    ),
    "help.find.short": ("All messages of one customer", "Mọi tin của một khách"),
    "help.find": (
        "Show every message that a number got or was meant to get, over all campaigns: state, when, what was sent, when it arrived, what the customer answered. Numbers are masked.",
        "Xem mọi tin một số đã nhận hoặc lẽ ra được nhận, trong tất cả chiến dịch: trạng thái, thời gian, nội dung, lúc đến máy, khách trả lời gì. Số điện thoại được che bớt.",
    ),
    "help.find.more": (
        "\x08\nExamples:\n  zns-batch find 0912345678\n  zns-batch find 0912345678 --json",
        "\x08\nVí dụ:\n  zns-batch find 0912345678\n  zns-batch find 0912345678 --json",
    ),
    "help.settle.short": ("Settle unknown rows by hand", "Xác nhận dòng chưa rõ"),
    "help.settle": (
        "Say what became of unknown rows, after a look at Zalo's records or a call to the customer. `accepted`: the message went out. `not-sent`: it did not, and `retry` may send it. The note is kept with the row.",
        "Xác nhận kết quả của các dòng chưa rõ sau khi xem lịch sử của Zalo hoặc hỏi khách. `accepted`: tin đã đi. `not-sent`: tin chưa đi, có thể gửi lại bằng `retry`. Ghi chú được lưu cùng dòng.",
    ),
    "help.settle.more": (
        '\x08\nExamples:\n  zns-batch settle latest --row 7 --as accepted --note "customer has it"\n  zns-batch settle latest --row 12-15 --as not-sent --note "not in Zalo\'s report"',
        '\x08\nVí dụ:\n  zns-batch settle latest --row 7 --as accepted --note "khách đã nhận"\n  zns-batch settle latest --row 12-15 --as not-sent --note "không có trong báo cáo Zalo"',
    ),
    "help.option.settle-row": (
        "The row as the spreadsheet numbers it: 7, 7,9 or 12-15. May be repeated.",
        "Số dòng như trong bảng tính: 7, 7,9 hoặc 12-15. Có thể lặp lại.",
    ),
    "help.option.settle-as": (
        "What became of the message: accepted, or not-sent.",
        "Kết quả của tin: accepted (đã gửi) hoặc not-sent (chưa gửi).",
    ),
    "help.option.settle-note": (
        "How that is known; it is kept with the row.",
        "Vì sao biết; được lưu cùng dòng.",
    ),
    "help.journey.short": ("Tokens of journeys", "Token của ZNS hành trình"),
    "help.journey": (
        "Get the journey token of a phone number, or ask the provider what a token is. A campaign gets its tokens by itself (send --journey).",
        "Lấy token hành trình của một số điện thoại, hoặc hỏi nhà cung cấp về một token. Chiến dịch tự lấy token khi gửi (send --journey).",
    ),
    "help.journey.more": (
        "\x08\nExamples:\n  zns-batch journey create 0912345678\n  zns-batch journey check TOKEN",
        "\x08\nVí dụ:\n  zns-batch journey create 0912345678\n  zns-batch journey check TOKEN",
    ),
    "help.journey-create.short": (
        "Get the journey token of a phone",
        "Token của một số điện thoại",
    ),
    "help.journey-create": (
        "Get the journey token of a phone number and keep it: later messages to that "
        "number in the same kind of journey use it. When a valid one already exists, that "
        "one is shown and none is made.",
        "Lấy token hành trình của một số điện thoại và lưu lại để các tin sau tới số đó trong cùng loại hành trình dùng chung. Nếu đã có token còn hạn thì hiện token đó, không tạo mới.",
    ),
    "help.journey-create.more": (
        "\x08\nExamples:\n  zns-batch journey create 0912345678\n  zns-batch journey create 0912345678 --kind token_coach_bus_30",
        "\x08\nVí dụ:\n  zns-batch journey create 0912345678\n  zns-batch journey create 0912345678 --kind token_coach_bus_30",
    ),
    "help.journey-check.short": ("Check a journey token", "Kiểm tra một token"),
    "help.journey-check": (
        "Ask the provider what a token is and how long it is valid. At eTelecom, give a "
        "journey's id instead of a token. Exit code 1 when it is no longer valid, or "
        "unknown.",
        "Hỏi nhà cung cấp về một token và thời hạn của token. Với eTelecom, dùng mã hành trình thay cho token. Mã thoát 1 nếu token đã hết hạn hoặc không tồn tại.",
    ),
    "help.journey-check.more": (
        "\x08\nExamples:\n  zns-batch journey check TOKEN\n  zns-batch journey check -- -TOKEN",
        "\x08\nVí dụ:\n  zns-batch journey check TOKEN\n  zns-batch journey check -- -TOKEN",
    ),
    "help.option.kind": (
        "What the token is for, and for how many days.",
        "Loại hành trình và số ngày hiệu lực của token.",
    ),
    "help.option.journey": (
        "Send in journeys: each phone gets a token of this kind once, and later messages "
        "use it while it is valid. Without a value: token_logistics_7.",
        "Gửi ZNS hành trình: mỗi số điện thoại được tạo token loại này một lần, các tin sau dùng lại khi còn hạn. Không ghi loại thì dùng token_logistics_7.",
    ),
    "help.option.journey-again": (
        "Make another token, even if there is one or may be one.",
        "Tạo token khác dù đã có hoặc có thể đã có token.",
    ),
    "help.option.callback": (
        "The callback address, as set in Zalo's console.",
        "Địa chỉ trình duyệt quay về, đúng như trên trang quản trị ứng dụng Zalo.",
    ),
    "help.option.no-browser": (
        "Only print the link; don't open a browser.",
        "Chỉ in đường dẫn, không mở trình duyệt.",
    ),
    "help.doctor.short": ("Check that everything is set up", "Kiểm tra mọi thứ đã sẵn sàng chưa"),
    "help.doctor": (
        "Check the installation, the settings, the templates, the ledger, the account and the clock, one line each. Asks the provider for the quota; sends nothing.",
        "Kiểm tra cài đặt, cấu hình, mẫu tin, sổ gửi tin, tài khoản và đồng hồ, mỗi mục một dòng. Có hỏi hạn mức từ nhà cung cấp; không gửi tin.",
    ),
    "help.doctor.more": (
        "\x08\nExamples:\n  zns-batch doctor\n  zns-batch doctor -a shop",
        "\x08\nVí dụ:\n  zns-batch doctor\n  zns-batch doctor -a shop",
    ),
    "help.migrate.short": ("Upgrade or move the ledger", "Nâng cấp hoặc chuyển sổ gửi tin"),
    "help.migrate": (
        "Upgrade the ledger to this version of the program. A ledger in a file is upgraded "
        "whenever it is opened; one in a PostgreSQL database only by this command, because "
        "other machines may be using it. With --from, then move a ledger out of its file "
        "into the database of ZNS_DATABASE_URL, all or nothing.",
        "Nâng cấp sổ gửi tin lên phiên bản của chương trình. Sổ trong tệp tự nâng cấp khi mở; sổ trong PostgreSQL chỉ nâng cấp bằng lệnh này vì có thể máy khác đang dùng. Với --from, sau đó chuyển sổ từ tệp vào cơ sở dữ liệu của ZNS_DATABASE_URL: chuyển toàn bộ hoặc không chuyển gì.",
    ),
    "help.migrate.more": (
        "\x08\nExamples:\n  zns-batch migrate\n  ZNS_DATABASE_URL=postgresql://zns@db/zns zns-batch migrate --from ledger.db",
        "\x08\nVí dụ:\n  zns-batch migrate\n  ZNS_DATABASE_URL=postgresql://zns@db/zns zns-batch migrate --from ledger.db",
    ),
    "help.option.move-from": (
        "The ledger's file to move into the database. Nothing may be sending from it; it can't be used afterwards.",
        "Tệp sổ gửi tin cần chuyển vào cơ sở dữ liệu. Không được có tiến trình nào đang gửi từ tệp; sau đó tệp không dùng tiếp được.",
    ),
    "help.completion.short": ("Completion for the shell", "Tự hoàn thành lệnh cho shell"),
    "help.completion": (
        "Print the shell script that completes commands, options, templates and campaigns.",
        "In nội dung để shell tự hoàn thành lệnh, tùy chọn, mẫu tin và chiến dịch.",
    ),
    "help.completion.more": (
        '\x08\nExamples:\n  eval "$(zns-batch completion bash)"\n  zns-batch completion fish > ~/.config/fish/completions/zns-batch.fish',
        '\x08\nVí dụ:\n  eval "$(zns-batch completion bash)"\n  zns-batch completion fish > ~/.config/fish/completions/zns-batch.fish',
    ),
    "help.option.version": ("Show the version and exit.", "Hiện phiên bản rồi thoát."),
    "help.option.template": (
        "The template: a file, a name in the folder templates, or an id.",
        "Mẫu tin: tệp, tên trong thư mục templates, hoặc mã số.",
    ),
    "help.option.all-accounts": (
        "All accounts of zns-batch.toml.",
        "Tất cả tài khoản trong zns-batch.toml.",
    ),
    "help.option.account": (
        "The sender account in zns-batch.toml.",
        "Tài khoản gửi trong zns-batch.toml.",
    ),
    "help.option.lang": ("Language of everything shown.", "Ngôn ngữ hiển thị."),
    "help.option.json": (
        "Print one JSON object on standard output.",
        "Trả về một đối tượng JSON ở đầu ra chuẩn.",
    ),
    "help.option.yes": ("Don't ask for confirmation.", "Không hỏi xác nhận."),
    "help.option.out": (
        "Where to write the workbook (default for results: beside the list, named after it "
        "and the time).",
        "Nơi ghi tệp. Nếu không nêu, tệp kết quả nằm cạnh danh sách, kèm thời gian.",
    ),
    "help.option.sample-out": ("The workbook to write.", "Tệp cần tạo."),
    "help.option.debug": (
        "Show tracebacks (for bug reports).",
        "Hiện chi tiết lỗi kỹ thuật (để báo lỗi).",
    ),
    "help.option.rehearse": (
        "Send to a sandbox that is started for it, with a ledger of its own: no customer receives anything.",
        "Gửi vào sandbox được mở riêng cho lần này, với sổ gửi tin riêng: không khách hàng nào nhận tin.",
    ),
    "help.group.list": ("The list", "Danh sách"),
    "help.group.message": ("The messages", "Tin nhắn"),
    "help.group.time": ("When", "Thời điểm"),
    "help.group.pace": ("Pace and limits", "Tốc độ và giới hạn"),
    "help.group.other": ("The run and its results", "Lần gửi và kết quả"),
    "help.option.header-row": (
        "The number of the row that names the columns (default: it is detected).",
        "Số dòng của dòng tiêu đề; mặc định là tự tìm.",
    ),
    "help.option.sheet": (
        "The sheet to read (default: the first visible one).",
        "Trang tính cần đọc; mặc định là trang hiển thị đầu tiên.",
    ),
    "help.option.phone": (
        "The phone column: its header, letter or number.",
        "Cột số điện thoại: tiêu đề, chữ cái hoặc số thứ tự.",
    ),
    "help.option.map": (
        "The column of a parameter: header, letter or number. Can be repeated; in ZNS_MAP, "
        "separate with `;`.",
        "Cột của một tham số: tiêu đề, chữ cái hoặc số thứ tự. Có thể lặp lại; trong ZNS_MAP ngăn cách bằng `;`.",
    ),
    "help.option.set": (
        "A text for a parameter in place of a column, the same in every row; a column's name in braces "
        "stands for its cell. Can be repeated; in ZNS_SET, separate with `;`.",
        "Nội dung cho một tham số thay cho cột, giống nhau ở mọi dòng; tên cột trong ngoặc nhọn thay bằng ô của cột đó. Có thể lặp lại; trong ZNS_SET ngăn cách bằng `;`.",
    ),
    "help.option.where": (
        "Take only the rows whose column has this value (`!=`: has not); the others are left out and "
        "counted. Several values of one column are alternatives. Can be repeated; in ZNS_WHERE, separate with `;`.",
        "Chỉ lấy các dòng có cột mang giá trị này (`!=`: không mang giá trị này); dòng khác được lọc bỏ và vẫn được đếm. Nhiều giá trị của cùng một cột nghĩa là hoặc. Có thể lặp lại; trong ZNS_WHERE ngăn cách bằng `;`.",
    ),
    "help.option.skip-invalid": (
        "Send the valid rows even if others can't be sent.",
        "Gửi các dòng hợp lệ dù có dòng không gửi được.",
    ),
    "help.option.duplicates": (
        "Rows that repeat an earlier one (same phone, same parameters): skip, send, or treat as an error.",
        "Dòng trùng (cùng số, cùng nội dung): skip bỏ qua, send vẫn gửi, error coi là lỗi.",
    ),
    "help.option.suppress": (
        "A list of numbers not to send to this time, beside the ledger's (`zns-batch suppress list`).",
        "Danh sách số không gửi trong lần này, ngoài danh sách không gửi chung (`zns-batch suppress list`).",
    ),
    "help.option.limit": ("Take only the first N rows.", "Chỉ lấy N dòng đầu."),
    "help.option.split-phones": (
        "Send to each of several phones in one cell.",
        "Gửi tới từng số khi một ô có nhiều số điện thoại.",
    ),
    "help.option.export-out": (
        "The file to write (.xlsx); above 100,000 rows more follow, named FILE-2.xlsx and so on.",
        "Tệp cần ghi (.xlsx); quá 100.000 dòng thì ghi thêm TỆP-2.xlsx, v.v.",
    ),
    "help.option.phone-header": (
        "The header of the phone column, as the page's sample file has it.",
        "Tiêu đề cột số điện thoại, đúng như trong tệp mẫu của trang đó.",
    ),
    "help.option.save-map": (
        "Save the column mapping to the template file, for the next list.",
        "Ghi các cột đã nhận ra và đã chọn vào tệp mẫu tin để dùng cho lần sau.",
    ),
    "help.option.rate": (
        "Messages a second, at most 10,000; 0.5 is one every two seconds (default: the account's, or 10).",
        "Số tin mỗi giây (mặc định 10 hoặc theo tài khoản).",
    ),
    "help.option.concurrency": (
        "The most requests in flight (default: the account's, or 10).",
        "Số yêu cầu gửi cùng lúc tối đa (mặc định 10 hoặc theo tài khoản).",
    ),
    "help.option.quota-reserve": (
        "Leave N of the day's quota for others.",
        "Để dành N tin trong hạn mức ngày cho hệ thống khác.",
    ),
    "help.option.window": (
        "Send only within these hours (Vietnam time), such as 08:00-21:30 (default: the account's, else "
        "07:00-22:00 for customer care and promotion, by the template's tag).",
        "Chỉ gửi trong khung giờ này (giờ Việt Nam), ví dụ 08:00-21:30; mặc định theo tài khoản, không thì "
        "07:00-22:00 cho mẫu chăm sóc khách hàng và hậu mãi (theo nhãn).",
    ),
    "help.option.wait": (
        "Wait when a pause has a known end, and continue after it.",
        "Ở lại chờ khi tạm dừng có hẹn giờ, rồi tự gửi tiếp.",
    ),
    "help.option.dry-run": (
        "Do everything except send: no network, no cost, clearly marked.",
        "Làm mọi bước trừ gửi: không mạng, không chi phí, có đánh dấu chạy thử.",
    ),
    "help.option.uid": (
        "The recipients are user ids (column user_id), not phones.",
        "Người nhận theo user id (cột user_id), không theo số điện thoại.",
    ),
    "help.option.uid-column": (
        "The column of user ids in a list of phones: a row that has one goes to it, the others go to their phones.",
        "Cột user id trong danh sách số điện thoại: dòng có user id thì gửi theo user id, còn lại gửi theo số điện thoại.",
    ),
    "help.option.hash-phone": (
        "Send each phone as its SHA-256.",
        "Gửi mã băm SHA-256 thay cho số điện thoại.",
    ),
    "help.option.beyond-quota": (
        "Send promotions beyond the quota; only for an OA that Zalo allows to.",
        "Gửi tin hậu mãi vượt hạn mức; chỉ dành cho OA được Zalo cho phép.",
    ),
    "help.option.journey-column": (
        "The column with each row's own journey token.",
        "Cột chứa token hành trình của từng dòng.",
    ),
    "help.option.sms-brandname": (
        "Send an SMS under this name when a message does not arrive (GobySend).",
        "Gửi SMS bằng brandname này khi tin không tới (GobySend).",
    ),
    "help.option.sms-text": (
        "The SMS; <name> stands for a parameter. A column sms_content gives a row its own.",
        "Nội dung SMS; <tên> là chỗ của tham số. Cột sms_content là nội dung riêng từng dòng.",
    ),
    "help.option.sms-delay": (
        "Seconds to wait for the message before the SMS (default: 60).",
        "Số giây chờ tin trước khi gửi SMS (mặc định 60).",
    ),
    "help.option.canary": (
        "Send the first N rows, then ask before the others; with --yes go on only if all N were accepted.",
        "Gửi thử N dòng đầu rồi hỏi trước khi gửi tiếp; với --yes chỉ gửi tiếp khi cả N dòng đều được nhận.",
    ),
    "help.option.expires": (
        "Don't send after this time: 2026-12-01 18:00, 18:00, +2h, 1d.",
        "Không gửi sau thời điểm này: 2026-12-01 18:00, 18:00, +2h, 1d.",
    ),
    "help.option.mode": (
        "development: test sends to administrators of the OA.",
        "development: gửi thử tới quản trị viên của OA.",
    ),
    "help.option.name": ("A name for the campaign.", "Tên chiến dịch."),
    "help.option.again": (
        "Send rows that were sent before once more.",
        "Gửi lại cả những dòng đã gửi trước đây.",
    ),
    "help.option.row": (
        "The spreadsheet's own row number (default: the first sendable row).",
        "Số dòng trong bảng tính; mặc định là dòng gửi được đầu tiên.",
    ),
    "help.option.rows": (
        "Send a list of N invented recipients instead of the sample.",
        "Gửi danh sách N người nhận giả định thay cho tệp mẫu.",
    ),
    "help.option.status": (
        "States whose rows are sent again, comma-separated: rejected, unknown, expired, cancelled.",
        "Trạng thái cần gửi lại, cách nhau bằng dấu phẩy: rejected, unknown, expired, cancelled.",
    ),
    "help.option.retry-code": (
        "Only rows with these codes, comma-separated, also those whose answer can't change (such as "
        "-108, -141), which are left out otherwise.",
        "Chỉ gửi lại dòng có các mã này, cách nhau bằng dấu phẩy, kể cả mã không thể đổi kết quả (như "
        "-108, -141) vốn được bỏ qua.",
    ),
    "help.option.sandbox-provider": ("Whose answers to give.", "Giả lập nhà cung cấp nào."),
    "help.option.sandbox-host": (
        "Where to listen (default: reachable from this machine only).",
        "Địa chỉ lắng nghe; mặc định chỉ máy này truy cập được.",
    ),
    "help.option.sandbox-port": ("The port; 0 for a free one.", "Cổng; 0 để chọn cổng trống."),
    "help.option.sandbox-fault": (
        "A fault and the share of messages it affects: timeout=2%. Can be repeated.",
        "Lỗi và tỷ lệ tin gặp lỗi: timeout=2%. Có thể lặp lại.",
    ),
    "help.option.sandbox-quota": ("Messages a day.", "Số tin mỗi ngày."),
    "help.option.sandbox-limit": (
        "The most messages in one second.",
        "Số tin tối đa trong một giây.",
    ),
    "help.option.sandbox-latency": ("Seconds until an answer.", "Số giây chờ mỗi câu trả lời."),
    "help.option.sandbox-webhook": (
        "Post delivery events to this address, signed with ZNS_OA_SECRET_KEY and "
        "ZNS_APP_ID (Zalo only).",
        "Báo tin đã đến về địa chỉ này, ký bằng ZNS_OA_SECRET_KEY và ZNS_APP_ID (chỉ Zalo).",
    ),
    "help.option.sandbox-key-header": (
        "The header that carries GobySend's key.",
        "Header chứa khóa của GobySend.",
    ),
    "help.option.sandbox-seed": (
        "Random seed: another number affects other messages.",
        "Số khác sẽ chọn tin gặp lỗi khác.",
    ),
}
