"""Values: a typed cell becomes the text of a parameter, or a reason."""

from datetime import date, datetime, time, timedelta
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.domain.template import Param, ParamType
from zns_batch.validation.converters import REFUSED_IN_BANK_NOTES, converter
from zns_batch.validation.text import CellIssue, normalise_text

moment = datetime.fromisoformat


def sent(
    kind: str,
    cell: Cell,
    *,
    limit: int | None = None,
    need: bool = True,
    default: str | None = None,
) -> str | CellIssue | None:
    """Convert one cell for a parameter."""
    param = Param(name="x", type=ParamType(kind), max_length=limit, required=need, default=default)
    return converter(param)(cell)


def refused(kind: str, cell: Cell) -> str:
    """Return why a cell can't be sent, or what would be."""
    found = sent(kind, cell)
    return found.code if isinstance(found, CellIssue) else f"sent as {found}"


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        (normalize("NFD", "Nguyễn Văn Ước"), "Nguyễn Văn Ước"),
        ("  Lan \t Anh\r\n(nhà B)\xa0", "Lan Anh (nhà B)"),
        ("Lan\u200b Anh\ufeff\u202c", "Lan Anh"),
        ("\x00Lan\x07\x7f", "Lan"),
        ("👨\u200d👩\u200d👧 cả nhà ❤️", "👨\u200d👩\u200d👧 cả nhà ❤️"),
        ("a\u200db", "ab"),
        ("half \ud800", "half"),
        ("00123", "00123"),
        (150000.0, "150000"),
        (150000, "150000"),
        (1e5, "100000"),
        (-0.0, "0"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (1.5e-7, "0.00000015"),
        (999999999999999.0, "999999999999999"),
        (date(2026, 11, 22), "22/11/2026"),
        (moment("2026-11-02"), "02/11/2026"),
        (moment("2026-11-22T08:05"), "08:05 22/11/2026"),
        (time(8, 5), "08:05"),
        (timedelta(hours=26, minutes=30), "26:30"),
        (timedelta(seconds=-90), "-00:01:30"),
    ],
)
def test_text(cell: Cell, expected: str) -> None:
    """A text parameter says what people see in the cell: NFC, in one line, no exponent, no `.0`."""
    assert expected == sent("text", cell)


@pytest.mark.parametrize(
    "cell, expected",
    [
        (date(2026, 11, 1), "11/2026"),
        (moment("2026-11-22T08:05"), "11/2026"),
        ("11/2026", "11/2026"),
        ("1/2026", "01/2026"),
        ("2026-11", "11/2026"),
        ("11-2026", "11/2026"),
        ("tháng 11/2026", "11/2026"),
        ("Tháng 9 / 2026", "09/2026"),
        ("T11/2026", "11/2026"),
        ("22/11/2026", "11/2026"),
        (46348, "11/2026"),
    ],
)
def test_months(cell: Cell, expected: str) -> None:
    """A bill's month is sent as Zalo takes it, however the list writes it."""
    assert expected == sent("month", cell)


@pytest.mark.parametrize(
    "kind, cell, expected",
    [
        ("time", "08:30:15", "08:30:15"),
        ("time", time(8, 30, 15), "08:30:15"),
        ("datetime", "08:30:15 22/11/2026", "08:30:15 22/11/2026"),
        ("datetime", moment("2026-11-22T08:30:15"), "08:30:15 22/11/2026"),
        ("payment", "2.000 đ", "2000"),
        ("payment", 500_000_000, "500000000"),
        ("qr", "DH-001?x=1&y=%20", "DH-001?x=1&y=%20"),
        ("qr", 970436, "970436"),
        ("bin", 970436.0, "970436"),
        ("bin", " 970436", "970436"),
        ("otp", "012345", "012345"),
        ("otp", 123456, "123456"),
    ],
)
def test_values_of_special_parameters(kind: str, cell: Cell, expected: str) -> None:
    """What Zalo knows as a type of its own is sent in that type's form."""
    assert expected == sent(kind, cell)


