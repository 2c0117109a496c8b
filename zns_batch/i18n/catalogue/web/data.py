"""The page about customers' data: what is kept, and how it is taken out."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "web.data.h1": ("Customers' data", "Dữ liệu khách hàng"),
    "web.data.lead": (
        "What the program keeps of customers and of people, for how long, and how much of it there is.",
        "Chương trình giữ gì về khách hàng và người dùng, trong bao lâu và có bao nhiêu.",
    ),
    "web.data.what": ("What", "Loại dữ liệu"),
    "web.data.how-long": ("For how long", "Giữ bao lâu"),
    "web.data.how-many": ("How many", "Số lượng"),
    "web.data.oldest": ("The oldest from", "Cũ nhất từ"),
    "web.data.kind.rows": (
        "Rows of campaigns with phones and contents",
        "Dòng của các chiến dịch, có số điện thoại và nội dung",
    ),
    "web.data.kind.lists": ("Unfinished lists", "Danh sách soạn dở"),
    "web.data.kind.files": ("Files made for downloads", "Tệp tạo ra để tải về"),
    "web.data.kind.events": (
        "What customers and Zalo told about messages",
        "Phản hồi của khách và tin báo của Zalo",
    ),
    "web.data.kind.never": ("Never-send list", "Danh sách không gửi"),
    "web.data.kind.acts": ("Log of acts", "Nhật ký thao tác"),
    "web.data.kind.sessions": ("Sessions of people", "Phiên đăng nhập của người dùng"),
    "web.data.until-purged": ("until you take them out below", "đến khi bạn xóa ở dưới"),
    "web.data.until-removed": ("until somebody takes them off", "đến khi có người bỏ ra"),
    "web.data.with-campaign": ("as long as their campaign's rows", "như dòng của chiến dịch"),
    "web.data.hours": ("{n:hour|hours}", "{n} giờ"),
    "web.data.days": ("{n:day|days}", "{n} ngày"),
    "web.data.purged": (
        "Data were taken out of {n:campaign|campaigns} already; their numbers are still there.",
        "Đã xóa dữ liệu của {n} chiến dịch; số liệu tổng vẫn còn.",
    ),
    "web.data.old-h2": ("Take old data out", "Xóa dữ liệu cũ"),
    "web.data.old-lead": (
        "Phones and contents of campaigns that ended long ago go; states and numbers stay. First you see what would go.",
        "Xóa số điện thoại và nội dung của các chiến dịch đã kết thúc từ lâu; trạng thái và số liệu vẫn còn. Bạn xem trước những gì sẽ xóa.",
    ),
    "web.data.months": ("Older than", "Cũ hơn"),
    "web.data.months-unit": ("months", "tháng"),
    "web.data.bad-months": (
        "Please type a whole number of months from {least} to {most}.",
        "Vui lòng nhập số tháng nguyên, từ {least} đến {most}.",
    ),
    "web.data.look": ("See what would go", "Xem trước phần sẽ xóa"),
    "web.data.old-than": (
        "Campaigns that ended more than {n:month|months} ago, before {when}. Nothing is gone yet.",
        "Các chiến dịch kết thúc hơn {n} tháng trước, trước {when}. Chưa xóa gì.",
    ),
    "web.data.campaign": ("Campaign", "Chiến dịch"),
    "web.data.account": ("Account", "Tài khoản gửi"),
    "web.data.ended": ("Ended", "Kết thúc"),
    "web.data.planned": ("Planned", "Lập lúc"),
    "web.data.rows": ("Rows", "Số dòng"),
    "web.data.and-more": (
        "and {n:more campaign|more campaigns}",
        "và {n} chiến dịch nữa",
    ),
    "web.data.old-none": (
        "Nothing is that old. There is nothing to take out.",
        "Không có dữ liệu nào cũ như vậy. Không có gì để xóa.",
    ),
    "web.data.related-h2": ("Also goes", "Cũng sẽ xóa"),
    "web.data.related.events": (
        "what customers wrote, in {n:event|events}",
        "nội dung khách viết trong {n} tin báo",
    ),
    "web.data.related.lists": (
        "{n:unfinished list|unfinished lists}",
        "{n} danh sách soạn dở",
    ),
    "web.data.related.journeys": (
        "{n:token|tokens} of journeys",
        "{n} mã hành trình (journey)",
    ),
    "web.data.left-h2": ("These stay", "Những chiến dịch được giữ lại"),
    "web.data.left.open": ("has not ended", "chưa kết thúc"),
    "web.data.left.waiting": ("rows wait to be sent", "còn dòng chờ gửi"),
    "web.data.left.doubt": (
        "rows of it are in doubt; please settle them first",
        "còn dòng chưa rõ; vui lòng xác nhận trước",
    ),
    "web.data.left.busy": ("somebody is working on it", "đang có người xử lý"),
    "web.data.confirm-h2": ("Confirm", "Xác nhận"),
    "web.data.purge-ask": (
        "Removes phones and contents of {rows:row|rows} in {campaigns:campaign|campaigns}, and what else is older. Totals stay. This can't be undone.",
        "Sẽ xóa số điện thoại và nội dung của {rows} dòng trong {campaigns} chiến dịch, cùng dữ liệu khác đã cũ. Số liệu tổng vẫn còn. Không khôi phục được.",
    ),
    "web.data.type-number": ("Type {rows} to confirm", "Gõ {rows} để xác nhận"),
    "web.data.bad-number": (
        "Please type {rows}, the number of rows as it is now.",
        "Vui lòng gõ {rows}, đúng số dòng hiện có.",
    ),
    "web.data.purge-go": ("Take the data out", "Xóa dữ liệu"),
    "web.data.customer-h2": ("Take one customer's data out", "Xóa dữ liệu của một khách hàng"),
    "web.data.customer-lead": (
        "When a customer asks for it: phone, cells and message of this customer go, in all campaigns of all accounts; states and numbers stay.",
        "Khi khách hàng yêu cầu: xóa số điện thoại, nội dung các ô và tin của khách này trong mọi chiến dịch của mọi tài khoản; trạng thái và số liệu vẫn còn.",
    ),
    "web.data.customer": ("Phone number", "Số điện thoại"),
    "web.data.customer-look": ("See where it stands", "Xem có ở đâu"),
    "web.data.customer-of": (
        "{phone} stands here. Nothing is gone yet.",
        "Số {phone} có ở những nơi sau. Chưa xóa gì.",
    ),
    "web.data.customer-none": (
        "This number stands in no campaign and in no unfinished list.",
        "Số này không có trong chiến dịch hay danh sách soạn dở nào.",
    ),
    "web.data.customer-rows": (
        "{n:row|rows} of campaigns will be emptied.",
        "{n} dòng của các chiến dịch sẽ được làm trống.",
    ),
    "web.data.customer-lists": (
        "{n:unfinished list|unfinished lists} with this number will be deleted as a whole.",
        "{n} danh sách soạn dở có số này sẽ bị xóa cả danh sách.",
    ),
    "web.data.customer-never": (
        "It is on the never-send list: there it stays as a keyed hash, so that nobody writes to it again.",
        "Số này có trong danh sách không gửi: ở đó giữ lại dạng mã băm có khóa, để không ai gửi lại.",
    ),
    "web.data.and-waiting": ("(+ {n} to be sent)", "(+ {n} dòng chờ gửi)"),
    "web.data.customer-waiting": (
        "{n:row is|rows are} still to be sent and will stay. Put the number on the never-send list or cancel the campaign, then come back here.",
        "{n} dòng còn chờ gửi nên sẽ được giữ lại. Vui lòng thêm số vào danh sách không gửi hoặc hủy chiến dịch, rồi quay lại đây.",
    ),
    "web.data.customer-copies": (
        "Lists and results on your own computers, and copies of the ledger, are not reached from here.",
        "Danh sách, tệp kết quả trên máy của bạn và các bản sao lưu sổ gửi tin không xóa được từ đây.",
    ),
    "web.data.sure": (
        "I know that this can't be undone",
        "Tôi biết việc này không khôi phục được",
    ),
    "web.data.not-sure": ("Please tick the box.", "Vui lòng đánh dấu vào ô."),
    "web.data.customer-go": ("Take this customer out", "Xóa khách hàng này"),
    "web.data.search-over": (
        "The number is no longer kept here. Please type it once more.",
        "Số không còn được nhớ ở đây. Vui lòng nhập lại.",
    ),
    "web.data.job-h1": ("Taking data out", "Đang xóa dữ liệu"),
    "web.data.job-none": ("Nothing is being taken out.", "Hiện không xóa gì."),
    "web.data.job-running": (
        "Data are being taken out. You can close this page.",
        "Đang xóa dữ liệu. Bạn có thể đóng trang này.",
    ),
    "web.data.job-wiping": (
        "The data are gone; the database's file is being cleaned of what stood there.",
        "Đã xóa dữ liệu; đang dọn sạch tệp cơ sở dữ liệu.",
    ),
    "web.data.job-purged": (
        "Done: {rows:row|rows} of {campaigns:campaign|campaigns}.",
        "Xong: {rows} dòng của {campaigns} chiến dịch.",
    ),
    "web.data.job-left": (
        "{n:campaign stays|campaigns stay} after all.",
        "{n} chiến dịch được giữ lại.",
    ),
    "web.data.job-erased": (
        "Done: the customer's data are gone.",
        "Xong: đã xóa dữ liệu của khách.",
    ),
    "web.data.job-unwiped": (
        "Something is being sent, so the file was not written anew: what stood there before is still in its free space. Please do the same again when nothing is being sent.",
        "Đang có chiến dịch gửi nên chưa ghi lại được tệp: dữ liệu cũ còn trong vùng trống của tệp. Vui lòng làm lại khi không có gì đang gửi.",
    ),
}
