"""Sentences about running the program for months: health, cleaning up, copies."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── health ──
    "operations.not-ready": (
        "not ready: it has not looked for what is due lately",
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
        "  {id} ({name}) is left whole: {why}",
        "  {id} ({name}) được giữ nguyên: {why}",
    ),
    "operations.left.open": (
        "it has not ended; cancel ends it",
        "chiến dịch chưa kết thúc; dùng cancel để kết thúc",
    ),
    "operations.left.waiting": (
        "rows of it wait to be sent",
        "còn dòng chờ gửi",
    ),
    "operations.left.doubt": (
        "rows of it are in doubt; receipts may settle them, or retry",
        "còn dòng chưa rõ kết quả; có thể dùng receipts hoặc retry",
    ),
    "operations.left.busy": (
        "somebody is working on it now; try again later",
        "đang có tiến trình làm việc với chiến dịch này; hãy thử lại sau",
    ),
    "operations.purge-ask": (
        "Take customers' data out of {n} campaigns? It can't be undone.",
        "Xóa dữ liệu khách hàng của {n} chiến dịch? Việc này không thể hoàn tác.",
    ),
    "operations.purge-needs-yes": (
        "Nobody is there to be asked: add --yes to take the data out, or --dry-run to see what would go.",
        "Không có ai để hỏi: thêm --yes để xóa dữ liệu, hoặc --dry-run để xem sẽ xóa những gì.",
    ),
    "operations.purge-not": ("Nothing was taken out.", "Chưa xóa gì."),
    "operations.purge-would": (
        "Would be taken out: {n} campaigns with {rows} rows, {events} events, {runs} schedule runs, {journeys} journey tokens. Nothing was changed.",
        "Sẽ xóa dữ liệu: {n} chiến dịch gồm {rows} dòng, {events} sự kiện, {runs} lần chạy lịch, {journeys} token hành trình. Chưa thay đổi gì.",
    ),
    "operations.purged": (
        "Taken out: {n} campaigns with {rows} rows, {events} events, {runs} schedule runs, {journeys} journey tokens.",
        "Đã xóa dữ liệu: {n} chiến dịch gồm {rows} dòng, {events} sự kiện, {runs} lần chạy lịch, {journeys} token hành trình.",
    ),
    "operations.purge-space": (
        "The ledger's file was written anew: nothing of it is left on free pages.",
        "Đã ghi lại tệp sổ gửi tin: không còn dữ liệu sót trên các trang trống.",
    ),
    "operations.purge-later": (
        "Somebody is sending now, so the file was not written anew: run purge again at a quiet time to free its space and wipe what older changes left in it.",
        "Đang có tiến trình gửi nên chưa ghi lại tệp: hãy chạy lại purge lúc rảnh để giải phóng dung lượng và xóa sạch dấu vết cũ trong tệp.",
    ),
    "operations.purge-server": (
        "PostgreSQL was told to clean up. Its WAL archive and your dumps are not touched.",
        "Đã yêu cầu PostgreSQL dọn dẹp. Không động đến kho lưu WAL và các tệp dump của bạn.",
    ),
    "operations.purge-elsewhere": (
        "Not touched: log files, results workbooks, lists and backups. They hold phones too (logs only masked ones).",
        "Không động đến: nhật ký, tệp kết quả, danh sách và bản sao lưu. Các tệp này cũng có số điện thoại (nhật ký chỉ có số đã che).",
    ),
    "operations.purged-retry": (
        "The customers' data of {id} were taken out (purge): its rows can't be sent again. Send them as a new list.",
        "Dữ liệu khách hàng của {id} đã bị xóa (purge): không gửi lại các dòng được. Hãy gửi bằng danh sách mới.",
    ),
    "operations.purged-show": (
        "Customers' data were taken out on {when}: counts and ids are left.",
        "Dữ liệu khách hàng đã bị xóa lúc {when}: chỉ còn số đếm và các mã.",
    ),
    # ── backup ──
    "operations.backup-done": (
        "{path}: {n} campaigns and {rows} rows as they stood at {when}, {size} MB. It holds phones and tokens: keep it as safe as the ledger.",
        "{path}: {n} chiến dịch và {rows} dòng tại thời điểm {when}, {size} MB. Bản sao có số điện thoại và token: hãy giữ kín như sổ gốc.",
    ),
    "operations.backup-exists": (
        "{path} is there already: choose another name, or add --yes to write over it.",
        "{path} đã có: hãy chọn tên khác, hoặc thêm --yes để ghi đè.",
    ),
    "operations.backup-itself": (
        "{path} is the ledger itself: choose another name.",
        "{path} chính là sổ gửi tin: hãy chọn tên khác.",
    ),
    "operations.backup-failed": (
        "The copy {path} could not be written: {why}. What was there before is as it was.",
        "Không ghi được bản sao {path}: {why}. Tệp cũ (nếu có) vẫn nguyên vẹn.",
    ),
    "operations.backup-bad": (
        "The ledger is damaged ({why}), so no copy was kept: restore the last good one.",
        "Sổ gửi tin bị hỏng ({why}) nên không giữ bản sao: hãy khôi phục từ bản sao tốt gần nhất.",
    ),
    "operations.use-pg-dump": (
        "The ledger lies in PostgreSQL, which has its own tool; its password comes from PGPASSWORD or .pgpass: {command}",
        "Sổ gửi tin nằm trong PostgreSQL, hãy dùng công cụ của PostgreSQL; mật khẩu lấy từ PGPASSWORD hoặc .pgpass: {command}",
    ),
}