@pytest.mark.parametrize(
    "kind, cell, code",
    [
        ("month", "13/2026", "month-impossible"),
        ("month", "11/26", "value-not-month"),
        ("month", "tháng này", "value-not-month"),
        ("month", 112026, "value-not-month"),
        ("payment", 1999, "payment-bounds"),
        ("payment", 500_000_001, "payment-bounds"),
        ("payment", 0, "currency-not-positive"),
        ("qr", "Đơn 12", "qr-signs"),
        ("qr", "nan", "text-null"),
        ("bin", "97043", "bin-digits"),
        ("bin", "VCB", "bin-digits"),
        ("otp", "01234567890", "value-too-long"),
        ("number", "1" * 21, "value-too-long"),
        ("datetime", "08:30", "value-not-datetime"),
    ],
)
def test_special_parameters_refuse_what_zalo_would(kind: str, cell: Cell, code: str) -> None:
    """A value that Zalo would refuse is told in its row before anything is sent."""
    assert code == refused(kind, cell)


def test_a_time_alone_is_sent_where_the_file_says_so() -> None:
    """An appointment "today at eight" needs no date where the template's owner says so."""
    convert = converter(Param(name="x", type=ParamType.DATETIME, allow=("no-date",)))
    assert ["08:30", "08:30", "08:30 22/11/2026"] == [
        convert(cell) for cell in ("8h30", time(8, 30), "08:30 22/11/2026")
    ]
    found = convert("22/11/2026")
    assert isinstance(found, CellIssue)
    assert "time-missing" == found.code


def test_least_lengths() -> None:
    """A value that the account would refuse as too short is told with what is missing."""
    convert = converter(Param(name="x", min_length=3))
    found = convert("ab")
    assert isinstance(found, CellIssue)
    assert ("value-too-short", 1) == (found.code, found.params["missing"])
    assert "abc" == convert("abc")


def test_an_empty_text_where_the_account_takes_one() -> None:
    """A required parameter that may be empty is sent empty, and is not left out of the message."""
    param = Param(name="x", accept_empty=True, min_length=3)
    assert "" == converter(param)(None)
    assert converter(Param(name="x", required=False, accept_empty=True))("") is None


@pytest.mark.parametrize(
    "kind, cell, code",
    [
        ("text", True, "value-boolean"),
        ("number", False, "value-boolean"),
        ("date", True, "value-boolean"),
        ("text", CellError("#REF!"), "value-error-cell"),
        ("currency", CellError("#N/A"), "value-error-cell"),
        *(
            (kind, name, "value-error-cell")
            for kind in ParamType
            for name in ("#N/A", "#REF!", "#DIV/0!", "#value!", "#SPILL!", "#####", "Err:502")
        ),
        ("url", CellError("#N/A"), "value-error-cell"),
        ("text", 12345678901234567890.0, "value-lossy"),
        ("text", 1e15, "value-lossy"),
        ("text", float("nan"), "value-lossy"),
        ("number", 1e300, "value-lossy"),
        ("number", 10**1000, "value-lossy"),
        ("currency", float("inf"), "value-lossy"),
        ("text", "   ", "value-missing"),
        ("text", "\u200b", "value-missing"),
        ("number", None, "value-missing"),
        ("date", "", "value-missing"),
        ("phone", "-", "value-missing"),
    ],
)
def test_refused_everywhere(kind: str, cell: Cell, code: str) -> None:
    """Error cells, TRUE and FALSE, numbers that lost digits and empty cells never reach a customer."""
    assert code == refused(kind, cell)


@pytest.mark.parametrize("text", ["#1", "#NA đẹp", "#N/A 2", "Err: 5", "Error", "# 12", "Emma"])
def test_text_that_is_no_error(text: str) -> None:
    """A text that merely begins like an error is a text."""
    assert text == sent("text", text)


