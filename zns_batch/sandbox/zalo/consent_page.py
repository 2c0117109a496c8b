"""The page on which an administrator of the OA consents, with every way in which it can end."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

ANOTHER_OA = "9999999999999999999"
"""The OA of the way that consents for a wrong one."""

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1b2430}
.practice{background:#fff2d6;color:#7a4b00;padding:.75rem 1rem;border:1px solid #b26a00;border-radius:6px}
a{display:block;margin:.75rem 0;padding:.6rem 1rem;border:1px solid #7b8796;border-radius:6px;color:#0a58ca}
a.do{background:#0b5cad;color:#fff;border-color:#0b5cad;text-align:center;text-decoration:none}
small{color:#566272}
"""

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer"><title>Trang đồng ý giả lập</title><style>{style}</style></head><body><main>
<p class="practice"><b>TẬP DƯỢT: đây không phải Zalo.</b> Trang này thay cho trang đồng ý của Zalo; không có gì rời khỏi máy.
<br><small lang="en">PRACTICE: this is not Zalo. It stands for Zalo's consent page; nothing leaves this machine.</small></p>
<h1>Cho phép ứng dụng gửi tin thay OA?</h1>
<p>Ứng dụng {app}, OA {oa}.</p>
<a class="do" href="{agree}">Cho phép <small lang="en" style="color:#fff">(allow)</small></a>
<a href="{deny}">Từ chối <small lang="en">(refuse)</small></a>
<a href="{other}">Cho phép bằng một OA khác: phải bị từ chối <small lang="en">(allow for another OA: must be refused)</small></a>
<a href="{forged}">Trả lời bằng mã của một lần đăng nhập khác: phải bị từ chối <small lang="en">(answer for another login: must be refused)</small></a>
<a href="{leave}">Bỏ dở, quay về không trả lời <small lang="en">(go back without an answer)</small></a>
</main></body></html>
"""


def consent_page(path: str, query: Mapping[str, str], oa_id: str) -> str:
    """Return the page in HTML.

    Args:
        path: Its own path.
        query: What it was opened with.
        oa_id: The OA that is asked.

    """

    def way(name: str) -> str:
        return escape(f"{path}?{urlencode({**query, 'answer': name})}")

    callback = urlsplit(query.get("redirect_uri", ""))
    return _PAGE.format(
        style=_STYLE,
        app=escape(query.get("app_id", "")),
        oa=escape(oa_id),
        agree=way("agree"),
        deny=way("deny"),
        other=way("other"),
        forged=way("forged"),
        leave=escape(f"{callback.scheme}://{callback.netloc}/accounts"),
    )
