"""What can go wrong with the ledger, and with asking it for a campaign."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "ledger.unwritable": (
        "The ledger {path} can't be written ({why}). Check the folder's permissions, or set "
        "ZNS_HOME to a folder of your own.",
        "Không ghi được sổ gửi tin {path} ({why}). Vui lòng kiểm tra quyền của thư mục, hoặc đặt "
        "ZNS_HOME tới thư mục khác.",
    ),
    "ledger.read-only": (
        "The ledger {path} is read-only, so nothing is sent. Make it writable, then try again.",
        "Sổ gửi tin {path} chỉ cho phép đọc nên chưa gửi tin nào. Vui lòng cấp quyền ghi rồi thử "
        "lại.",
    ),
    "ledger.full": (
        "The disk that holds the ledger {path} is full, so nothing more is sent. Free some space, "
        "then try again.",
        "Ổ đĩa chứa sổ gửi tin {path} đã đầy nên không gửi thêm tin nào. Vui lòng giải phóng dung "
        "lượng rồi thử lại.",
    ),
    "ledger.busy": (
        "Another program has the ledger {path} locked. Close it, then try again.",
        "Một chương trình khác đang khóa sổ gửi tin {path}. Vui lòng đóng chương trình đó rồi thử "
        "lại.",
    ),
    "ledger.unopenable": (
        "The ledger {path} can't be opened ({why}). Check that the folder exists and that "
        "you own it.",
        "Không mở được sổ gửi tin {path} ({why}). Vui lòng kiểm tra thư mục có tồn tại và thuộc "
        "quyền của bạn.",
    ),
    "ledger.never-send-key": (
        "The never-send list holds {n} numbers as hashes, and their key is not on this machine; set ZNS_SUPPRESS_KEY, or copy never-send.key into the state folder. Nothing is sent before.",
        "Danh sách không gửi có {n} số dạng mã băm, nhưng máy này không có khóa; vui lòng đặt ZNS_SUPPRESS_KEY hoặc chép never-send.key vào thư mục dữ liệu. Chưa gửi gì khi thiếu khóa.",
    ),
    "ledger.not-a-ledger": (
        "The file {path} is not a ledger of zns-batch. Move it away or set ZNS_HOME to another "
        "folder.",
        "Tệp {path} không phải sổ gửi tin của zns-batch. Vui lòng chuyển tệp đi nơi khác hoặc đặt "
        "ZNS_HOME tới thư mục khác.",
    ),
    "ledger.corrupt": (
        "The ledger {path} is damaged ({why}), so nothing more is sent. Restore it from a backup; "
        "what was sent after the backup was made is not in it.",
        "Sổ gửi tin {path} bị hỏng ({why}) nên không gửi thêm tin nào. Vui lòng khôi phục từ bản "
        "sao lưu; lưu ý bản sao lưu không có những tin đã gửi sau khi sao lưu.",
    ),
    "ledger.lost-commits": (
        "The ledger {path} has lost its last changes ({n} steps of rows: its log was "
        "damaged or truncated, or an older copy is in its place), so nothing is sent. Put "
        "the ledger back as it was, or read “Restore” in docs/operations.md before you "
        "delete {proof} to continue without them: rows that were sent may go out again.",
        "Sổ gửi tin {path} đã mất phần ghi sau cùng ({n} bước của các dòng: nhật ký của sổ bị hỏng hoặc "
        "bị cắt, hoặc sổ bị thay bằng bản cũ) nên không gửi tin nào. Vui lòng đưa lại sổ như trước, "
        "hoặc đọc phần “Khôi phục” trong docs/operations.vi.md trước khi xóa {proof} để tiếp tục mà "
        "không có phần đó: dòng đã gửi có thể bị gửi lại.",
    ),
    "ledger.gone": (
        "The ledger {path} was removed or replaced while zns-batch was using it, so "
        "nothing more is sent. Put the same file back, with its -wal, before you continue.",
        "Sổ gửi tin {path} bị xóa hoặc bị thay khi zns-batch đang dùng nên không gửi thêm tin nào. Vui "
        "lòng đặt lại đúng tệp đó cùng tệp -wal trước khi tiếp tục.",
    ),
    "ledger.gone@web": (
        "The ledger {path} was removed or replaced while the program was using it, so nothing more is sent. Please tell whoever looks after the server.",
        "Sổ gửi tin {path} bị xóa hoặc bị thay khi chương trình đang dùng nên không gửi thêm tin nào. Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.disk": (
        "The disk reports an error on the ledger {path} ({why}), so nothing more is sent. Check the "
        "disk and its free space, then try again.",
        "Ổ đĩa báo lỗi khi đọc hoặc ghi sổ gửi tin {path} ({why}) nên không gửi thêm tin nào. Vui "
        "lòng kiểm tra ổ đĩa và dung lượng trống rồi thử lại.",
    ),
    "ledger.unreachable": (
        "The database {path} can't be reached ({why}). Check its address and that it runs.",
        "Không kết nối được cơ sở dữ liệu {path} ({why}). Vui lòng kiểm tra địa chỉ và trạng thái "
        "hoạt động.",
    ),
    "ledger.bad-address": (
        "ZNS_DATABASE_URL is not the address of a database. It looks like "
        "postgresql://user@host:5432/database; write special characters of a password as %40 and "
        "the like, or leave the password to PGPASSWORD or ~/.pgpass.",
        "ZNS_DATABASE_URL không phải địa chỉ cơ sở dữ liệu. Địa chỉ có dạng "
        "postgresql://user@host:5432/database; ký tự đặc biệt trong mật khẩu viết dạng %40, hoặc "
        "đặt mật khẩu trong PGPASSWORD hay ~/.pgpass.",
    ),
    "ledger.not-let-in": (
        "The database {path} refused the login ({why}). Check the user and the password in "
        "ZNS_DATABASE_URL, PGPASSWORD or ~/.pgpass.",
        "Cơ sở dữ liệu {path} từ chối đăng nhập ({why}). Vui lòng kiểm tra người dùng và mật khẩu "
        "trong ZNS_DATABASE_URL, PGPASSWORD hoặc ~/.pgpass.",
    ),
    "ledger.no-database": (
        "There is no such database: {path} ({why}). Create it with `createdb`, or correct "
        "ZNS_DATABASE_URL.",
        "Không có cơ sở dữ liệu này: {path} ({why}). Vui lòng tạo bằng `createdb`, hoặc sửa "
        "ZNS_DATABASE_URL.",
    ),
    "ledger.no-database@web": (
        "There is no such database: {path} ({why}). Please tell whoever looks after the server.",
        "Không có cơ sở dữ liệu này: {path} ({why}). Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.no-right": (
        "The database {path} does not allow it ({why}). Its user must own the ledger's tables, or "
        "may create them in its schema; docs/database.md lists the rights.",
        "Cơ sở dữ liệu {path} không cho phép ({why}). Người dùng phải sở hữu các bảng của sổ gửi "
        "tin hoặc có quyền tạo bảng; xem các quyền cần có trong docs/database.md.",
    ),
    "ledger.crowded": (
        "The database {path} accepts no more connections ({why}). Raise its "
        "max_connections or run fewer processes, then try again.",
        "Cơ sở dữ liệu {path} không nhận thêm kết nối ({why}). Vui lòng tăng max_connections hoặc "
        "giảm số tiến trình rồi thử lại.",
    ),
    "ledger.standby": (
        "The database {path} can only be read ({why}), so nothing is sent. Use the address of the "
        "primary server, or allow writing.",
        "Cơ sở dữ liệu {path} chỉ cho phép đọc ({why}) nên chưa gửi tin nào. Vui lòng dùng địa chỉ "
        "máy chủ chính hoặc cấp quyền ghi.",
    ),
    "ledger.collided": (
        "The database {path} cancelled a step that conflicted with another one ({why}). Try again.",
        "Cơ sở dữ liệu {path} đã dừng một bước vì xung đột với bước khác ({why}). Vui lòng "
        "thử lại.",
    ),
    "ledger.broken": (
        "The ledger {path} answered with an error ({why}). Nothing more is sent.",
        "Sổ gửi tin {path} gặp lỗi ({why}). Không có tin nào được gửi thêm.",
    ),
    "ledger.newer": (
        "The ledger {path} was written by a newer zns-batch (version {found}, this one knows "
        "{known}). Upgrade zns-batch.",
        "Sổ gửi tin {path} do phiên bản zns-batch mới hơn ghi ({found}, bản này chỉ hiểu {known}). "
        "Vui lòng nâng cấp zns-batch.",
    ),
    "ledger.newer@web": (
        "The ledger {path} was written by a newer version ({found}, this one knows {known}). Please tell whoever looks after the server.",
        "Sổ gửi tin {path} do phiên bản mới hơn ghi ({found}, bản này chỉ hiểu {known}). Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.older": (
        "The ledger {path} was written by an older zns-batch (version {found}, this one needs "
        "{known}). When no other machine is sending, upgrade it: zns-batch migrate",
        "Sổ gửi tin {path} do phiên bản zns-batch cũ hơn ghi ({found}, bản này cần {known}). Khi "
        "không còn máy nào đang gửi, vui lòng nâng cấp sổ: zns-batch migrate",
    ),
    "ledger.older@web": (
        "The ledger {path} was written by an older version ({found}, this one needs {known}). Please tell whoever looks after the server.",
        "Sổ gửi tin {path} do phiên bản cũ hơn ghi ({found}, bản này cần {known}). Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.moved": (
        "The ledger {path} was moved to {to} and is used there now. Set ZNS_DATABASE_URL "
        "to that address.",
        "Sổ gửi tin {path} đã được chuyển sang {to} và được dùng tiếp ở đó. Vui lòng đặt "
        "ZNS_DATABASE_URL theo địa chỉ đó.",
    ),
    "ledger.moving": (
        'The ledger {path} is being moved to {to}, and the move was interrupted. Set ZNS_DATABASE_URL to that address and finish it: zns-batch migrate --from "{path}"',
        'Sổ gửi tin {path} đang được chuyển sang {to} thì bị ngắt. Vui lòng đặt ZNS_DATABASE_URL theo địa chỉ đó rồi chạy tiếp: zns-batch migrate --from "{path}"',
    ),
    "ledger.moving@web": (
        "The ledger {path} is being moved to {to}, and the move was interrupted. Please tell whoever looks after the server.",
        "Sổ gửi tin {path} đang được chuyển sang {to} thì bị ngắt. Vui lòng báo người quản lý máy chủ.",
    ),
    "ledger.move-to-file": (
        "A ledger is moved into a PostgreSQL database. Set ZNS_DATABASE_URL to its address first.",
        "Chỉ chuyển sổ gửi tin vào cơ sở dữ liệu PostgreSQL. Vui lòng đặt ZNS_DATABASE_URL trước.",
    ),
    "ledger.move-from-nothing": (
        "There is no ledger {path}. Give the ledger's file.",
        "Không có sổ gửi tin {path}. Vui lòng chỉ đúng tệp sổ gửi tin.",
    ),
    "ledger.move-to-full": (
        "The database {path} holds a ledger that was used already (table {table}), so nothing was "
        "moved. Move into an empty database.",
        "Cơ sở dữ liệu {path} đã có sổ gửi tin được dùng (bảng {table}) nên chưa chuyển gì. Vui "
        "lòng chuyển vào cơ sở dữ liệu trống.",
    ),
    "ledger.move-miscounted": (
        "The table {table} has {found} rows in {path} instead of {expected}, so nothing "
        "was moved. Try again; if it happens again, please report it.",
        "Bảng {table} trong {path} có {found} dòng thay vì {expected} nên chưa chuyển gì. Vui lòng "
        "thử lại; nếu vẫn vậy, hãy báo cho chúng tôi.",
    ),
    "ledger.unknown-campaign": (
        "There is no campaign called “{name}”. `zns-batch campaigns` lists them.",
        "Không có chiến dịch nào tên “{name}”. Lệnh `zns-batch campaigns` liệt kê các chiến dịch.",
    ),
    "ledger.unknown-campaign@web": (
        "There is no campaign “{name}”, or you may not see it.",
        "Không có chiến dịch “{name}”, hoặc bạn không có quyền xem.",
    ),
    "ledger.no-campaign": (
        "There is no campaign yet. `zns-batch send --help` shows how to send the first one.",
        "Chưa có chiến dịch nào. Xem cách gửi chiến dịch đầu tiên bằng `zns-batch send --help`.",
    ),
    "ledger.no-campaign@web": ("There is no campaign yet.", "Chưa có chiến dịch nào."),
    "ledger.reminded-meanwhile": (
        "Another campaign has planned some of the reminders of {id} meanwhile: they are planned anew.",
        "Một chiến dịch khác vừa lên kế hoạch một số lời nhắc của {id}: chương trình sẽ lập lại danh sách.",
    ),
    "ledger.name-taken": (
        "There is already a campaign called “{name}”. Choose another --name.",
        "Đã có chiến dịch tên “{name}”. Vui lòng chọn tên khác bằng --name.",
    ),
    "ledger.name-taken@web": (
        "There is already a campaign called “{name}”. Please choose another name.",
        "Đã có chiến dịch tên “{name}”. Vui lòng chọn tên khác.",
    ),
    "ledger.already-sent": (
        "The same recipients and parameters were sent before, by campaign {id} “{name}” on "
        "{when} (state: {state}). Nothing was sent now; `zns-batch show {id}` shows more, "
        "`--again` sends them once more.",
        "Danh sách với đúng người nhận và nội dung này đã được gửi bởi chiến dịch {id} “{name}” lúc "
        "{when} (trạng thái: {state}). Lần này chưa gửi tin nào; xem `zns-batch show {id}`, hoặc "
        "thêm `--again` nếu thật sự muốn gửi lại.",
    ),
    "ledger.already-sent@web": (
        "The same recipients and values were sent before, by campaign “{name}” on {when} (state: {state}). To send all of it again, tick “Send again to those who got this message” in the options.",
        "Danh sách với đúng người nhận và nội dung này đã được gửi bởi chiến dịch “{name}” lúc {when} (trạng thái: {state}). Muốn gửi lại toàn bộ, vui lòng đánh dấu “Gửi lại cả những người đã nhận tin này” trong phần tùy chọn.",
    ),
    "ledger.scheduled-before": (
        "This list is already campaign {id} “{name}”, to be sent at {when}. Nothing was sent now; `zns-batch cancel {id}` cancels that one.",
        "Danh sách này đã thuộc chiến dịch {id} “{name}”, hẹn gửi lúc {when}. Lần này chưa gửi tin nào; dùng `zns-batch cancel {id}` để hủy chiến dịch đó.",
    ),
    "ledger.scheduled-before@web": (
        "This list is already campaign “{name}”, to be sent at {when}. It can be cancelled on its page.",
        "Danh sách này đã thuộc chiến dịch “{name}”, hẹn gửi lúc {when}. Có thể hủy chiến dịch đó ở trang của nó.",
    ),
    "ledger.schedule-name-taken": (
        "There is already a schedule called “{name}”. Choose another --name.",
        "Đã có lịch gửi tên “{name}”: vui lòng chọn --name khác.",
    ),
    "ledger.schedule-name-taken@web": (
        "There is already a schedule called “{name}”. Please choose another name.",
        "Đã có lịch gửi tên “{name}”. Vui lòng chọn tên khác.",
    ),
    "ledger.unknown-schedule": (
        "There is no schedule called “{name}”. `zns-batch schedule list` lists them.",
        "Không có lịch gửi “{name}”: xem danh sách bằng `zns-batch schedule list`.",
    ),
    "ledger.unknown-schedule@web": (
        "There is no schedule called “{name}”.",
        "Không có lịch gửi “{name}”.",
    ),
    "ledger.schedule-over": (
        "Schedule {id} “{name}” was to be sent once, which is done.",
        "Lịch gửi {id} “{name}” chỉ gửi một lần và đã kết thúc.",
    ),
    "ledger.not-due": (
        "Campaign {id} is not to be sent now.",
        "Chiến dịch {id} chưa đến lúc gửi.",
    ),
    "ledger.half-sent": (
        "This list is already campaign {id} “{name}” ({state}): {left} of its rows are still to be sent. Nothing was sent now. Continue it: zns-batch resume {id}",
        "Danh sách này đã thuộc chiến dịch {id} “{name}” ({state}), còn {left} dòng chưa gửi. Lần này chưa gửi tin nào. Để gửi tiếp: zns-batch resume {id}",
    ),
    "ledger.half-sent@web": (
        "This list is already campaign “{name}” ({state}): {left} of its rows {left:=is|are} still to be sent. Please go on with it on its page.",
        "Danh sách này đã thuộc chiến dịch “{name}” ({state}), còn {left} dòng chưa gửi. Vui lòng gửi tiếp ở trang của chiến dịch đó.",
    ),
    "ledger.all-sent-before": (
        "All {count} rows that could be sent were sent before, the last time by campaign {id} "
        "“{name}”. Nothing was sent now; `--again` sends them once more.",
        "Cả {count} dòng gửi được đều đã được gửi trước đây, gần nhất bởi chiến dịch {id} “{name}”. "
        "Lần này chưa gửi tin nào; thêm `--again` nếu thật sự muốn gửi lại.",
    ),
    "ledger.all-sent-before@web": (
        "All {count:row|rows} that could be sent {count:=was|were} sent before, the last time by campaign “{name}”. To send them once more, tick “Send again to those who got this message” in the options.",
        "Cả {count} dòng gửi được đều đã được gửi trước đây, gần nhất bởi chiến dịch “{name}”. Muốn gửi lại, vui lòng đánh dấu “Gửi lại cả những người đã nhận tin này” trong phần tùy chọn.",
    ),
    "ledger.lane-held": (
        "Another process is sending for account “{account}” now (process {pid} on {host}, campaign "
        "{campaign}). Wait for it, or stop it first.",
        "Một tiến trình khác đang gửi cho tài khoản “{account}” (tiến trình {pid} trên máy {host}, "
        "chiến dịch {campaign}). Vui lòng chờ hoặc dừng tiến trình đó trước.",
    ),
    "ledger.lane-lost": (
        "Another process took over account “{account}” while this one was suspended "
        "(process {pid} on {host}, campaign {campaign}). This one has stopped sending; "
        "leave it to the other.",
        "Một tiến trình khác đã nhận việc gửi cho tài khoản “{account}” khi tiến trình này "
        "bị treo (tiến trình {pid} trên máy {host}, chiến dịch {campaign}). Tiến trình này "
        "đã dừng gửi; tiến trình kia sẽ gửi tiếp.",
    ),
    "ledger.lane-lost-and-free": (
        "Another process took over account “{account}” while this one was suspended, and "
        "has ended since. This one has stopped sending; `zns-batch show latest` shows the "
        "campaign's state.",
        "Một tiến trình khác đã nhận việc gửi cho tài khoản “{account}” khi tiến trình này "
        "bị treo, và đã kết thúc. Tiến trình này đã dừng gửi; xem tình trạng bằng "
        "`zns-batch show latest`.",
    ),
    "ledger.lane-lost-and-free@web": (
        "Another process took over account “{account}” meanwhile, and has ended since. Please look at the campaign's page.",
        "Một tiến trình khác đã nhận việc gửi cho tài khoản “{account}” và đã kết thúc. Vui lòng xem trang chiến dịch.",
    ),
    "ledger.lane-held@web": (
        "Account “{account}” is sending campaign {campaign} now. Please wait until that is done, or pause it first.",
        "Tài khoản “{account}” đang gửi chiến dịch {campaign}. Vui lòng chờ gửi xong, hoặc tạm dừng chiến dịch đó trước.",
    ),
    "ledger.row-taken": (
        "A row of campaign {campaign} was no longer waiting to be sent. Sending was "
        "stopped to be safe.",
        "Một dòng của chiến dịch {campaign} không còn ở trạng thái chờ gửi. Chương trình dừng gửi "
        "để an toàn.",
    ),
    "ledger.broken-off": (
        "What was in flight is recorded as far as possible; `zns-batch resume {id}` continues.",
        "Kết quả các tin đang gửi đã được ghi lại trong khả năng cho phép; dùng `zns-batch resume "
        "{id}` để gửi tiếp.",
    ),
    "ledger.broken-off@web": (
        "What was in flight is recorded as far as possible; “Go on” on the campaign's page continues ({id}).",
        "Kết quả các tin đang gửi đã được ghi lại trong khả năng cho phép; bấm “Gửi tiếp” ở trang chiến dịch ({id}).",
    ),
    "ledger.nothing-left": (
        "Campaign {id} is {state}: no row waits to be sent.",
        "Chiến dịch {id} {state}: không còn dòng nào chờ gửi.",
    ),
    "ledger.nothing-to-retry": (
        "Campaign {id} has no row in the states {states}.",
        "Chiến dịch {id} không có dòng nào ở trạng thái {states}.",
    ),
    "ledger.nothing-to-retry@web": (
        "There are no such rows to send again any more; perhaps somebody has just sent them.",
        "Không còn dòng nào như vậy để gửi lại; có thể đã có người vừa gửi lại.",
    ),
    "ledger.only-final": (
        "Sending the {n} rejected rows of campaign {id} again changes nothing: the "
        "customer refused, or the number can't exist. To send them anyway, give their "
        "code: --code -141",
        "{n} dòng bị từ chối của chiến dịch {id} có gửi lại cũng vậy: khách đã từ chối nhận hoặc số "
        "không tồn tại. Nếu vẫn muốn gửi, vui lòng nêu mã: --code -141",
    ),
    "ledger.only-final@web": (
        "Sending {n:=this|these} {n:row|rows} again changes nothing: the customer refused, or the number can't exist.",
        "{n} dòng này có gửi lại cũng vậy: khách đã từ chối nhận hoặc số không tồn tại.",
    ),
    "ledger.cancelled-before": (
        "Campaign {id} was cancelled. `zns-batch retry {id} --status cancelled` sends its rows "
        "after all.",
        "Chiến dịch {id} đã bị hủy. Nếu vẫn muốn gửi các dòng đó, dùng `zns-batch retry {id} "
        "--status cancelled`.",
    ),
    "ledger.cancelled-before@web": (
        "This campaign was cancelled and can't go on. Its rows can be sent after all with “Send rows again”.",
        "Chiến dịch này đã bị hủy nên không gửi tiếp được. Nếu vẫn muốn gửi các dòng đó, vui lòng dùng “Gửi lại dòng chưa được nhận”.",
    ),
    "ledger.confirmed-before": (
        "Campaign {id} was already confirmed from another window or program, and is sent "
        "once. `zns-batch show {id}` shows its state.",
        "Chiến dịch {id} đã được xác nhận từ một cửa sổ hoặc chương trình khác và chỉ gửi một lần. "
        "Vui lòng xem tình trạng bằng `zns-batch show {id}`.",
    ),
    "ledger.confirmed-before@web": (
        "This campaign was confirmed already, from another window or by somebody else, and is sent once.",
        "Chiến dịch này đã được xác nhận từ một cửa sổ khác hoặc bởi người khác và chỉ gửi một lần.",
    ),
    "ledger.draft-expired": (
        "The draft {id} was made too long ago to be confirmed as it stands. Nothing was sent; "
        "look at its numbers again.",
        "Bản nháp {id} đã lập quá lâu nên không thể xác nhận nguyên như vậy. Chưa có tin nào được "
        "gửi; vui lòng xem lại các con số.",
    ),
    "ledger.draft-changed": (
        "The draft {id} is no longer what was shown: its rows or their number have changed. "
        "Nothing was sent; look at its numbers again.",
        "Bản nháp {id} không còn như lúc hiển thị: nội dung hoặc số tin đã thay đổi. Chưa có tin "
        "nào được gửi; vui lòng xem lại các con số.",
    ),
    "ledger.changed-meanwhile": (
        "Campaign {id} was just changed by somebody else, so nothing was done. Check "
        "`zns-batch show {id}`, then try again.",
        "Chiến dịch {id} vừa được người khác thay đổi nên chưa thực hiện gì. Vui lòng xem "
        "`zns-batch show {id}` rồi thử lại.",
    ),
    "ledger.changed-meanwhile@web": (
        "This campaign was just changed by somebody else, so nothing was done. Look at its page, then try again.",
        "Chiến dịch này vừa được người khác thay đổi nên chưa thực hiện gì. Vui lòng xem trang chiến dịch rồi thử lại.",
    ),
    "ledger.bad-cursor": (
        "“{cursor}” is not a position in the list of campaigns. Start again from the first page.",
        "“{cursor}” không phải vị trí trong danh sách chiến dịch. Vui lòng bắt đầu lại từ trang đầu.",
    ),
    "ledger.sum-mismatch": (
        "The counts of campaign {id} don't add up: {rows} rows were planned, {counted} are "
        "accounted for. This is a bug in zns-batch: please report it and send nothing more "
        "until it is understood.",
        "Số liệu của chiến dịch {id} không khớp: đã lập {rows} dòng nhưng chỉ thấy {counted} dòng. "
        "Đây là lỗi của zns-batch: vui lòng báo cho chúng tôi và tạm ngừng gửi tới khi làm rõ.",
    ),
    "ledger.not-stopped": (
        "The process that runs campaign {id} was asked to stop, but has not within "
        "{seconds} seconds; `zns-batch show {id}` shows when it has.",
        "Tiến trình chạy chiến dịch {id} chưa dừng sau {seconds} giây. Yêu cầu dừng đã được gửi; "
        "xem `zns-batch show {id}` để biết khi nào dừng hẳn.",
    ),
    "ledger.not-stopped@web": (
        "Campaign {id} was asked to stop, but has not within {seconds} seconds; its page shows when it has.",
        "Chiến dịch {id} chưa dừng sau {seconds} giây. Yêu cầu dừng đã được gửi; trang chiến dịch cho biết khi nào dừng hẳn.",
    ),
}
