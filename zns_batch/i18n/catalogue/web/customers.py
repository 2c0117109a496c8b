"""Sentences of the pages about customers: the messages that one customer got."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "web.find.h1": ("Find a customer", "Tra cứu khách hàng"),
    "web.find.number": ("Phone number or Zalo user id", "Số điện thoại hoặc user id Zalo"),
    "web.find.hint": (
        "The number never stands in the page's address.",
        "Số điện thoại không xuất hiện trong địa chỉ trang.",
    ),
    "web.find.go": ("Find", "Tra cứu"),
    "web.find.short": ("Customer's phone", "Số của khách"),
    "web.find.over": (
        "This search is over: searches are kept for 15 minutes. Please type the number again.",
        "Lần tra cứu này đã hết hạn vì chỉ được giữ 15 phút. Vui lòng nhập lại số.",
    ),
    "web.find.found": (
        "Messages to this number: {n}, the newest campaign first.",
        "Số tin tới số này: {n}, chiến dịch mới nhất ở trên.",
    ),
    "web.find.first": ("The first {n} are shown.", "Chỉ hiện {n} tin đầu."),
    "web.find.none": (
        "No message to this number since {oldest}. Campaigns whose customers' data were erased are not searched.",
        "Không có tin nào gửi tới số này từ {oldest}. Chiến dịch đã xóa dữ liệu khách thì không tìm được.",
    ),
    "web.find.none-yet": (
        "No message to this number: there is no campaign to search yet.",
        "Không có tin nào gửi tới số này: chưa có chiến dịch nào để tra cứu.",
    ),
    "web.find.never-send": (
        "This number is on the never-send list of: {accounts}.",
        "Số này nằm trong danh sách không gửi của: {accounts}.",
    ),
    "web.find.table": ("Messages to this customer", "Các tin tới khách hàng này"),
    "web.find.head.when": ("When", "Thời gian"),
    "web.find.head.campaign": ("Campaign", "Chiến dịch"),
    "web.find.head.template": ("Template", "Mẫu tin"),
    "web.find.head.state": ("State", "Tình trạng"),
    "web.find.head.delivered": ("Delivered", "Đến máy lúc"),
    "web.find.head.row": ("Message", "Tin"),
    "web.find.open": ("See row {n}", "Xem tin, dòng {n}"),
}
