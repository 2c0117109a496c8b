"""Journeys: their tokens, asked for, kept and looked at."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    "journey.minted": (
        "A journey token ({kind}) was made for {phone}.",
        "Đã tạo token hành trình ({kind}) cho {phone}.",
    ),
    "journey.kept": (
        "{phone} already has a valid journey token ({kind}); --again makes another.",
        "{phone} đã có token hành trình ({kind}) còn hạn; dùng --again nếu cần tạo token khác.",
    ),
    "journey.kept@web": (
        "{phone} already has a valid journey token ({kind}).",
        "{phone} đã có token hành trình ({kind}) còn hạn.",
    ),
    "journey.in-doubt": (
        "A journey token was asked for {phone} and no usable answer came, so one may exist that we don't know; with --again another one is made (`zns-batch journey create --help`).",
        "Đã xin token hành trình cho {phone} nhưng không nhận được trả lời rõ ràng, nên chưa rõ token đã được tạo hay chưa; thêm --again để tạo token khác (`zns-batch journey create --help`).",
    ),
    "journey.in-doubt@web": (
        "A journey token was asked for {phone} and no usable answer came, so one may exist that we don't know.",
        "Đã xin token hành trình cho {phone} nhưng không nhận được trả lời rõ ràng, nên chưa rõ token đã được tạo hay chưa.",
    ),
    "journey.token": ("Token: {token}", "Token hành trình: {token}"),
    "journey.id": ("Journey: {id}", "Mã hành trình: {id}"),
    "journey.since": ("Made: {since}", "Tạo lúc: {since}"),
    "journey.until": ("Valid until: {until}", "Có hiệu lực đến: {until}"),
    "journey.good": ("The token is valid.", "Token còn hiệu lực."),
    "journey.over": (
        "The token has expired; `zns-batch journey create --help` shows how to make another.",
        "Token đã hết hạn; xem cách tạo token khác bằng `zns-batch journey create --help`.",
    ),
    "journey.over@web": (
        "The token has expired; please enter a new one into the list.",
        "Token đã hết hạn; vui lòng điền token mới vào danh sách.",
    ),
    "journey.unknown": (
        "The provider does not know this token; check that it is whole and belongs to this account.",
        "Nhà cung cấp không nhận ra token này; vui lòng kiểm tra token có đủ ký tự và đúng tài khoản không.",
    ),
    "journey.pre": (
        "  journeys ({kind}): {minted} tokens will be made, {reused} exist already.",
        "  hành trình ({kind}): sẽ tạo {minted} token, dùng lại {reused} token đang có.",
    ),
    "journey.pre-doubtful": (
        "  for {n} numbers a token was asked for before and no answer came: their rows will be rejected until you ask for them with `retry --status rejected`.",
        "  có {n} số từng được xin token nhưng không có trả lời: các dòng này sẽ bị từ chối cho đến khi bạn gửi lại bằng `retry --status rejected`.",
    ),
}
