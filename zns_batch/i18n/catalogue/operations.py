"""Sentences about running the program for months: health, cleaning up, copies."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── health ──
    "operations.not-ready": (
        "not ready: it has not looked for due campaigns recently",
        "chưa sẵn sàng: gần đây chưa kiểm tra được việc cần làm",
    ),
    "operations.no-ledger": (
        "not ready: the ledger can't be read",
        "chưa sẵn sàng: không đọc được sổ gửi tin",
    ),
    # ── purge ──
    "operations.bad-span": (
        "--older-than “{text}” can't be read: give a span such as 180d or 36h.",
        "Không đọc được --older-than “{text}”: hãy ghi khoảng thời gian, ví dụ 180d hoặc 36h.",
    ),
    "operations.purge-found": (
        "Campaigns that ended before {when}: {n}, with {rows} rows.",
        "Chiến dịch kết thúc trước {when}: {n}, gồm {rows} dòng.",
    ),
    "operations.purge-one": (
        "  {id} ({name}): ended {when}, {rows} rows",
        "  {id} ({name}): kết thúc lúc {when}, {rows} dòng",
    ),
    "operations.purge-left": (
        "  {id} ({name}) is left as it is: {why}",
        "  {id} ({name}) được giữ nguyên: {why}",
    ),
    "operations.left.open": (
        "it has not ended; cancel ends it",
        "chiến dịch chưa kết thúc; dùng cancel để kết thúc",
    ),
    "operations.left.waiting": (
        "some of its rows wait to be sent",
        "còn dòng chờ gửi",
    ),
    "operations.left.doubt": (
        "some of its rows are in doubt; receipts may settle them, or retry",
        "còn dòng chưa rõ kết quả; có thể dùng receipts hoặc retry",
    ),
    "operations.left.busy": (
        "it is in use now; try again later",
        "đang có tiến trình làm việc với chiến dịch này; hãy thử lại sau",
    ),
    "operations.purge-ask": (
        "Erase customers' data from {n} campaigns? It can't be undone.",
        "Xóa dữ liệu khách hàng của {n} chiến dịch? Việc này không thể hoàn tác.",
    ),
    "operations.purge-needs-yes": (
        "There is no terminal to ask for confirmation. Add --yes to erase the data, or "
        "--dry-run to see what would be erased.",
        "Không hỏi xác nhận được vì không chạy trong cửa sổ lệnh: thêm --yes để xóa dữ "
        "liệu, hoặc --dry-run để xem sẽ xóa những gì.",
    ),
    "operations.purge-not": ("Nothing was erased.", "Chưa xóa gì."),
    "operations.purge-would": (
        "Would be erased: {n} campaigns with {rows} rows, {events} events, {runs} schedule "
        "runs, {journeys} journey tokens, {lists} uploaded lists. Nothing was changed.",
        "Sẽ xóa dữ liệu: {n} chiến dịch gồm {rows} dòng, {events} sự kiện, {runs} lần chạy lịch, {journeys} token hành trình, {lists} danh sách đã tải lên. Chưa thay đổi gì.",
    ),
    "operations.purged": (
        "Erased: {n} campaigns with {rows} rows, {events} events, {runs} schedule runs, "
        "{journeys} journey tokens, {lists} uploaded lists.",
        "Đã xóa dữ liệu: {n} chiến dịch gồm {rows} dòng, {events} sự kiện, {runs} lần chạy lịch, {journeys} token hành trình, {lists} danh sách đã tải lên.",
    ),
    "operations.purge-space": (
        "The ledger's file was rewritten: no erased data is left in it.",
        "Đã ghi lại tệp sổ gửi tin: không còn dữ liệu sót trên các trang trống.",
    ),
    "operations.purge-later": (
        "A campaign is being sent now, so the file was not rewritten: run purge again at a "
        "quiet time to free its space and wipe what older changes left in it.",
        "Đang có tiến trình gửi nên chưa ghi lại tệp: hãy chạy lại purge lúc rảnh để giải phóng dung lượng và xóa sạch dấu vết cũ trong tệp.",
    ),
    "operations.purge-server": (
        "PostgreSQL was asked to clean up. Its WAL archive and your dumps are not touched.",
        "Đã yêu cầu PostgreSQL dọn dẹp. Không động đến kho lưu WAL và các tệp dump của bạn.",
    ),
    "operations.purge-elsewhere": (
        "Not touched: log files, results workbooks and lists in your folders, and backups. They hold phones too (logs only masked ones).",
        "Không động đến: nhật ký, tệp kết quả và danh sách trong thư mục của bạn, bản sao lưu. Các tệp này cũng có số điện thoại (nhật ký chỉ có số đã che).",
    ),
    "operations.purged-retry": (
        "The customers' data of {id} were erased (purge): its rows can't be sent again. "
        "Send them as a new list.",
        "Dữ liệu khách hàng của {id} đã bị xóa (purge): không gửi lại các dòng được. Hãy gửi bằng danh sách mới.",
    ),
    "operations.purged-show": (
        "Customers' data were erased on {when}: counts and ids remain.",
        "Dữ liệu khách hàng đã bị xóa lúc {when}: chỉ còn số đếm và các mã.",
    ),
    # ── backup ──
    "operations.backup-done": (
        "{path}: {n} campaigns and {rows} rows as they stood at {when}, {size} MB. It holds phones and tokens: keep it as safe as the ledger.",
        "{path}: {n} chiến dịch và {rows} dòng tại thời điểm {when}, {size} MB. Bản sao có số điện thoại và token: hãy giữ kín như sổ gốc.",
    ),
    "operations.backup-exists": (
        "{path} already exists: choose another name, or add --yes to overwrite it.",
        "{path} đã có: hãy chọn tên khác, hoặc thêm --yes để ghi đè.",
    ),
    "operations.backup-itself": (
        "{path} is the ledger itself: choose another name.",
        "{path} chính là sổ gửi tin: hãy chọn tên khác.",
    ),
    "operations.backup-failed": (
        "The copy {path} could not be written: {why}. What was there before is unchanged.",
        "Không ghi được bản sao {path}: {why}. Tệp cũ (nếu có) vẫn nguyên vẹn.",
    ),
    "operations.backup-bad": (
        "The ledger is damaged ({why}), so no copy was kept: restore the last good one.",
        "Sổ gửi tin bị hỏng ({why}) nên không giữ bản sao: hãy khôi phục từ bản sao tốt gần nhất.",
    ),
    "operations.use-pg-dump": (
        "The ledger is in PostgreSQL, which has its own tool; its password comes from "
        "PGPASSWORD or .pgpass: {command}",
        "Sổ gửi tin nằm trong PostgreSQL, hãy dùng công cụ của PostgreSQL; mật khẩu lấy từ PGPASSWORD hoặc .pgpass: {command}",
    ),
}
