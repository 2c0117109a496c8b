"""What became of messages after they were sent: asking for it, and hearing of it."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── asking ──
    "receipts.dry-run": (
        "Campaign {id} was a rehearsal: nothing was sent, so nothing can have arrived.",
        "Chiến dịch {id} chỉ là chạy thử, không gửi tin nào nên không có gì để tra.",
    ),
    "receipts.other-provider": (
        "Campaign {id} went out through {before}, and account “{account}” is at {now} now; set it up as it was then.",
        "Chiến dịch {id} đã gửi qua {before} nhưng tài khoản “{account}” hiện dùng {now}; vui lòng cấu hình lại như lúc gửi.",
    ),
    "receipts.unproven": (
        "The provider does not know {n} rows in doubt, nor any other message of this "
        "campaign; is the account set up as when it was sent? They stay in doubt.",
        "Nhà cung cấp không biết gì về {n} dòng chưa rõ lẫn mọi tin khác của chiến dịch; tài khoản có được cấu hình như lúc gửi không? Các dòng này vẫn là chưa rõ.",
    ),
    "receipts.asking": (
        "Asking {provider} about {n} messages, {rate} a second at the most.",
        "Đang hỏi {provider} về {n} tin, tối đa {rate} câu hỏi mỗi giây.",
    ),
    "receipts.nothing-open": (
        "Every message that can be asked about already has its final status.",
        "Mọi tin tra được đều đã có kết quả cuối cùng.",
    ),
    "receipts.asked": ("Asked about: {n}", "Đã hỏi: {n} tin"),
    "receipts.delivered": (
        "Delivered in time: {in_time}; late: {late}; not known to be delivered yet: {missing}",
        "Đến máy khách đúng hạn: {in_time}; quá hạn: {late}; chưa đến (theo thông tin hiện có): {missing}",
    ),
    "receipts.cost": (
        "Cost of the accepted, at most and before VAT: {cost} VND; certainly not charged: {n}",
        "Chi phí các tin đã nhận, tối đa và chưa gồm VAT: {cost} VNĐ; chắc chắn không tính phí: {n} tin",
    ),
    "receipts.ratings": (
        "Customer ratings: {n}, {mean} of 5 on average",
        "Lượt khách đánh giá: {n}, trung bình {mean}/5",
    ),
    "receipts.repeated": (
        "Rows sent again whose earlier message arrived too: {n}",
        "Với các dòng đã gửi lại, tin của lần gửi trước cũng đến máy khách: {n}",
    ),
    "receipts.early": (
        "Too early to tell: {n} rows in doubt. Ask again in some minutes: zns-batch receipts {id}",
        "{n} dòng chưa rõ vừa mới gửi, chưa tra được. Vui lòng hỏi lại sau vài phút: zns-batch receipts {id}",
    ),
    "receipts.early@web": (
        "Too early to tell: {n:row|rows} in doubt. Please ask again in some minutes ({id}).",
        "{n} dòng chưa rõ vừa mới gửi, chưa tra được. Vui lòng hỏi lại sau vài phút ({id}).",
    ),
    "receipts.in-doubt": (
        "Rows in doubt: {n}. {provider} can't look a message up by its tracking ID; only its events settle them (`zns-batch serve`).",
        "{n} dòng chưa rõ. {provider} không tra được theo mã đối soát; chỉ thông báo từ {provider} mới xác định được (`zns-batch serve`).",
    ),
    "receipts.in-doubt@web": (
        "Rows in doubt: {n}. {provider} can't look a message up by its tracking ID; only its events settle them.",
        "{n} dòng chưa rõ. {provider} không tra được theo mã đối soát; chỉ thông báo từ {provider} mới xác định được.",
    ),
    "receipts.failed": (
        "Without a usable answer: {n} messages. What was learned is kept; continue with: "
        "zns-batch receipts {id}",
        "{n} tin chưa có trả lời dùng được. Những gì đã biết đều được giữ lại; hỏi tiếp bằng: zns-batch receipts {id}",
    ),
    "receipts.failed@web": (
        "Without a usable answer: {n:message|messages}. What was learned is kept; please ask again later ({id}).",
        "{n} tin chưa có trả lời dùng được. Những gì đã biết đều được giữ lại; vui lòng hỏi lại sau ({id}).",
    ),
    "receipts.interrupted": (
        "Stopped. What was learned is kept; continue with: zns-batch receipts {id}",
        "Đã dừng. Những gì đã biết đều được giữ lại; hỏi tiếp bằng: zns-batch receipts {id}",
    ),
    "receipts.interrupted@web": (
        "Stopped. What was learned is kept; please ask again later ({id}).",
        "Đã dừng. Những gì đã biết đều được giữ lại; vui lòng hỏi lại sau ({id}).",
    ),
    # ── receiving ──
    "receipts.no-key": (
        "No account at Zalo has the OA's secret key, so no event could be verified: set "
        "{variable} (docs/receipts.md).",
        "Chưa tài khoản Zalo nào có khóa bí mật OA (OA Secret Key) nên không xác thực được thông báo: vui lòng đặt biến {variable} (docs/receipts.vi.md).",
    ),
    "receipts.no-app": (
        "Account “{account}” has the OA's secret key and no application's id, which signatures begin with: write `app_id` into zns-batch.toml or set {variable}.",
        "Tài khoản “{account}” có khóa bí mật OA nhưng thiếu mã ứng dụng để kiểm tra chữ ký: vui lòng ghi `app_id` vào zns-batch.toml hoặc đặt biến {variable}.",
    ),
    "receipts.port-taken": (
        "can't listen on {host}:{port} ({why}); choose another with --host or --port.",
        "Không mở được {host}:{port} ({why}); vui lòng chọn địa chỉ hoặc cổng khác bằng --host, --port.",
    ),
    "receipts.listening": (
        "Account “{account}” receives Zalo's events at {url}",
        "Tài khoản “{account}” nhận thông báo của Zalo tại {url}",
    ),
    "receipts.deaf": (
        "Account “{account}” receives no events: it has no OA secret key ({variable}).",
        "Tài khoản “{account}” không nhận thông báo: chưa có khóa bí mật OA ({variable}).",
    ),
    "receipts.event": ("{account}: {name} {told}", "{account}: Zalo báo {name} {told}"),
    "receipts.stopped": ("Stopped.", "Đã dừng."),
}
