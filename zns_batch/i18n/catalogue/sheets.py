"""What is said of a file that can't be read as a list, and of one that can, with something to know."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "sheet.file-missing": (
        "{path}: there is no such file; check the name and the folder",
        "{path}: không có tệp này; vui lòng kiểm tra lại tên tệp và thư mục",
    ),
    "sheet.file-unreadable": (
        "{path}: the file can't be opened; check that you may read it and close it in other programs",
        "{path}: không mở được tệp; vui lòng kiểm tra quyền đọc và đóng tệp trong các chương trình khác",
    ),
    "sheet.file-name": (
        "{path}: the file's name has letters in an old encoding (not UTF-8); rename the file",
        "{path}: tên tệp có chữ dùng bảng mã cũ (không phải UTF-8); vui lòng đổi tên tệp",
    ),
    "sheet.not-a-file": (
        "{path}: this is a folder or a device; give the name of a file",
        "{path}: đây là thư mục hoặc thiết bị; vui lòng nhập tên một tệp",
    ),
    "sheet.lock-file": (
        "{path}: this is a temporary file that Excel keeps while a workbook is open; give "
        "the name without ~$",
        "{path}: đây là tệp tạm của Excel khi đang mở bảng tính; vui lòng nhập tên tệp không có ~$",
    ),
    "sheet.file-empty": (
        "{path}: the file is empty (0 bytes); save or download it again",
        "{path}: tệp rỗng (0 byte); vui lòng lưu hoặc tải lại tệp",
    ),
    "sheet.file-too-large": (
        "{path}: the file is larger than {limit} MB; split the list into several files",
        "{path}: tệp lớn hơn {limit} MB; vui lòng chia danh sách thành nhiều tệp",
    ),
    "sheet.not-a-sheet": (
        "{path}: the content is {kind}, not a spreadsheet; give an .xlsx or .csv file",
        "{path}: nội dung là {kind}, không phải bảng tính; vui lòng dùng tệp .xlsx hoặc .csv",
    ),
    "sheet.unrecognised": (
        "{path}: the content is neither a spreadsheet nor text; give an .xlsx or .csv file",
        "{path}: nội dung không phải bảng tính, cũng không phải văn bản; vui lòng dùng tệp .xlsx hoặc .csv",
    ),
    "sheet.markup": (
        "{path}: the content is {kind}, whatever the name says; open it in Excel and save it as .xlsx",
        "{path}: nội dung thực ra là {kind}; vui lòng mở bằng Excel rồi lưu lại thành .xlsx",
    ),
    "sheet.password": (
        "{path}: the file is protected by a password; save a copy without the password",
        "{path}: tệp được bảo vệ bằng mật khẩu; vui lòng lưu một bản không đặt mật khẩu",
    ),
    "sheet.damaged": (
        "{path}: the file is damaged or incomplete; open it in Excel and save it again, or "
        "get a new copy",
        "{path}: tệp bị hỏng hoặc không đầy đủ; vui lòng mở bằng Excel rồi lưu lại, hoặc tải lại tệp",
    ),
    "sheet.zip-not-workbook": (
        "{path}: this is a zip archive without a workbook; unpack it and give the spreadsheet inside",
        "{path}: đây là tệp nén zip, không phải bảng tính; vui lòng giải nén và dùng bảng tính bên trong",
    ),
    "sheet.unpacks-too-large": (
        "{path}: the file expands to far more than a list can hold and was not opened; "
        "save it again from Excel",
        "{path}: tệp giải nén ra quá lớn so với một danh sách nên không được mở; vui lòng lưu lại từ Excel",
    ),
    "sheet.declares-entities": (
        "{path}: the file declares XML entities, which no spreadsheet program writes, and was not opened; save it again from Excel",
        "{path}: tệp khai báo thực thể XML, điều không chương trình bảng tính nào làm, nên không được mở; vui lòng lưu lại từ Excel",
    ),
    "sheet.too-spread": (
        "{path}: the last filled cell, {cell}, lies too far away; delete the unused rows and columns and save again",
        "{path}: ô có dữ liệu cuối cùng, {cell}, nằm quá xa; vui lòng xóa các dòng và cột không dùng rồi lưu lại",
    ),
    "sheet.too-many-cells": (
        "{path}: a row or the whole sheet is larger than a spreadsheet can be; split the list into several files",
        "{path}: một dòng hoặc cả trang tính vượt quá kích thước cho phép; vui lòng chia danh sách thành nhiều tệp",
    ),
    "sheet.cell-unreadable": (
        "{path}, row {row}: a time in this row is too large to be one; correct the cell's format",
        "{path}, dòng {row}: có ô thời gian quá lớn; vui lòng sửa định dạng của ô",
    ),
    "sheet.no-visible-sheet": (
        "{path}: the workbook has no visible sheet; show one in Excel, or name it with --sheet",
        "{path}: tệp không có trang tính nào hiển thị; vui lòng cho hiện trang tính trong Excel hoặc chọn bằng --sheet",
    ),
    "sheet.no-visible-sheet@web": (
        "{path}: the workbook has no visible sheet; please show one in Excel and upload the file again.",
        "{path}: tệp không có trang tính nào hiển thị; vui lòng cho hiện trang tính trong Excel rồi tải lên lại.",
    ),
    "sheet.unknown-sheet": (
        "no sheet is called “{wanted}”; there are: {names}",
        "không có trang tính “{wanted}”; hiện có: {names}",
    ),
    "sheet.text-without-sheets": (
        "{path}: a text file has no sheets, so there is no “{wanted}”; leave out --sheet",
        "{path}: tệp văn bản không có trang tính nên không có “{wanted}”; vui lòng bỏ --sheet",
    ),
    "sheet.text-without-sheets@web": (
        "{path}: a text file has no sheets, so there is no “{wanted}”.",
        "{path}: tệp văn bản không có trang tính nên không có “{wanted}”.",
    ),
    "sheet.empty": (
        "{path}, sheet “{sheet}”: it is empty; put headers in the first row and recipients below",
        "{path}, trang tính “{sheet}”: không có dữ liệu; vui lòng đặt tiêu đề ở dòng đầu và người nhận ở các dòng dưới",
    ),
    "sheet.empty-others": (
        "{path}, sheet “{sheet}”: it is empty; choose another one with --sheet: {others}",
        "{path}, trang tính “{sheet}”: không có dữ liệu; vui lòng chọn trang tính khác bằng --sheet: {others}",
    ),
    "sheet.empty-others@web": (
        "{path}: the sheet “{sheet}” is empty; please choose another one: {others}",
        "{path}: trang tính “{sheet}” không có gì; vui lòng chọn trang tính khác: {others}",
    ),
    "sheet.no-headers": (
        "{path}, row {row}: column headers are expected here and the row looks like data; put a row of headers above it",
        "{path}, dòng {row}: cần tiêu đề cột nhưng dòng này giống dữ liệu; vui lòng thêm một dòng tiêu đề phía trên",
    ),
    "sheet.header-row": (
        "{path}, row {row}: there are no visible cells with content, so the row can't hold "
        "the headers; give the number of the row with the column headers",
        "{path}, dòng {row}: không có ô nào hiển thị nội dung nên không thể là dòng tiêu đề; vui lòng nhập số của dòng chứa tên các cột",
    ),
    "sheet.no-rows": (
        "{path}: there are no rows below the headers in row {row}; add recipients and save the file",
        "{path}: không có dòng nào dưới dòng tiêu đề {row}; vui lòng thêm người nhận rồi lưu tệp",
    ),
    "sheet.all-hidden": (
        "{path}: all rows below the headers are hidden ({count}); show them or clear the filter, and save the file",
        "{path}: tất cả các dòng dưới tiêu đề đều bị ẩn ({count}); vui lòng cho hiện lại hoặc bỏ bộ lọc rồi lưu tệp",
    ),
    "sheet.encoding": (
        "{path}, line {line}: the text is in an old or unknown encoding; in Excel choose "
        "Save As, “CSV UTF-8”",
        "{path}, dòng {line}: chữ dùng bảng mã cũ hoặc không rõ; trong Excel vui lòng chọn Save As, “CSV UTF-8”",
    ),
    "sheet.code-page": (
        "{path}: the workbook is older than Excel 97 and doesn't say how its text is "
        "encoded; open it in Excel and save it as .xlsx",
        "{path}: tệp được lưu từ trước Excel 97 và không ghi bảng mã của chữ; vui lòng mở bằng Excel rồi lưu lại thành .xlsx",
    ),
    "sheet.old-font": (
        "{path}, row {row}, column {column}: the text is typed for an old font (TCVN3 or "
        "VNI); convert them to Unicode, for instance with UniKey (Ctrl+Shift+F6), and save "
        "again",
        "{path}, dòng {row}, cột {column}: chữ gõ theo phông cũ (TCVN3 hoặc VNI); vui lòng chuyển sang Unicode, ví dụ bằng UniKey (Ctrl+Shift+F6), rồi lưu lại",
    ),
    "sheet.quotes": (
        "{path}, row {row}: a quotation mark is out of place or never closed; correct it, or save the list as .xlsx",
        "{path}, dòng {row}: dấu ngoặc kép đặt sai chỗ hoặc không được đóng; vui lòng sửa lại, hoặc lưu danh sách thành .xlsx",
    ),
    "sheet.renamed": (
        "The file's name ends in {ending}; its content is {kind} and was read as that",
        "Tên tệp có đuôi {ending} nhưng nội dung là {kind}; tệp được đọc theo nội dung",
    ),
    "sheet.windows-1258": (
        "The text is in the encoding Windows-1258; please check the names below before sending",
        "Văn bản dùng bảng mã Windows-1258; vui lòng kiểm tra lại họ tên trước khi gửi",
    ),
    "sheet.titles-above": (
        "The headers are in row {row}; {count} filled row(s) above it are left out",
        "Tiêu đề cột nằm ở dòng {row}; bỏ qua {count} dòng có nội dung phía trên",
    ),
    "sheet.other-sheets": (
        "Only sheet “{sheet}” is read; other sheets hold data too: {others}",
        "Chỉ đọc trang tính “{sheet}”; các trang tính khác cũng có dữ liệu: {others}",
    ),
    "sheet.hidden-rows": (
        "Hidden rows left out: {count}; show them in Excel if they should be sent",
        "Bỏ qua {count} dòng bị ẩn; vui lòng cho hiện lại trong Excel nếu cần gửi",
    ),
    "sheet.hidden-columns": (
        "Hidden columns left out: {count} ({columns})",
        "Bỏ qua {count} cột bị ẩn ({columns})",
    ),
    "sheet.merged": (
        "Merged cells: {count}; each of their cells counts as holding the same value",
        "Có {count} vùng ô gộp; mỗi ô trong vùng được tính là có cùng giá trị",
    ),
    "sheet.beyond-headers": (
        "Columns without a header beyond the last one are left out: {columns}",
        "Bỏ qua các cột không có tiêu đề nằm sau cột tiêu đề cuối cùng: {columns}",
    ),
    "sheet.far-cells": (
        "Single cells far to the right of the list are left out: {cells}",
        "Bỏ qua các ô đơn lẻ nằm xa bên phải danh sách: {cells}",
    ),
    "sheet.uncalculated": (
        "Formulas without a stored value: {count}; open the file in Excel and save it, so that they are calculated",
        "Có {count} công thức chưa có kết quả; vui lòng mở tệp bằng Excel rồi lưu lại để tính kết quả",
    ),
    "sheet.remarks-left-out": (
        "{n} rows below the table have no value in any column that is used, and are left "
        "out: {rows}",
        "{n} dòng dưới bảng không có dữ liệu ở cột nào được dùng nên được bỏ qua: {rows}",
    ),
}
