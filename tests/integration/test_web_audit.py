"""The page that shows the log of acts, on each database."""

import csv
import io
import re
from datetime import timedelta

from ledger_help import TestClock
from sqlalchemy import text
from web_help import Pages, Visitor, words_of

from zns_batch.domain.users import Role
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.services.people.management import Actor

PAGE = "/settings/audit"
FILE = f"{PAGE}/entries.csv"
SHELL = Actor(name="root@may-chu", face="cli")

_ROW = re.compile(r"<tr><td data-label=.*?</tr>", re.DOTALL)


def note(
    pages: Pages,
    count: int,
    *,
    act: str = "pause",
    actor: str = "an",
    account: str = "shop-a",
    about: str = "",
    number: int | None = None,
    address: str = "",
) -> None:
    """Add entries."""
    for at in range(count):
        entry = AuditEntry(
            at=pages.web.clock.now(),
            actor=actor,
            face="web",
            act=act,
            account=account,
            object=about or f"z26112{at:04}",
            number=number,
            address=address,
        )
        audit.record(pages.web.ledger, entry)


def rows_of(visitor: Visitor, path: str) -> list[str]:
    """The lines of the page's table, as text."""
    answer = visitor.get(path)
    assert 200 == answer.status_code
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in _ROW.findall(answer.text)]


def test_an_administrator_reads_who_did_what(pages: Pages) -> None:
    """Each line says when, who, what in words, of what with the way there, how many and from where."""
    an = pages.person("an", admin=True, grants={"shop-a": Role.VIEWER})
    binh = pages.person("binh")
    pages.web.people.disable("binh", actor=SHELL)
    note(pages, 1, act="retry", number=1234, address="10.0.0.7")
    shown = an.get(PAGE)
    retried, disabled = (" ".join(row.split()) for row in _ROW.findall(shown.text))
    assert '<a href="/campaigns/z261120000">z261120000</a>' in retried
    for words in ("gửi lại các dòng", "shop-a", "1.234", "10.0.0.7"):
        assert words in retried
    assert "dòng lệnh: root@may-chu" in disabled
    assert f'<a href="/settings/users/{binh.user.id}">binh</a>' in disabled
    assert "khóa người dùng" in disabled
    assert "Chuỗi nhật ký nguyên vẹn đến" in words_of(shown)


def test_only_administrators_read_it(pages: Pages) -> None:
    """What colleagues did is nobody else's business, neither as a page nor as a file."""
    binh = pages.person("binh")
    assert [403, 403] == [binh.get(path).status_code for path in (PAGE, FILE)]
    assert PAGE not in binh.get("/").text


def test_filters_narrow_together_and_signs_of_sql_are_letters(pages: Pages) -> None:
    """An administrator finds one person's one act of one day, whatever is typed into the fields."""
    an = pages.person("an", admin=True)
    note(pages, 3)
    note(pages, 2, act="cancel", actor="binh", account="shop-b")
    today = f"{pages.web.clock.now() + timedelta(hours=7):%Y-%m-%d}"
    for query, count in (
        ("", 5),
        ("?who=BIN", 2),
        ("?who=binh&act=pause", 0),
        ("?act=pause&account=shop-a", 3),
        ("?object=z261120001", 2),
        (f"?since={today}&until={today}", 5),
        ("?until=2001-01-01", 0),
        ("?who=%25", 0),
        ("?who=_n", 0),
        ("?who=%27+OR+1%3D1+--", 0),
        ("?before=0", 0),
        ("?before=abc", 5),
        (f"?before={'9' * 40}", 5),
    ):
        assert count == len(rows_of(an, PAGE + query)), query
    assert "Không có mục nào như vậy" in words_of(an.get(f"{PAGE}?who=khongco"))
    wrong = an.get(f"{PAGE}?since=hom-qua")
    assert 422 == wrong.status_code
    assert 'id="since-error"' in wrong.text


def test_paging_shows_each_entry_once(pages: Pages) -> None:
    """However many there are, going on page by page leaves none out and shows none twice."""
    an = pages.person("an", admin=True)
    note(pages, 120)
    path, seen = f"{PAGE}?who=an&act=pause", list[str]()
    while path:
        answer = an.get(path)
        seen += re.findall(r">(z26112\d{4})<", "".join(_ROW.findall(answer.text)))
        note(pages, 1, act="resume")
        after = re.search(r'rel="next" href="([^"]+)"', answer.text)
        path = after[1].replace("&amp;", "&") if after else ""
    assert [f"z26112{at:04}" for at in reversed(range(120))] == seen


def test_the_file_has_what_was_looked_for_and_nothing_acts_in_it(pages: Pages) -> None:
    """An auditor opens the file in Excel: all lines, Vietnamese letters, and no cell that is a formula."""
    an = pages.person("an", admin=True)
    note(pages, 2, actor='=HYPERLINK("http://x")')
    note(pages, 1, act="cancel")
    answer = an.get(f"{FILE}?act=pause")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith("\ufeff".encode())
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert 3 == len(lines)
    assert "Việc" in lines[0]
    assert {'\'=HYPERLINK("http://x")'} == {line[1] for line in lines[1:]}
    assert {"tạm dừng chiến dịch"} == {line[4] for line in lines[1:]}
    assert "download-log" == audit.latest(pages.web.ledger, limit=1)[0].act


def test_one_edit_breaks_the_chain_and_the_page_says_so(timed: Pages, clock: TestClock) -> None:
    """Whoever changes a line in the database is found out by the next look (S76)."""
    an = timed.person("an", admin=True)
    note(timed, 5)
    assert "nguyên vẹn" in words_of(an.get(PAGE))
    with timed.web.ledger.write() as connection:
        connection.execute(text("UPDATE audit SET number = 7 WHERE id = 3"))
    clock.turn(31)
    shown = words_of(an.get(PAGE))
    assert "Nhật ký đã bị sửa" in shown
    assert "đứt ở mục 3" in shown


def test_names_of_others_are_words_in_it(pages: Pages) -> None:
    """A login or an object with markup in it is shown as it is."""
    an = pages.person("an", admin=True)
    note(pages, 1, actor="<script>x</script>", about="{{7*7}}", address="<b>")
    shown = an.get(PAGE)
    assert "<script>x" not in shown.text
    assert "&lt;script&gt;x" in shown.text
    assert "{{7*7}}" in shown.text
