"""Text that was damaged before it reached us is told by name and never sent."""

import pytest
from planning_sheets import check_of, template_of

from zns_batch.domain.states import RowState
from zns_batch.domain.template import Param, ParamType
from zns_batch.i18n import LANGS
from zns_batch.validation.converters import converter
from zns_batch.validation.damaged_text import ALLOWABLE, find_damage, read_as_another_code_page
from zns_batch.validation.text import CellIssue

SENTENCE = "Nguyễn Văn Ánh, 12 Đường Lê Lợi, phường Bến Nghé"

DAMAGED = {
    "text-null": (
        *("nan", "NaN", "NULL", "null", "None", "NaT", "N/A", "n/a", "undefined", "(blank)"),
        *("<NA>", "[null]", "XXX", "\\N", "12 Lê Lợi, null", "[object Object]"),
    ),
    "text-placeholder": (
        *("{{name}}", "Chào {{ name }}", "<name>", "<Tên khách hàng>", "[Tên khách hàng]"),
        *("${ten}", "{ten_khach}", "{0}", "%ten%", "%s", "«ho_ten»", "«Họ tên»", "[[ten]]"),
    ),
    "text-question-marks": (
        *("Nguy?n Van An", "Tr?n Th? Mai", "L? V?n B?nh", "?inh Văn A", "Tr??ng", "Lê Th? Hà"),
        *("Lê Văn Th?", "???"),
    ),
    "text-replacement": ("Nguy\ufffdn", "\ufffd", "Nguyï¿½n", "Nguy∩┐╜n"),
    "text-encoding": ("Nguyá»…n", "TrÃ\xa0", "NguyÃªn", "NguyÃ¡Â»â€¦n", "Nguy·ªÖn", "Nguyß╗àn"),
    "text-html": (
        *("Nguy&#7877;n", "Nguy&#x1EC5;n", "C&ocirc;ng ty A &amp; B", "Lan<br/>Anh", "<b>Lan</b>"),
        *("<p>Chào", "</div>", "Lan&nbsp;Anh"),
    ),
    "text-escapes": (*("Nguy\\u1ec5n", "Nguy%E1%BB%85n", "Nguy=E1=BB=85n", "=?UTF-8?B?TmFt?="),),
}

SOUND = (
    *("Nguyễn Văn An", "Nan", "Na", "NULL-01", "Bạn khỏe không?", "Còn hàng không? Có ạ", "Ok?"),
    *("A & B", "AT&T; 5G", "<3", "SL <5 và >3", "[VIP] Lan", "Giảm 50% hôm nay", "50% sản phẩm"),
    *("“Chả cá Lã Vọng”", "“5 MÃ”", "Lan – Anh…", "100 €", "½ kg", "5 °C", "Đ“x”", "naïve"),
    *("https://x.vn/?a=b&c=%E1%BB%85", "x.vn/p?id=1", "Lan <lan@x.vn>", "anh «Tám» Hùng"),
    *("Ông Bà", "a = b", "👍 Cảm ơn", "C++ và C#", "(blank space)", "{", "[]", "-", ".", "0"),
)


@pytest.mark.parametrize(
    "code, text", [(code, text) for code, texts in DAMAGED.items() for text in texts]
)
def test_each_kind_is_told_by_its_name(code: str, text: str) -> None:
    """Whatever a program left in a cell that no customer should read is refused with its own reason."""
    issue = converter(Param(name="x"))(text)
    assert isinstance(issue, CellIssue)
    assert code == issue.code
    for lang in LANGS:
        assert issue.at(2, "Họ tên").text(lang)


@pytest.mark.parametrize("text", SOUND)
def test_what_somebody_writes_is_sent(text: str) -> None:
    """Names, prices, questions, quotations and links are no damage."""
    assert text == converter(Param(name="x"))(text)


