"""Words of the command line, and what a page says in their place.

The remedies of error codes name a command in passing, in the same few words: `continue with resume`. On a
page these become the name of a button, so that what to do about an error stands in one catalogue only.
A sentence of its own for pages stands beside the other, under its key with `@web` behind it.
"""

from zns_batch.i18n import Phrases

PHRASES: tuple[Phrases, Phrases] = (
    (
        (
            " after 6 in the morning with resume, or by itself with --wait",
            " by itself after 6 in the morning",
        ),
        ("goes out tomorrow with resume, or by itself with --wait", "goes out by itself tomorrow"),
        ("continue with resume and a lower --rate", "press “Go on”"),
        ("continue with resume or retry", "press “Go on” or “Send again”"),
        ("continue with resume", "press “Go on”"),
        ("Go on with resume", "Press “Go on”"),
        ("resume continues", "“Go on” continues"),
        (" (retry --status unknown)", ""),
        ("retry --status rejected --journey KIND", "with “Send again”"),
        ("with retry --status rejected", "with “Send again”"),
        ("send it again with retry", "send it again with “Send again”"),
        ("send again with retry", "press “Send again”"),
        ("with retry", "with “Send again”"),
        (
            "choose a lower --rate if it keeps happening",
            "choose a lower pace if it keeps happening",
        ),
        (", or send without --mode development", ""),
        (
            "Leave out --hash-phone and user ids for this account, then start again.",
            "Ask an administrator: this account sends to phone numbers only.",
        ),
        (
            "Leave out --mode development and --beyond-quota, or send without a journey.",
            "Send for real and within the quota, or without a journey.",
        ),
        ("Let “receipts” look it up", "Let “Ask whether they arrived” look it up"),
        (
            "Log the account in again (`zns-batch account login`, with -a for one of several accounts)",
            "Ask an administrator to log the account in again",
        ),
        (
            "Log in again: `zns-batch account login`, with -a for one of several accounts.",
            "Ask an administrator to log the account in again.",
        ),
        ("`zns-batch doctor` tells whether they fit, then", "then"),
        (" (--mode development)", ""),
        (" (--hash-phone)", ""),
        (" (--beyond-quota)", ""),
    ),
    (
        ("gửi sau 6 giờ sáng bằng resume, hoặc tự gửi nếu có --wait", "tự gửi sau 6 giờ sáng"),
        ("gửi vào ngày mai bằng resume, hoặc tự gửi nếu có --wait", "tự gửi vào ngày mai"),
        ("chạy tiếp (resume) với --rate thấp hơn", "bấm “Gửi tiếp”"),
        ("chạy tiếp (resume) hoặc gửi lại (retry)", "bấm “Gửi tiếp” hoặc “Gửi lại”"),
        ("chạy tiếp chiến dịch (resume)", "bấm “Gửi tiếp”"),
        ("chạy tiếp (resume)", "bấm “Gửi tiếp”"),
        ("chạy tiếp bằng resume", "bấm “Gửi tiếp”"),
        (" (retry --status unknown)", ""),
        ("retry --status rejected --journey LOẠI", "bấm “Gửi lại”"),
        ("bằng retry --status rejected", "bằng nút “Gửi lại”"),
        ("bằng retry", "bằng nút “Gửi lại”"),
        ("chọn --rate thấp hơn", "chọn tốc độ thấp hơn"),
        (", hoặc gửi không kèm --mode development", ""),
        (
            "Vui lòng bỏ --hash-phone và user id với tài khoản này rồi chạy lại.",
            "Vui lòng hỏi quản trị viên: tài khoản này chỉ gửi theo số điện thoại.",
        ),
        (
            "Vui lòng bỏ --mode development và --beyond-quota, hoặc gửi không kèm hành trình.",
            "Vui lòng gửi thật trong hạn mức, hoặc gửi không kèm hành trình.",
        ),
        ("chạy “receipts” để tra tin", "bấm “Hỏi xem tin đã đến máy chưa” để tra tin"),
        (
            "đăng nhập lại tài khoản (`zns-batch account login`, thêm -a nếu có nhiều tài khoản)",
            "nhờ quản trị viên đăng nhập lại tài khoản",
        ),
        (
            "đăng nhập lại: `zns-batch account login`, thêm -a nếu có nhiều tài khoản.",
            "nhờ quản trị viên đăng nhập lại tài khoản.",
        ),
        ("dùng `zns-batch doctor` để kiểm tra, rồi", "rồi"),
        (" (--mode development)", ""),
        (" (--hash-phone)", ""),
        (" (--beyond-quota)", ""),
    ),
)
"""English, Vietnamese; each applied in this order, so that longer words come first."""