@pytest.mark.parametrize(
    "cell, expected",
    [
        (1500, "1500"),
        (1500.0, "1500"),
        (-3, "-3"),
        (0.3, "0.3"),
        ("1500", "1500"),
        ("007", "7"),
        ("-0", "0"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("0,500", "0.5"),
        ("1500.500", "1500.5"),
        ("1.500.000", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500.000,50", "1500000.5"),
        ("1,500.25", "1500.25"),
        ("1 500 000", "1500000"),
        ("１５００", "1500"),
        ("\u22125", "-5"),
        ("+5", "5"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_number(cell: Cell, expected: str) -> None:
    """A number is sent with its digits and a point, from either style of separators."""
    assert expected == sent("number", cell)


@pytest.mark.parametrize(
    "cell, code",
    [
        ("1.500", "number-ambiguous"),
        ("-1,500", "number-ambiguous"),
        ("1E+05", "value-lossy"),
        ("1.500.00", "value-not-number"),
        ("0.500.000", "value-not-number"),
        ("1,500.000.000", "value-not-number"),
        ("1.500,000,000", "value-not-number"),
        ("10%", "value-not-number"),
        ("10²", "value-not-number"),
        ("150k", "value-not-number"),
        (date(2026, 11, 22), "value-not-number"),
    ],
)
def test_number_refused(cell: Cell, code: str) -> None:
    """A number that reads in two ways, or in none, is refused."""
    assert code == refused("number", cell)


@pytest.mark.parametrize(
    "cell, expected",
    [
        (150000, "150000"),
        (150000.0, "150000"),
        ("150000", "150000"),
        ("150.000", "150000"),
        ("150,000", "150000"),
        ("1.500.000đ", "1500000"),
        ("1.500.000 ₫", "1500000"),
        ("1,500,000 VND", "1500000"),
        ("VNĐ 1.500.000", "1500000"),
        ("1 500 000 đồng", "1500000"),
        ("150000.0", "150000"),
        ("1.500.000,00", "1500000"),
        ("1\xa0500\xa0000", "1500000"),
    ],
)
def test_currency(cell: Cell, expected: str) -> None:
    """An amount in dong is sent as digits, whatever the separators and the sign of the currency."""
    assert expected == sent("currency", cell)


@pytest.mark.parametrize(
    "cell, code",
    [
        (0, "currency-not-positive"),
        (-50000, "currency-not-positive"),
        ("0 đ", "currency-not-positive"),
        ("-150.000", "currency-not-positive"),
        ("(150.000)", "currency-not-positive"),
        (150000.5, "currency-decimals"),
        ("1.500.000,50", "currency-decimals"),
        ("1,5", "currency-decimals"),
        ("1500.000", "value-not-amount"),
        ("150k", "value-not-amount"),
        ("1,5 triệu", "value-not-amount"),
        ("$150", "value-not-amount"),
        ("đ", "value-not-amount"),
        ("1.5E+05", "value-lossy"),
        (1234567890123, "value-too-long"),
        (date(2026, 11, 22), "value-not-amount"),
    ],
)
def test_currency_refused(cell: Cell, code: str) -> None:
    """What is no positive whole amount of at most 12 digits is refused."""
    assert code == refused("currency", cell)


@pytest.mark.parametrize(
    "kind, cell, expected",
    [
        ("date", date(2026, 11, 2), "02/11/2026"),
        ("date", moment("2026-11-22T08:30"), "22/11/2026"),
        ("date", moment("2026-11-21T23:59:59.999999"), "22/11/2026"),
        ("date", "22/11/2026", "22/11/2026"),
        ("date", "2/1/2026", "02/01/2026"),
        ("date", "03/04/2026", "03/04/2026"),
        ("date", "22-11-2026", "22/11/2026"),
        ("date", "2026-11-22", "22/11/2026"),
        ("date", "2026-11-22 00:00:00", "22/11/2026"),
        ("date", "2026-11-22T08:30:00.000", "22/11/2026"),
        ("date", "5/3/26", "05/03/2026"),
        ("date", "5-3-29", "05/03/2029"),
        ("date", "01/02/85", "01/02/1985"),
        ("date", 46348, "22/11/2026"),
        ("date", 46348.75, "22/11/2026"),
        ("date", "46348", "22/11/2026"),
        ("datetime", "22/11/26 08:30", "08:30 22/11/2026"),
        ("datetime", 46348.354166666664, "08:30 22/11/2026"),
        ("datetime", "46348.5", "12:00 22/11/2026"),
        ("time", time(8, 5), "08:05"),
        ("time", time(8, 5, 9), "08:05:09"),
        ("time", time(8, 29, 59, 999999), "08:30"),
        ("time", moment("2026-11-22T08:30"), "08:30"),
        ("time", timedelta(hours=8, minutes=30), "08:30"),
        ("time", "8:05", "08:05"),
        ("time", "8h30", "08:30"),
        ("time", "8 giờ", "refused"),
        ("time", "14h", "14:00"),
        ("time", "8:30 PM", "20:30"),
        ("time", "12:05 am", "00:05"),
        ("time", "2:30 CH", "14:30"),
        ("datetime", moment("2026-11-22T08:30"), "08:30 22/11/2026"),
        ("datetime", moment("2026-11-22T08:29:59.999999"), "08:30 22/11/2026"),
        ("datetime", "08:30 22/11/2026", "08:30 22/11/2026"),
        ("datetime", "22/11/2026 8:30", "08:30 22/11/2026"),
        ("datetime", "22/11/2026 2:30 PM", "14:30 22/11/2026"),
        ("datetime", "2026-11-22T08:30:00", "08:30 22/11/2026"),
    ],
)
def test_moments(kind: str, cell: Cell, expected: str) -> None:
    """Dates and times, typed or as text with the day first, are written the way Zalo takes them."""
    found = sent(kind, cell)
    assert expected == ("refused" if isinstance(found, CellIssue) else found)


@pytest.mark.parametrize(
    "kind, cell, code",
    [
        ("date", "11/22/2026", "date-impossible"),
        ("date", "31/02/2026", "date-impossible"),
        ("date", "22/11/30", "date-short-year"),
        ("date", "22/11/49", "date-short-year"),
        ("date", "11/22/26", "date-impossible"),
        ("date", "22/11", "value-not-date"),
        ("date", "22/11/2026 sáng", "value-not-date"),
        ("date", "hôm nay", "value-not-date"),
        ("date", 1_500_000, "value-not-date"),
        ("date", "150000", "value-not-date"),
        ("date", float("nan"), "value-not-date"),
        ("date", 12, "value-not-date"),
        ("date", time(8, 30), "value-not-date"),
        ("time", "25:00", "time-impossible"),
        ("time", "14:00 PM", "time-impossible"),
        ("time", "8:", "value-not-time"),
        ("time", 0.5, "value-not-time"),
        ("time", timedelta(hours=26), "value-not-time"),
        ("time", date(2026, 11, 22), "value-not-time"),
        ("datetime", "08:30", "value-not-datetime"),
        ("datetime", "08:30 11/22/2026", "date-impossible"),
        ("datetime", "22/11/35 08:30", "date-short-year"),
        ("datetime", "22/11/2026 25:00", "time-impossible"),
        ("datetime", "2026-11-22T08:30:00+07:00", "value-not-datetime"),
        ("datetime", time(8, 30), "value-not-datetime"),
        ("datetime", date(2026, 11, 22), "time-missing"),
        ("datetime", moment("2026-11-22T00:00"), "time-missing"),
        ("datetime", "22/11/2026", "time-missing"),
        ("datetime", 46348.0, "time-missing"),
        ("time", moment("2026-11-22T00:00"), "time-missing"),
    ],
)
def test_moments_refused(kind: str, cell: Cell, code: str) -> None:
    """A month first, a year of two centuries and a number that is no date are refused, not guessed at."""
    assert code == refused(kind, cell)


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("abc-1.2_3~", "abc-1.2_3~"),
        ("khách quen/1?a=b", "kh%C3%A1ch%20quen%2F1%3Fa%3Db"),
        ("kh%C3%A1ch%20quen", "kh%C3%A1ch%20quen"),
        ("Nguy%E1%BB%85n+V%C4%83n+A", "Nguy%E1%BB%85n+V%C4%83n+A"),
        ("kh%C3%A1ch/quen?a=b c", "kh%C3%A1ch/quen?a=b%20c"),
        ("50%ab", "50%25ab"),
        ("C++", "C%2B%2B"),
        ("SALE 50%", "SALE%2050%25"),
        (12.0, "12"),
    ],
)
def test_url(cell: Cell, expected: str) -> None:
    """A part of a link is percent-encoded once, and one that is encoded already is left alone."""
    assert expected == sent("url", cell)


def test_bank_note() -> None:
    """A transfer note with signs that Zalo refuses names each of them once."""
    assert sent("bank-note", "HP T11 lớp 6A") == "HP T11 lớp 6A"
    expected = CellIssue("bank-note-signs", {"shown": "HP-T11, lớp 6A.", "signs": "- , ."})
    assert expected == sent("bank-note", "HP-T11, lớp 6A.")
    assert all(
        refused("bank-note", f"a{sign}b") == "bank-note-signs" for sign in REFUSED_IN_BANK_NOTES
    )


def test_phone_parameter() -> None:
    """A phone in the message is written as people dial it, and may be a landline."""
    assert sent("phone", 912345678) == "0912345678"
    assert sent("phone", "(024) 3812 3456") == "02438123456"
    assert refused("phone", "12") == "phone-too-short"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_length_is_counted_after_nfc(form: str) -> None:
    """A name that fits in characters fits in whatever Unicode form it is written."""
    name = "Nguyễn Thị Hồng Nhung"
    written = normalize("NFC" if form == "NFC" else "NFD", name)
    assert name == sent("text", written, limit=21)
    expected = CellIssue("value-too-long", {"shown": name, "length": 21, "limit": 20, "over": 1})
    assert expected == sent("text", written, limit=20)


@pytest.mark.parametrize(
    "need, default, expected",
    [
        (False, None, None),
        (False, "", ""),
        (False, "Quý khách", "Quý khách"),
        (True, "Quý khách", "Quý khách"),
        (True, "", CellIssue("value-missing", {"param": "x"})),
        (True, None, CellIssue("value-missing", {"param": "x"})),
    ],
)
def test_empty(need: bool, default: str | None, expected: str | CellIssue | None) -> None:
    """An empty cell sends the default, is left out, or is a problem, as the template says."""
    assert expected == sent("text", None, need=need, default=default)
    assert expected == sent("text", " \u200b", need=need, default=default)


cells = st.one_of(
    st.none(),
    st.text(),
    st.text(alphabet="0123456789.,- /:đVND%eE+", max_size=14),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(CellError, st.text()),
)


@given(kind=st.sampled_from(ParamType), cell=cells, limit=st.integers(1, 40))
def test_any_cell(kind: ParamType, cell: Cell, limit: int) -> None:
    """Whatever a cell holds, what is sent fits the parameter, and a refusal has a one-line sentence."""
    found = sent(kind, cell, limit=limit)
    if isinstance(found, str):
        assert 0 < len(found) <= limit
        assert found.isprintable() or "\u200d" in found or not found.isascii()
        assert found.encode()
    else:
        assert isinstance(found, CellIssue)
        assert not {"\n", "\r"} & set(found.at(1, "x").text("vi"))


@given(kind=st.sampled_from(ParamType), cell=cells)
def test_what_is_sent_reads_the_same_again(kind: ParamType, cell: Cell) -> None:
    """Feeding back what was sent sends the same again, so a corrected sheet changes nothing else."""
    found = sent(kind, cell)
    if isinstance(found, str) and kind is not ParamType.NUMBER:
        assert found == sent(kind, found)


@given(text=st.text())
def test_tidy(text: str) -> None:
    """Tidied text is NFC, in one line, without spaces at the ends, and tidying it again changes nothing."""
    found = normalise_text(text)
    assert is_normalized("NFC", found)
    assert found == " ".join(found.split())
    assert found == normalise_text(found)