@pytest.mark.parametrize("again", [None, "cp1252", "latin-1"])
@pytest.mark.parametrize("code_page", ["latin-1", "mac_roman", "cp437", "cp850", "cp1251"])
def test_utf8_read_as_another_code_page(code_page: str, again: str | None) -> None:
    """UTF-8 that was read in another code page, also twice, is told with what was meant."""
    text = SENTENCE.encode().decode(code_page)
    if again:
        text = text.encode().decode(again, "replace")
    if "\ufffd" not in text:
        assert read_as_another_code_page(text) == SENTENCE
    damage = find_damage(text)
    assert damage is not None
    assert "text-encoding" == damage.code


@pytest.mark.parametrize("code_page", ["cp1252", "cp1250", "cp1258"])
def test_letters_that_a_code_page_lacks_do_not_hide_the_others(code_page: str) -> None:
    """Where a code page has no sign for some bytes, the rest still shows what happened."""
    damage = find_damage(SENTENCE.encode().decode(code_page, "replace"))
    assert damage is not None
    assert "text-encoding" == damage.code


@pytest.mark.parametrize("word", ALLOWABLE)
def test_what_is_meant_can_be_allowed(word: str) -> None:
    """A template file says for a parameter that such a text is meant, and then it is sent as it stands."""
    for text in DAMAGED[ALLOWABLE[word]]:
        assert text == converter(Param(name="x", allow=(word,)))(text)


@pytest.mark.parametrize("text", [*DAMAGED["text-replacement"], *DAMAGED["text-encoding"]])
def test_what_nobody_can_mean_is_never_allowed(text: str) -> None:
    """Lost letters and wrong encodings are refused whatever the template file says."""
    assert isinstance(converter(Param(name="x", allow=tuple(ALLOWABLE)))(text), CellIssue)


@pytest.mark.parametrize(
    "cell, kind, expected",
    [
        ("'00123", "text", "00123"),
        ("'-5", "text", "-5"),
        ("'=A1", "text", "=A1"),
        ("'+84 là mã vùng", "text", "+84 là mã vùng"),
        ("'@lan", "text", "@lan"),
        ("'Nguyễn Văn An", "text", "Nguyễn Văn An"),
        ("'150000", "currency", "150000"),
        ("'22/11/2026", "date", "22/11/2026"),
        ("'90s", "text", "'90s"),
        ("'Chị' Lan", "text", "'Chị' Lan"),
        ("O'Neil", "text", "O'Neil"),
    ],
)
def test_the_guard_of_exports_is_taken_off(cell: str, kind: str, expected: str) -> None:
    """The apostrophe that programs put before numbers and formulas is not sent; a quotation is."""
    assert expected == converter(Param(name="x", type=ParamType(kind)))(cell)


@pytest.mark.parametrize("kind", ["datetime", "time"])
def test_a_missing_hour_can_be_allowed(kind: str) -> None:
    """A template file may say that a day alone will do."""
    convert = converter(Param(name="x", type=ParamType(kind), allow=("no-time",)))
    assert isinstance(convert("22/11/2026 08:30") if kind == "datetime" else convert("08:30"), str)
    assert "22/11/2026" == converter(Param(name="x", type=ParamType.DATETIME, allow=("no-time",)))(
        "22/11/2026"
    )


def test_damage_is_a_problem_of_its_row_and_column() -> None:
    """A row with damaged text is held back where it stands, and the others go."""
    template = template_of(Param(name="name", columns=("Họ tên",)))
    check = check_of(
        ("0912000101", "nan"), ("0912000102", "Lan"), headers=("SĐT", "Họ tên"), template=template
    ).run()
    assert [(2, "Họ tên", "text-null")] == [
        (problem.row, problem.column, problem.code) for problem in check.problems
    ]
    assert 1 == check.counts[RowState.PENDING]


@pytest.mark.parametrize(
    "text", ["?" * 32_000 + "1", "[" + "a" * 32_000, "Ã" * 32_000, "{" * 32_000, "'" + "a" * 32_000]
)
def test_no_text_takes_long(text: str) -> None:
    """A hostile cell is looked through once, whatever it holds: this ends."""
    converter(Param(name="x"))(text)
