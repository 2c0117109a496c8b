"""The words of the workbooks."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "report.column.status": ("Status", "Trạng thái"),
    "report.column.phone": ("Phone sent to", "Số đã gửi"),
    "report.column.code": ("Error code", "Mã lỗi"),
    "report.column.reason": ("Reason", "Lý do"),
    "report.column.remedy": ("What to do", "Cách xử lý"),
    "report.column.message-id": ("Message ID", "Mã tin"),
    "report.column.tracking-id": ("Tracking ID", "Mã đối soát"),
    "report.column.sent-at": ("Sent at", "Gửi lúc"),
    "report.column.delivered-at": ("Delivered at", "Nhận lúc"),
    "report.column.attempts": ("Attempts", "Số lần gửi"),
    "report.column.cost": ("Cost (VND)", "Chi phí (VNĐ)"),
    "report.column.stars": ("Stars given", "Số sao khách chấm"),
    "report.column.note": ("Customer's note", "Góp ý của khách"),
    "report.column.reasons": ("Customer's reasons", "Lý do khách chọn"),
    "report.column.reply": ("Customer's reply", "Khách bấm trả lời"),
    "report.column.list-row": ("Row in the list", "Dòng trong danh sách"),
    # Files that can't be written.
    "report.not-xlsx": (
        "The workbook {path} can't be written: its name must end in .xlsx.",
        "Không ghi được tệp {path}: tên tệp phải kết thúc bằng .xlsx.",
    ),
    "report.is-input": (
        "{path} is the list itself and would be lost; choose another name with -o.",
        "{path} chính là danh sách gốc và sẽ bị ghi đè; hãy chọn tên khác bằng -o.",
    ),
    "report.exists": (
        "{path} already exists and may be a list; choose another name with -o.",
        "Tệp {path} đã có, có thể là danh sách của bạn; hãy chọn tên khác bằng -o.",
    ),
    "report.is-folder": (
        "The workbook {path} can't be written: a folder has that name; choose another name with -o.",
        "Không ghi được tệp {path}: đã có thư mục trùng tên, hãy chọn tên khác bằng -o.",
    ),
    "report.in-use": (
        "The workbook {path} can't be written: it is open in another program or write-protected; close it or choose another name with -o.",
        "Không ghi được tệp {path}: tệp đang mở ở chương trình khác hoặc bị khóa ghi, hãy đóng tệp hoặc chọn tên khác bằng -o.",
    ),
    "report.no-permission": (
        "The workbook {path} can't be written: you may not write to that folder; choose another one with -o.",
        "Không ghi được tệp {path}: bạn không có quyền ghi vào thư mục này, hãy chọn thư mục khác bằng -o.",
    ),
    "report.no-folder": (
        "The workbook {path} can't be written: a part of its path is a file and not a folder; choose another one with -o.",
        "Không ghi được tệp {path}: trong đường dẫn có phần là tệp chứ không phải thư mục, hãy chọn đường dẫn khác bằng -o.",
    ),
    "report.name-too-long": (
        "The workbook {path} can't be written: its name is too long; choose a shorter one with -o.",
        "Không ghi được tệp {path}: tên tệp quá dài, hãy chọn tên ngắn hơn bằng -o.",
    ),
    "report.no-room": (
        "The workbook {path} can't be written: the disk is full; free some space, then write it again.",
        "Không ghi được tệp {path}: ổ đĩa đã đầy, hãy giải phóng dung lượng rồi ghi lại.",
    ),
    "report.no-dated-folder": (
        "The results can't be written into the folder {path} ({why}); give the schedule another folder.",
        "Không ghi được kết quả vào thư mục {path} ({why}), vui lòng chọn thư mục khác cho lịch gửi.",
    ),
    "report.unwritable": (
        "The workbook {path} can't be written ({why}); choose another place with -o.",
        "Không ghi được tệp {path} ({why}), hãy chọn nơi khác bằng -o.",
    ),
    "report.too-many-columns": (
        "The workbook {path} can't be written: the sheet has {columns} columns and Excel holds {most}; remove columns that are not needed.",
        "Không ghi được tệp {path}: bảng có {columns} cột trong khi Excel chỉ chứa được {most} cột, hãy bỏ bớt cột không cần.",
    ),
    "report.sum-wrong": (
        "The counts don't add up: {expected} rows expected, {found} found; nothing was "
        "written, please report this bug.",
        "Số liệu không khớp: cần {expected} dòng nhưng có {found} dòng; chưa ghi tệp nào, đây là lỗi của chương trình, xin báo cho chúng tôi.",
    ),
    # Sheets.
    "report.sheet.results": ("Results", "Kết quả"),
    "report.sheet.summary": ("Summary", "Tổng hợp"),
    "report.sheet.person": ("Needs a person", "Cần xử lý"),
    "report.sheet.checked": ("Checked", "Đã kiểm tra"),
    "report.sheet.problems": ("Problems", "Lỗi"),
    "report.cut": (
        "This text was cut: a cell holds at most 32,767 characters. The input file has all of it.",
        "Nội dung ô này đã bị cắt: một ô chứa tối đa 32.767 ký tự. Tệp gốc vẫn còn đầy đủ.",
    ),
    "report.later-recipient": (
        "Another phone number in row {row} of the list.",
        "Số điện thoại khác của dòng {row} trong danh sách.",
    ),
    "report.page": ("Page", "Trang"),
    # Why a row stands where it stands, when neither its cells nor the provider say so.
    "report.dry-run": (
        "DRY RUN, nothing is sent",
        "CHẠY THỬ, không gửi tin nào",
    ),
    "report.reason.pending": ("Not sent yet.", "Chưa được gửi."),
    "report.reason.sending": ("Being sent right now.", "Đang được gửi."),
    "report.reason.accepted": ("", ""),
    "report.reason.rejected": (
        "The provider refused the message.",
        "Nhà cung cấp từ chối tin này.",
    ),
    "report.reason.unknown": (
        "No usable answer: the message may or may not have been sent.",
        "Không nhận được trả lời rõ ràng: tin có thể đã được gửi hoặc chưa.",
    ),
    "report.reason.invalid": ("The row can't be sent.", "Dòng này không gửi được."),
    "report.reason.duplicate": (
        "The same phone and content are in an earlier row or were sent before.",
        "Trùng số điện thoại và nội dung với dòng trước hoặc với tin đã gửi.",
    ),
    "report.reason.suppressed": (
        "The phone is in the list of numbers never to send to.",
        "Số điện thoại nằm trong danh sách không được gửi.",
    ),
    "report.reason.excluded": (
        "The row is not among those that the filter (--where) chooses.",
        "Dòng này không thuộc các dòng được chọn bằng bộ lọc (--where).",
    ),
    "report.reason.excluded@web": (
        "The row is not among those that the filter chooses.",
        "Dòng này không thuộc các dòng được chọn bằng bộ lọc.",
    ),
    "report.reason.expired": (
        "Its time ran out before it could be sent.",
        "Đã quá hạn trước khi kịp gửi.",
    ),
    "report.reason.cancelled": (
        "The campaign was ended before the row was sent.",
        "Chiến dịch bị hủy trước khi dòng này được gửi.",
    ),
    "report.remedy.pending": ("Resume the campaign.", "Chạy tiếp chiến dịch."),
    "report.remedy.sending": (
        "Wait, then write this workbook again.",
        "Chờ một lát rồi ghi lại tệp kết quả.",
    ),
    "report.remedy.accepted": ("", ""),
    "report.remedy.rejected": (
        "Fix the cause, then retry the row.",
        "Khắc phục nguyên nhân rồi gửi lại dòng này.",
    ),
    "report.remedy.unknown": (
        "Ask the customer or check the provider's history first; retry only if a second "
        "message does no harm.",
        "Hãy hỏi khách hoặc xem lịch sử gửi của nhà cung cấp trước; chỉ gửi lại khi chấp nhận khách có thể nhận hai tin.",
    ),
    "report.remedy.invalid": (
        "Correct the cell, then send the row again.",
        "Sửa ô bị lỗi rồi gửi lại dòng này.",
    ),
    "report.remedy.duplicate": (
        "Nothing: it is sent once.",
        "Không cần làm gì: tin chỉ gửi một lần.",
    ),
    "report.remedy.suppressed": (
        "Nothing, unless the number should not be in that list.",
        "Không cần làm gì, trừ khi số này không nên có trong danh sách.",
    ),
    "report.remedy.excluded": (
        "Nothing, unless the filter should have chosen it.",
        "Không cần làm gì, trừ khi bộ lọc lẽ ra phải chọn dòng này.",
    ),
    "report.remedy.expired": (
        "Retry the row if it should still be sent.",
        "Gửi lại dòng này nếu vẫn cần gửi.",
    ),
    "report.remedy.cancelled": (
        "Retry the row if it should be sent after all.",
        "Gửi lại dòng này nếu vẫn muốn gửi.",
    ),
    "report.in-column": ("Column “{column}”: {text}", "Cột “{column}”: {text}"),
    # The summary.
    "report.rows": ("{n} rows", "{n} dòng"),
    "report.rows.one": ("1 row", "1 dòng"),
    "report.title": ("ZNS results: {name}", "Kết quả gửi ZNS: {name}"),
    "report.state": ("State: {state}", "Tình trạng: {state}"),
    "report.state.reason": ("State: {state}, {reason}", "Tình trạng: {state}, {reason}"),
    "report.state.after": (
        "{state}; can continue from {when} (Vietnam time)",
        "{state}; có thể chạy tiếp từ {when} (giờ Việt Nam)",
    ),
    "report.head.steps": ("What to do now", "Việc cần làm"),
    "report.head.state": ("Status", "Trạng thái"),
    "report.head.rows": ("Rows", "Số dòng"),
    "report.head.share": ("Share", "Tỷ lệ"),
    "report.head.reasons": ("Reasons, most frequent first", "Lý do, nhiều nhất trước"),
    "report.head.first": ("First row", "Dòng đầu"),
    "report.head.about": ("About this campaign", "Thông tin chiến dịch"),
    "report.total": ("Total", "Tổng cộng"),
    "report.delivered": (
        "of the accepted: delivered to the phone",
        "trong đó đã đến máy khách",
    ),
    "report.in-time": ("    in time", "    đúng hạn"),
    "report.late": ("    late", "    quá hạn"),
    "report.missing": (
        "of the accepted: not known to be delivered yet",
        "trong đó chưa đến máy khách (theo thông tin hiện có)",
    ),
    "report.chart.title": ("Rows by status", "Số dòng theo trạng thái"),
    "report.chart.alt": ("One bar per status: {sum}", "Mỗi trạng thái một thanh: {sum}"),
    "report.fact.campaign": ("Campaign", "Chiến dịch"),
    "report.fact.template": ("Template", "Mẫu tin"),
    "report.fact.account": ("Account", "Tài khoản gửi"),
    "report.fact.destination": ("Sent to", "Gửi tới"),
    "report.fact.source": ("Input file", "Tệp đầu vào"),
    "report.fact.mode": ("Mode", "Chế độ"),
    "report.fact.created": ("Planned at", "Lập lúc"),
    "report.fact.started": ("Started at", "Bắt đầu gửi lúc"),
    "report.fact.ended": ("Ended at", "Kết thúc lúc"),
    "report.fact.written": ("This workbook written at", "Ghi tệp này lúc"),
    "report.fact.quota-daily": ("Quota of the day (messages)", "Hạn mức trong ngày (tin)"),
    "report.fact.quota-remaining": ("Quota left (messages)", "Hạn mức còn lại (tin)"),
    "report.export-phone": (
        "The template has a parameter “{name}”, the name of the phone column in the file for Zalo's "
        "campaign page; give that column another with --phone-header. Nothing was written.",
        "Mẫu tin có tham số “{name}” trùng tên cột số điện thoại của tệp dùng cho trang gửi theo chiến "
        "dịch; vui lòng đặt tên khác cho cột đó bằng --phone-header. Chưa ghi gì.",
    ),
    "report.fact.price-uid": (
        "Price of a message to a user id (VND)",
        "Giá một tin gửi theo user id (VNĐ)",
    ),
    "report.fact.where": ("Only rows with", "Chỉ lấy dòng có"),
    "report.fact.set": ("Set in place of columns", "Nội dung đặt thay cho cột"),
    "report.fact.price": ("Price of a message (VND)", "Giá một tin (VNĐ)"),
    "report.fact.ratings": ("Customer ratings", "Lượt khách đánh giá"),
    "report.ratings": ("{mean} of 5 on average", "trung bình {mean}/5"),
    "report.fact.cost": ("Cost (VND)", "Chi phí (VNĐ)"),
    "report.cost.note": (
        "at most, before VAT: only messages delivered in time are charged",
        "tối đa, chưa gồm VAT: chỉ tính phí tin đến máy khách đúng hạn",
    ),
    "report.cost.so-far": (
        "at most, before VAT; certainly not charged: {n} messages",
        "tối đa, chưa gồm VAT; chắc chắn không tính phí: {n} tin",
    ),
    "report.cost.unknown": (
        "unknown: the template file has no price",
        "chưa rõ: tệp mẫu tin không ghi giá",
    ),
    "report.quota.unknown": ("the provider did not say", "nhà cung cấp không cho biết"),
    "report.zone": ("Vietnam time", "giờ Việt Nam"),
    "report.mode.development": (
        "development: test messages to the account's administrators",
        "development: tin thử, chỉ gửi cho quản trị viên của OA",
    ),
    # What to do now.
    "report.step.rehearse": (
        "This was a rehearsal, and the campaign is not kept. To send for real, give the same command without --rehearse.",
        "Đây là lần tập dượt, chiến dịch không được lưu lại. Để gửi thật, chạy lại đúng lệnh đó và bỏ --rehearse.",
    ),
    "report.step.rehearse@web": (
        "This was a rehearsal: no customer received anything.",
        "Đây là lần tập dượt: không khách nào nhận được tin.",
    ),
    "report.step.demo": (
        "This was the demo: no customer received anything, and the campaign is not kept.",
        "Đây là bản dùng thử: không khách nào nhận được tin và chiến dịch không được lưu lại.",
    ),
    "report.step.dry-run": (
        "This was a rehearsal. To send for real, give the same command without --dry-run.",
        "Đây là lần chạy thử. Để gửi thật, chạy lại đúng lệnh đó và bỏ --dry-run.",
    ),
    "report.step.dry-run@web": (
        "This was a rehearsal: no message was sent.",
        "Đây là lần chạy thử: chưa có tin nào được gửi.",
    ),
    "report.step.running": (
        "Still to be sent: {n}. The campaign is running; write this workbook again later: zns-batch report {id} -o {file}",
        "Còn {n} dòng chờ gửi. Chiến dịch đang chạy, hãy ghi lại tệp này sau: zns-batch report {id} -o {file}",
    ),
    "report.step.running@web": (
        "{n:message is|messages are} still to be sent. The campaign is under way.",
        "Còn {n} tin chờ gửi. Chiến dịch đang chạy.",
    ),
    "report.step.resume": (
        "Still to be sent: {n}. Continue with: zns-batch resume {id}",
        "Còn {n} dòng chờ gửi. Chạy tiếp bằng lệnh: zns-batch resume {id}",
    ),
    "report.step.resume@web": (
        "{n:message is|messages are} still to be sent. Press “Go on” when you are ready.",
        "Còn {n} tin chờ gửi. Hãy bấm “Gửi tiếp” khi bạn sẵn sàng.",
    ),
    "report.step.mend": (
        "Still to be sent: {n}. First fix the cause above, then: zns-batch resume {id}",
        "Còn {n} dòng chờ gửi. Hãy khắc phục nguyên nhân nêu trên trước, rồi chạy: zns-batch resume {id}",
    ),
    "report.step.mend@web": (
        "{n:message is|messages are} still to be sent. First mend what stopped the campaign, then press “Go on”.",
        "Còn {n} tin chờ gửi. Hãy khắc phục nguyên nhân dừng trước, rồi bấm “Gửi tiếp”.",
    ),
    "report.step.unknown": (
        "Perhaps sent, perhaps not: {n}. They are never sent again automatically; only if "
        "a second message does no harm: zns-batch retry {id} --status unknown",
        "{n} dòng chưa rõ đã gửi hay chưa. Chương trình không tự gửi lại; chỉ khi chấp nhận khách có thể nhận hai tin: zns-batch retry {id} --status unknown",
    ),
    "report.step.unknown@web": (
        "{n:row is|rows are} unknown: perhaps sent, perhaps not. The program does not send {n:=it|them} again by itself.",
        "{n} dòng chưa rõ đã gửi hay chưa. Chương trình không tự gửi lại.",
    ),
    "report.step.invalid": (
        'To correct: {n}. Correct them in the sheet “{sheet}”, delete the other rows there, save, then: zns-batch send {file} --sheet "{sheet}" {options}',
        '{n} dòng có ô cần sửa. Hãy sửa trong trang tính “{sheet}”, xóa các dòng khác ở đó, lưu lại rồi chạy: zns-batch send {file} --sheet "{sheet}" {options}',
    ),
    "report.step.invalid@web": (
        "{n:row of the file has a mistake and was|rows of the file have mistakes and were} not sent. Download {n:=it, correct it, and upload it|them, correct them, and upload them} as a new list.",
        "{n} dòng trong tệp có lỗi nên chưa gửi. Hãy tải về, sửa rồi tải lên thành danh sách mới.",
    ),
    "report.step.retry": (
        "Not sent: {n} ({states}). Each row of the sheet “{sheet}” says why; when that is "
        "fixed: zns-batch retry {id} --status {words}",
        "{n} dòng không gửi được ({states}). Mỗi dòng ở trang tính “{sheet}” có ghi lý do; sau khi khắc phục: zns-batch retry {id} --status {words}",
    ),
    "report.step.retry@web": (
        "{n:row was|rows were} not sent ({states}). When that is mended, send {n:=it|them} again.",
        "{n} dòng không gửi được ({states}). Khắc phục xong, hãy gửi lại các dòng đó.",
    ),
    "report.step.final": (
        "Can't be reached: {n}. These customers refused such messages, or their number can't exist; "
        "sending again changes nothing.",
        "Không thể gửi tới: {n} dòng. Khách đã từ chối nhận tin này hoặc số không tồn tại; gửi lại "
        "cũng không thay đổi.",
    ),
    "report.step.final@web": (
        "{n:customer|customers} can't be reached by Zalo: they refused, or the number can't exist. Call or write to them another way.",
        "{n} khách không thể gửi qua Zalo: họ đã từ chối nhận hoặc số không tồn tại. Hãy gọi điện hoặc nhắn bằng cách khác.",
    ),
    "report.step.none": ("Nothing: every row is done.", "Không còn việc gì: mọi dòng đã xong."),
    "report.step.later": (
        "Further phone numbers of a row stand below the last row of the list on the first sheet: {n}.",
        "Các số điện thoại còn lại của cùng một dòng nằm dưới dòng cuối của danh sách ở trang đầu: {n}.",
    ),
    "report.step.cut": (
        "Cells longer than Excel allows, cut in this workbook and marked with a note: {n}.",
        "{n} ô dài hơn mức Excel cho phép nên bị cắt trong tệp này (có ghi chú tại ô).",
    ),
    # The errors workbook of `check`.
    "report.problems.row": ("Row", "Dòng"),
    "report.problems.column": ("Column", "Cột"),
    "report.problems.code": ("Code", "Mã"),
    "report.problems.message": ("What is wrong", "Lỗi"),
    "report.problems.cell": ("The cell holds", "Nội dung ô"),
}
