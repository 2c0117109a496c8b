"""What is wrong with cells, rows, columns and lists of numbers, and how to mend it."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # The phone.
    "problem.phone-missing": (
        "There is no phone number; fill it in or delete the row.",
        "Chưa có số điện thoại; hãy điền số hoặc xóa dòng này.",
    ),
    "problem.user-missing": (
        "There is no user id; fill it in or delete the row.",
        "Chưa có user id; hãy điền hoặc xóa dòng này.",
    ),
    "problem.user-lossy": (
        "The user id is a number that has lost digits; format the column as text and enter the id again.",
        "User id bị Excel làm mất chữ số; hãy định dạng cột là văn bản rồi nhập lại.",
    ),
    "problem.user-unusable": (
        "“{shown}” is not a user id, which has 5 to 20 digits.",
        "“{shown}” không phải user id; user id gồm 5 đến 20 chữ số.",
    ),
    "problem.phone-too-short": (
        "{shown} has only {digits} digits; a mobile number has 10 (0…) or 11 (84…). Add what is missing.",
        "{shown} chỉ có {digits} chữ số; số di động có 10 chữ số (0…) hoặc 11 (84…). Hãy bổ sung cho đủ.",
    ),
    "problem.phone-too-long": (
        "{shown} has {digits} digits; a mobile number has 10 (0…) or 11 (84…). Remove the "
        "extra ones.",
        "{shown} có tới {digits} chữ số; số di động có 10 chữ số (0…) hoặc 11 (84…). Hãy bỏ chữ số thừa.",
    ),
    "problem.phone-landline": (
        "{shown} is a landline or hotline, which can't receive ZNS; give a mobile number.",
        "{shown} là số máy bàn hoặc tổng đài, không nhận được ZNS; hãy dùng số di động.",
    ),
    "problem.phone-foreign": (
        "{shown} has a foreign country code; ZNS reaches Vietnamese numbers (+84) only.",
        "{shown} mang mã nước khác; ZNS chỉ gửi được tới số Việt Nam (+84).",
    ),
    "problem.phone-several": (
        "{shown} holds several phone numbers; leave one, make a row for each, or send to each with --split-phones.",
        "{shown} có nhiều số điện thoại; hãy để lại một số, tách mỗi số thành một dòng, hoặc thêm --split-phones để gửi tới từng số.",
    ),
    "problem.phone-several@web": (
        "{shown} holds several phone numbers; leave one, make a row for each, or switch on “Send to each number of a cell” under the options.",
        "{shown} có nhiều số điện thoại; vui lòng để lại một số, tách mỗi số thành một dòng, hoặc bật “Gửi tới từng số trong ô” ở phần tùy chọn.",
    ),
    "problem.phone-shortened": (
        "{shown} holds a phone number and only the end of another; write each in full, with a comma between.",
        "{shown} có một số điện thoại đầy đủ và phần cuối của số khác; hãy ghi đủ từng số, cách nhau bằng dấu phẩy.",
    ),
    "problem.phone-part": (
        "Of the {count} phone numbers in the cell, “{shown}” can't be sent to; correct or "
        "remove it.",
        "Trong {count} số điện thoại của ô này, “{shown}” không gửi được; hãy sửa hoặc bỏ số đó.",
    ),
    "problem.phone-together": (
        "{shown} holds several phone numbers that can't be told apart; write each in full, with a comma between.",
        "{shown} có nhiều số điện thoại viết liền nhau; hãy ghi đủ từng số, cách nhau bằng dấu phẩy.",
    ),
    "problem.phone-letters": (
        "“{shown}” holds something besides a phone number; leave only the number in the cell.",
        "“{shown}” có ký tự không thuộc số điện thoại; hãy chỉ để lại số trong ô này.",
    ),
    "problem.phone-suggestion": (
        "“{shown}” holds something besides a phone number; if {suggestion} is meant, leave only that in the cell.",
        "“{shown}” có ký tự không thuộc số điện thoại; nếu đúng là số {suggestion}, hãy chỉ để lại số đó trong ô này.",
    ),
    "problem.phone-lookalike": (
        "“{shown}” has letters that look like digits ({letters}); if {suggestion} is meant, type it with digits.",
        "“{shown}” có chữ cái trông giống chữ số ({letters}); nếu đúng là số {suggestion}, hãy gõ lại bằng chữ số.",
    ),
    "problem.phone-invalid": (
        "{shown} is not a Vietnamese mobile number: no operator uses this prefix. Check "
        "its digits.",
        "{shown} không phải số di động Việt Nam: không nhà mạng nào có đầu số này. Hãy kiểm tra lại các chữ số.",
    ),
    "problem.phone-lossy": (
        "{shown} has lost digits: the spreadsheet shortened the number. Format the column as Text and enter the number again.",
        "{shown} đã mất chữ số do bảng tính rút gọn số. Hãy định dạng cột là Văn bản (Text) rồi nhập lại số.",
    ),
    "problem.phone-date": (
        "The cell holds a date or time; give a phone number.",
        "Ô này chứa ngày giờ; hãy điền số điện thoại.",
    ),
    "problem.phone-metadata": (
        "The phone number rules for Viet Nam lack the part {kind}; reinstall the program.",
        "Bộ quy tắc số điện thoại Việt Nam thiếu phần {kind}; hãy cài đặt lại chương trình.",
    ),
    # Any value.
    "problem.value-missing": (
        "Parameter {param} needs a value; fill in the cell.",
        "Tham số {param} bắt buộc phải có; hãy điền vào ô này.",
    ),
    "problem.value-error-cell": (
        "The cell shows the error {shown}; correct its formula or type the value.",
        "Ô này đang báo lỗi {shown}; hãy sửa công thức hoặc nhập giá trị.",
    ),
    "problem.value-boolean": (
        "The cell holds {shown}; write what the customer should read, as text.",
        "Ô này chứa giá trị {shown}; hãy viết bằng chữ đúng nội dung khách hàng sẽ đọc.",
    ),
    "problem.value-too-long": (
        "“{shown}” has {length} characters, but at most {limit} are allowed; shorten it by {over}.",
        "“{shown}” dài {length} ký tự, tối đa {limit}; hãy rút bớt {over} ký tự.",
    ),
    "problem.value-too-short": (
        "“{shown}” has {length} characters, but the template needs at least {least}; add {missing}.",
        "“{shown}” chỉ dài {length} ký tự, mẫu tin cần ít nhất {least}; hãy bổ sung {missing} ký tự.",
    ),
    "problem.value-lossy": (
        "{shown} has lost digits: spreadsheets keep 15 digits of a number. Format the column as Text and enter the value again.",
        "{shown} đã mất chữ số vì bảng tính chỉ giữ 15 chữ số. Hãy định dạng cột là Văn bản (Text) rồi nhập lại.",
    ),
    "problem.value-not-text": (
        "“{shown}” can't be sent as text; type the value.",
        "Không gửi được “{shown}” dưới dạng chữ; hãy nhập lại giá trị.",
    ),
    # Text that was damaged before it reached us.
    "problem.text-null": (
        "“{shown}” is what a program writes where it has no value; fill in the value, or "
        'clear the cell. If it is intended: set allow = ["null"] for this parameter in the '
        "template file.",
        '“{shown}” là chữ phần mềm ghi ra khi không có giá trị; hãy điền giá trị hoặc để trống ô. Nếu đúng là nội dung cần gửi: thêm allow = ["null"] cho tham số này trong tệp mẫu tin.',
    ),
    "problem.text-placeholder": (
        "“{shown}” has a placeholder that was never filled in; write the customer's own "
        'value. If it is intended: set allow = ["placeholder"] for this parameter in the '
        "template file.",
        '“{shown}” còn chỗ trống chưa được điền; hãy ghi giá trị của khách hàng. Nếu đúng là nội dung cần gửi: thêm allow = ["placeholder"] cho tham số này trong tệp mẫu tin.',
    ),
    "problem.text-question-marks": (
        "“{shown}” has question marks where letters were lost; export the list again as "
        'Excel or CSV UTF-8. If they are intended: set allow = ["question-marks"] for this '
        "parameter in the template file.",
        '“{shown}” có dấu hỏi ở chỗ chữ bị mất; hãy xuất lại danh sách dạng Excel hoặc CSV UTF-8. Nếu dấu hỏi là đúng: thêm allow = ["question-marks"] cho tham số này trong tệp mẫu tin.',
    ),
    "problem.text-replacement": (
        "“{shown}” has characters that were lost (�); type the value again or export the "
        "list again as Excel or CSV UTF-8.",
        "“{shown}” có chữ đã bị mất (�); hãy nhập lại, hoặc xuất lại danh sách dạng Excel hoặc CSV UTF-8.",
    ),
    "problem.text-encoding": (
        "“{shown}” was read with the wrong encoding (probably “{suggestion}”); export the list again as Excel or CSV UTF-8.",
        "“{shown}” bị sai bảng mã (có lẽ là “{suggestion}”); hãy xuất lại danh sách dạng Excel hoặc CSV UTF-8.",
    ),
    "problem.text-html": (
        "“{shown}” contains HTML code, which the customer would read; leave only the text. "
        'If it is intended: set allow = ["html"] for this parameter in the template file.',
        '“{shown}” có mã của trang web mà khách hàng sẽ nhìn thấy; hãy chỉ để lại nội dung. Nếu đúng là nội dung cần gửi: thêm allow = ["html"] cho tham số này trong tệp mẫu tin.',
    ),
    "problem.text-escapes": (
        "“{shown}” has letters written as codes, which the customer would read; export the "
        'list again as Excel or CSV UTF-8. If they are intended: set allow = ["escapes"] '
        "for this parameter in the template file.",
        '“{shown}” có chữ bị viết thành mã mà khách hàng sẽ nhìn thấy; hãy xuất lại danh sách dạng Excel hoặc CSV UTF-8. Nếu đúng là nội dung cần gửi: thêm allow = ["escapes"] cho tham số này trong tệp mẫu tin.',
    ),
    # Numbers and money.
    "problem.value-not-number": (
        "“{shown}” is not a number; write it with digits, such as 1500 or 0.5.",
        "“{shown}” không phải là số; hãy viết bằng chữ số, ví dụ 1500 hoặc 0.5.",
    ),
    "problem.number-ambiguous": (
        "“{shown}” can be read in two ways (1500 or 1.5?); write 1500, or 1.5 without the zeros at the end.",
        "“{shown}” có thể hiểu theo hai cách (1500 hay 1,5?); hãy viết 1500, hoặc 1.5 không có số 0 ở cuối.",
    ),
    "problem.value-not-amount": (
        "“{shown}” is not an amount of money; write it with digits, such as 150000 or 150.000.",
        "“{shown}” không phải là số tiền; hãy viết bằng chữ số, ví dụ 150000 hoặc 150.000.",
    ),
    "problem.currency-not-positive": (
        "{shown} is not an amount Zalo takes: it must be more than 0.",
        "Zalo không nhận số tiền {shown}: số tiền phải lớn hơn 0.",
    ),
    "problem.payment-bounds": (
        "{shown} is not an amount that Zalo takes for a payment: it must be from {least} to {most} VND.",
        "Zalo không nhận số tiền thanh toán {shown}: số tiền phải từ {least} đến {most} đồng.",
    ),
    "problem.currency-decimals": (
        "{shown} has decimals, and the dong has none; round the amount.",
        "{shown} có phần thập phân, trong khi tiền đồng không có; hãy làm tròn số tiền.",
    ),
    # Dates and times.
    "problem.value-not-date": (
        "“{shown}” is not a date; write day/month/year, such as 22/11/2026.",
        "“{shown}” không phải là ngày; hãy viết ngày/tháng/năm, ví dụ 22/11/2026.",
    ),
    "problem.date-impossible": (
        "{shown} is not in the calendar; write day/month/year, the day first, such as 22/11/2026.",
        "{shown} không có trong lịch; hãy viết ngày/tháng/năm, ngày đứng trước, ví dụ 22/11/2026.",
    ),
    "problem.date-short-year": (
        "{shown} could be in the last century or in this one; write all four digits of the year, such as 22/11/2035.",
        "{shown} có thể thuộc thế kỷ trước hoặc thế kỷ này; hãy viết đủ bốn chữ số của năm, ví dụ 22/11/2035.",
    ),
    "problem.date-ambiguous": (
        "{shown} could be day/month or month/day, because {other} in row {other_row} of this column has the month first; write all dates of the column day first, or format it as Date.",
        "{shown} có thể là ngày/tháng hoặc tháng/ngày, vì {other} ở dòng {other_row} cùng cột ghi tháng trước; hãy viết mọi ngày trong cột với ngày đứng trước, hoặc định dạng cột là Ngày (Date).",
    ),
    "problem.date-day-hidden": (
        "The cell holds {shown}, but its format hides the day (it shows month and year, or less); "
        "format the cell so that the day is seen, such as dd/mm/yyyy, and check the day. If the "
        'month is meant: set type = "month" for this parameter in the template file; if {shown} is '
        'meant: set allow = ["no-day"].',
        "Ô chứa {shown} nhưng định dạng của ô ẩn ngày (chỉ hiện tháng, năm); vui lòng định dạng ô để "
        "hiện cả ngày, ví dụ dd/mm/yyyy, rồi kiểm tra lại ngày. Nếu chỉ cần tháng: đặt type = "
        '"month" cho tham số này trong tệp mẫu tin; nếu đúng là {shown}: thêm allow = ["no-day"].',
    ),
    "problem.date-day-hidden@web": (
        "The cell holds {shown}, but its format hides the day (it shows month and year, or less); "
        "format the cell so that the day is seen, such as dd/mm/yyyy, check the day and upload the "
        "list again.",
        "Ô chứa {shown} nhưng định dạng của ô ẩn ngày (chỉ hiện tháng, năm); vui lòng định dạng ô để "
        "hiện cả ngày, ví dụ dd/mm/yyyy, kiểm tra lại ngày rồi tải danh sách lên lại.",
    ),
    "problem.value-not-month": (
        "“{shown}” is not a month; write month/year, such as 11/2026.",
        "“{shown}” không phải là tháng; hãy viết tháng/năm, ví dụ 11/2026.",
    ),
    "problem.month-impossible": (
        "{shown} is not a month: a year has 12. Write month/year, such as 11/2026.",
        "{shown} không phải là tháng: một năm có 12 tháng. Hãy viết tháng/năm, ví dụ 11/2026.",
    ),
    "problem.value-not-time": (
        "“{shown}” is not a time of day; write hour:minute, such as 08:30.",
        "“{shown}” không phải là giờ; hãy viết giờ:phút, ví dụ 08:30.",
    ),
    "problem.time-impossible": (
        "{shown} is not a time of day; hours go to 23 and minutes to 59.",
        "{shown} không phải là giờ trong ngày; giờ tối đa 23, phút tối đa 59.",
    ),
    "problem.value-not-datetime": (
        "“{shown}” is not a date and time; write it as 08:30 22/11/2026.",
        "“{shown}” không phải là ngày giờ; hãy viết dạng 08:30 22/11/2026.",
    ),
    "problem.time-missing": (
        "{shown} has no time of day, and the parameter needs one; write 08:30 22/11/2026. "
        'If the date alone is enough: set allow = ["no-time"] for this parameter in the '
        "template file.",
        '{shown} chưa có giờ mà tham số này cần cả giờ; hãy viết dạng 08:30 22/11/2026. Nếu chỉ cần ngày: thêm allow = ["no-time"] cho tham số này trong tệp mẫu tin.',
    ),
    "problem.bank-note-signs": (
        "“{shown}” has characters that Zalo refuses in a transfer note: {signs} — remove them.",
        "“{shown}” có ký tự Zalo không nhận trong nội dung chuyển khoản: {signs} — hãy bỏ các ký tự này.",
    ),
    "problem.qr-signs": (
        "“{shown}” has characters that a QR code can't hold: {signs} — use letters without diacritics, "
        "digits and plain signs.",
        "“{shown}” có ký tự mà mã QR không chứa được: {signs} — hãy dùng chữ không dấu, chữ số và ký "
        "hiệu thông thường.",
    ),
    "problem.bin-digits": (
        "“{shown}” is not a bank's BIN, which has six digits, such as 970436.",
        "“{shown}” không phải mã BIN ngân hàng; mã BIN gồm 6 chữ số, ví dụ 970436.",
    ),
    "problem.set-empty": (
        "The cell is empty, and “{text}” needs it; fill it in or delete the row.",
        "Ô này đang trống mà “{text}” cần có; hãy điền vào hoặc xóa dòng này.",
    ),
    # Whole rows.
    "problem.example-row": (
        "This is the example row of `sample`, and its number may belong to somebody; "
        "replace it with your own recipients, or delete the row.",
        "Đây là dòng mẫu do `sample` tạo, số điện thoại có thể là của người khác; hãy thay bằng người nhận của bạn hoặc xóa dòng này.",
    ),
    "problem.example-row@web": (
        "This is the example row of the sample file, and its number may belong to somebody; replace it with your own recipients, or delete the row.",
        "Đây là dòng ví dụ của tệp mẫu, số điện thoại có thể là của người khác; vui lòng thay bằng người nhận của bạn hoặc xóa dòng này.",
    ),
    "problem.total-row": (
        "This looks like a totals row (“{shown}”), not a recipient; delete the row, or "
        "fill in the phone number.",
        "Dòng này giống dòng cộng (“{shown}”), không phải người nhận; hãy xóa dòng, hoặc điền số điện thoại.",
    ),
    "problem.duplicate": (
        "The same phone and parameters are already in row {first}; this row is not sent.",
        "Trùng số điện thoại và nội dung với dòng {first}; dòng này không được gửi.",
    ),
    "problem.duplicate-row": (
        "The same phone and parameters are already in row {first}; delete one of the two rows.",
        "Trùng số điện thoại và nội dung với dòng {first}; hãy xóa một trong hai dòng.",
    ),
    "problem.value-format": (
        "The cell holds {shown}, but its format shows something else (an exponent, a "
        "fraction, the name of a month); format the column as Text and type what customers "
        "should read.",
        "Ô chứa {shown} nhưng định dạng của ô hiển thị khác (số mũ, phân số, tên tháng); vui lòng "
        "định dạng cột là Văn bản (Text) rồi nhập đúng nội dung khách cần đọc.",
    ),
    "problem.row-too-long": (
        "The row has {count} cells, but the header has {columns}: a comma or another "
        "delimiter inside a value has split it; put that value in quotation marks, or save "
        "the list as .xlsx. If a column has no header, give it one.",
        "Dòng có {count} ô nhưng tiêu đề chỉ có {columns}: dấu phẩy hoặc dấu phân cách trong một giá "
        "trị đã cắt giá trị đó làm đôi; vui lòng đặt giá trị trong ngoặc kép, hoặc lưu danh sách "
        "thành .xlsx. Nếu có cột chưa có tiêu đề, vui lòng đặt tiêu đề cho cột đó.",
    ),
    "problem.rows-joined": (
        "A stray quotation mark has joined several rows into one; delete it, or save the "
        "list as .xlsx.",
        "Một dấu ngoặc kép thừa đã gộp nhiều dòng thành một; vui lòng xóa dấu đó, hoặc lưu danh sách "
        "thành .xlsx.",
    ),
    "problem.sent-before": (
        "The same message went to this phone before, by campaign {campaign} (row {first} there); "
        "this row is not sent.",
        "Tin này đã gửi tới số điện thoại này ở chiến dịch {campaign} (dòng {first}); dòng này "
        "không được gửi lại.",
    ),
    "problem.suppressed": (
        "The number is in the list of numbers never to send to; this row is not sent.",
        "Số này nằm trong danh sách không được gửi; dòng này không được gửi.",
    ),
    "problem.sms-empty": (
        "The SMS would be empty; give the account a fallback_text.",
        "Nội dung SMS trống; vui lòng đặt fallback_text cho tài khoản.",
    ),
    "problem.never-send": (
        "The number is on the never-send list (`zns-batch suppress list`); this row is not sent.",
        "Số này nằm trong danh sách không gửi (`zns-batch suppress list`); dòng này không được gửi.",
    ),
    "problem.never-send@web": (
        "The number is on the never-send list; this row is not sent.",
        "Số này nằm trong danh sách không gửi; dòng này không được gửi.",
    ),
    # Columns. These pieces are joined into one line.
    "problem.columns": (
        "{path}, header row {row}: {problems}",
        "{path}, dòng tiêu đề {row}: {problems}",
    ),
    "problem.columns-missing": (
        "no columns for {names}; rename columns, or use {options}; the sheet has {columns}",
        "không có cột cho {names}; hãy đổi tên cột, hoặc dùng {options}; bảng có {columns}",
    ),
    "problem.columns-more": (" and {n} more", " và {n} cột khác"),
    "problem.columns-missing-phone": ("phone numbers", "số điện thoại"),
    "problem.columns-missing-map": ("--map PARAMETER=COLUMN", "--map THAM_SỐ=CỘT"),
    "problem.columns-missing-map@web": (
        "choose their columns below",
        "chọn cột cho từng tham số ở bảng bên dưới",
    ),
    "problem.columns-missing-name": ("--phone COLUMN", "--phone CỘT"),
    "problem.columns-missing-name@web": (
        "choose the phone column below",
        "chọn cột số điện thoại ở bảng bên dưới",
    ),
    "problem.column-missing": (
        "no column for parameter {param}; rename a column, use --map {param}=COLUMN, or --set {param}=TEXT for the same text in all rows; nearest: {candidates}",
        "không có cột cho tham số {param}; hãy đổi tên cột, dùng --map {param}=CỘT, hoặc --set {param}=NỘI_DUNG nếu mọi dòng giống nhau; gần giống: {candidates}",
    ),
    "problem.column-missing@web": (
        "There is no column for “{param}” yet. Choose one below; nearest: {candidates}",
        "Chưa có cột nào cho “{param}”. Vui lòng chọn cột ở bảng bên dưới; gần giống: {candidates}",
    ),
    "problem.column-missing@api": (
        "There is no column for the parameter {param}; name one in map, or give its text in set; nearest: {candidates}",
        "Không có cột cho tham số {param}; vui lòng chỉ cột trong map hoặc cho nội dung trong set; gần giống: {candidates}",
    ),
    "problem.column-no-phone": (
        "no column of phone numbers; rename a column or use --phone COLUMN; nearest: {candidates}",
        "không có cột số điện thoại; hãy đổi tên cột hoặc dùng --phone CỘT; gần giống: {candidates}",
    ),
    "problem.column-no-phone@web": (
        "There is no column of phone numbers yet. Choose one below; nearest: {candidates}",
        "Chưa có cột số điện thoại. Vui lòng chọn cột ở bảng bên dưới; gần giống: {candidates}",
    ),
    "problem.column-no-phone@api": (
        "There is no column of phone numbers; name one in phone; nearest: {candidates}",
        "Không có cột số điện thoại; vui lòng chỉ cột trong phone; gần giống: {candidates}",
    ),
    "problem.column-only-users": (
        "no column of phone numbers, but one of user ids: {columns}; send to user ids with --uid",
        "không có cột số điện thoại, chỉ có cột user id: {columns}; gửi theo user id bằng --uid",
    ),
    "problem.column-only-users@web": (
        "There is no column of phone numbers, only one of user ids: {columns}. Messages of these pages go to phone numbers; please add a column for them.",
        "Không có cột số điện thoại, chỉ có cột user id: {columns}. Trang này gửi tới số điện thoại; vui lòng thêm cột số điện thoại.",
    ),
    "problem.column-no-user": (
        "no column of user ids; rename a column to user_id or use --phone COLUMN; nearest: {candidates}",
        "không có cột user id; hãy đổi tên cột thành user_id hoặc dùng --phone CỘT; gần giống: {candidates}",
    ),
    "problem.column-no-user@web": (
        "There is no column of user ids. Choose one below; nearest: {candidates}",
        "Không có cột user id. Vui lòng chọn cột ở bảng bên dưới; gần giống: {candidates}",
    ),
    "problem.column-no-user@api": (
        "There is no column of user ids; name one in phone; nearest: {candidates}",
        "Không có cột user id; vui lòng chỉ cột trong phone; gần giống: {candidates}",
    ),
    "problem.column-phone-twice": (
        "several columns of phone numbers: {columns}; choose one with --phone COLUMN",
        "có nhiều cột số điện thoại: {columns}; hãy chọn một cột bằng --phone CỘT",
    ),
    "problem.column-phone-twice@web": (
        "Several columns may be the phone number: {columns}. Please choose one below.",
        "Có nhiều cột có thể là số điện thoại: {columns}. Vui lòng chọn một cột ở bảng bên dưới.",
    ),
    "problem.column-param-twice": (
        "several columns for parameter {param}: {columns}; choose one with --map {param}=COLUMN",
        "có nhiều cột cho tham số {param}: {columns}; hãy chọn một cột bằng --map {param}=CỘT",
    ),
    "problem.column-param-twice@web": (
        "Several columns may be meant for “{param}”: {columns}. Please choose one below.",
        "Có nhiều cột có thể dùng cho “{param}”: {columns}. Vui lòng chọn một cột ở bảng bên dưới.",
    ),
    "problem.column-header-twice": (
        "the same header appears twice: {columns}; rename or delete one of them",
        "tiêu đề bị lặp: {columns}; hãy đổi tên hoặc xóa bớt một cột",
    ),
    "problem.column-named-twice": (
        "{option} names a header that appears twice: {columns}; name the column by its letter",
        "{option} chỉ tới tiêu đề bị lặp: {columns}; hãy chọn cột bằng chữ cái của cột",
    ),
    "problem.column-unknown": (
        "{option}: there is no column “{name}”; there are columns such as {candidates}",
        "{option}: không có cột “{name}”; danh sách có các cột như {candidates}",
    ),
    "problem.column-unknown-param": (
        "--map: the template has no parameter “{param}”; its parameters: {known}",
        "--map: mẫu tin không có tham số “{param}”; các tham số: {known}",
    ),
    "problem.column-unknown-param@web": (
        "The template has no parameter “{param}”; its parameters: {known}",
        "Mẫu tin không có tham số “{param}”; các tham số: {known}",
    ),
    "problem.set-unknown-param": (
        "--set: the template has no parameter “{param}”; its parameters: {known}.",
        "--set: mẫu tin không có tham số “{param}”; các tham số: {known}.",
    ),
    "problem.set-unknown-param@web": (
        "The template has no parameter “{param}”; its parameters: {known}.",
        "Mẫu tin không có tham số “{param}”; các tham số: {known}.",
    ),
    "problem.set-and-map": (
        "--set and --map both give parameter {param}; keep one of them.",
        "--set và --map cùng đặt tham số {param}; hãy chỉ giữ một.",
    ),
    "problem.set-and-map@web": (
        "Parameter {param} is given both a column and a text; keep one of them.",
        "Tham số {param} vừa có cột vừa có nội dung đặt sẵn; vui lòng chỉ giữ một.",
    ),
    "problem.set-brace": (
        "{option}: “{text}” has a brace that stands alone; a column's name stands between two braces, "
        "and a brace itself is doubled",
        "{option}: “{text}” có dấu ngoặc nhọn lẻ; tên cột đặt giữa hai dấu ngoặc nhọn, còn chính dấu "
        "ngoặc thì viết đôi",
    ),
    "problem.set-value": (
        "--set {param}: {why}",
        "--set {param}: {why}",
    ),
    "problem.set-value@web": (
        "The text for {param}: {why}",
        "Nội dung đặt sẵn cho {param}: {why}",
    ),
    "problem.where-form": (
        "“{value}” is not of the form COLUMN=VALUE or COLUMN!=VALUE.",
        "“{value}” chưa đúng dạng CỘT=GIÁ_TRỊ hoặc CỘT!=GIÁ_TRỊ.",
    ),
    "problem.where-nothing": (
        "{path}: no row fits the filter {filter}, so there is nothing to send; column {column} holds: {values}. Check the value.",
        "{path}: không có dòng nào khớp bộ lọc {filter} nên không có gì để gửi; cột {column} có: {values}. Hãy kiểm tra lại giá trị.",
    ),
    # The SMS in the message's place.
    "problem.sms-too-long": (
        "The SMS would have {length} characters; at most {longest} can be sent ({plain} without accents). Shorten it.",
        "SMS có {length} ký tự; chỉ gửi được tối đa {longest} (không dấu: {plain}). Hãy rút ngắn nội dung.",
    ),
    # A row's own journey.
    "problem.journey-missing": (
        "The journey token is missing. Enter it; `zns-batch journey create --help` shows how to get one.",
        "Thiếu token hành trình. Vui lòng điền vào; xem cách lấy token bằng `zns-batch journey create --help`.",
    ),
    "problem.journey-missing@web": (
        "The journey token is missing. Please enter it in the cell.",
        "Thiếu token hành trình. Vui lòng điền vào ô này.",
    ),
    "problem.journey-lossy": (
        "The spreadsheet treated the journey's id as a number and may have changed its "
        "last digits. Format the column as text and enter it again.",
        "Bảng tính coi mã hành trình là số nên có thể đã làm sai các chữ số cuối. Hãy định dạng cột là văn bản rồi nhập lại.",
    ),
    "problem.journey-unusable": (
        "“{shown}” is not a journey token, which has no spaces or accents. Copy it again.",
        "“{shown}” không phải token hành trình: token phải liền một chuỗi, không có khoảng trắng hay dấu. Hãy chép lại.",
    ),
    # Lists of numbers never to send to.
    "problem.suppress-unreadable": (
        "{path}: the list of numbers never to send to can't be read ({why}); check the path and the permissions.",
        "{path}: không đọc được danh sách số không gửi ({why}); hãy kiểm tra đường dẫn và quyền truy cập.",
    ),
    "problem.suppress-column": (
        "{path}: which column holds the numbers never to send to? Columns: {columns}; name one “Phone”.",
        "{path}: không rõ cột nào chứa các số không gửi. Các cột: {columns}; hãy đặt tên một cột là “Số điện thoại”.",
    ),
    "problem.suppress-lines": (
        "{path}: rows without a readable phone number: {count} (row {rows}); correct them, "
        "or messages would go to them.",
        "{path}: {count} dòng không đọc được số điện thoại (dòng {rows}); hãy sửa lại, nếu không các số này vẫn bị gửi.",
    ),
}
