"""Columns: which one feeds what, and every mistake about them in one line."""

import pytest
from planning_sheets import HEADERS, ORDER, check_of, sheet_of, template_of

from zns_batch.domain.template import Param
from zns_batch.errors import ColumnError
from zns_batch.i18n import LANGS, load_catalogue
from zns_batch.validation.column_mapping import (
    ColumnMap,
    ColumnMappingError,
    ColumnSuggestion,
    match_columns,
    suggest_columns,
)
from zns_batch.validation.phone_headers import PHONE_HEADERS

NAME = template_of(Param(name="customer_name", columns=("Họ tên", "Tên khách hàng")))


def codes(error: ColumnMappingError) -> list[str]:
    """Return what an error is made of."""
    return [problem.code for problem in error.problems]


def fed(columns: ColumnMap) -> dict[str, str]:
    """Return the letter of the column that feeds each parameter."""
    return {name: column.letter for name, column in columns.params.items()}


def test_everything_finds_its_column() -> None:
    """Parameters are fed by their names and headers, and what is left over is listed."""
    found = match_columns(sheet_of(("STT", *HEADERS, "Ghi chú")), ORDER)
    expected = {"customer_name": "C", "order_code": "D", "amount": "E"}
    assert expected == fed(found)
    assert found.phone.letter == "B"
    assert found.absent == ("note",)
    assert [column.title for column in found.unused] == ["STT", "Ghi chú"]
    assert not found.own_result_columns


@pytest.mark.parametrize(
    "header",
    ["customer_name", "Customer Name", "HO_TEN", "ho\u0323 tên", "Họ\xa0tên ", "tên-khách.hàng"],
)
def test_headers_fold(header: str) -> None:
    """A header matches whatever its case, spaces, signs and diacritics."""
    assert fed(match_columns(sheet_of(("SĐT", header)), NAME)) == {"customer_name": "B"}


@pytest.mark.parametrize(
    "header", [*PHONE_HEADERS, "so dien thoai", "PHONE_NUMBER", "sđt.", "Số điện-thoại", "Di động"]
)
def test_phone_headers(header: str) -> None:
    """The common names of a phone column are known in both languages."""
    assert match_columns(sheet_of(("customer_name", header)), NAME).phone.letter == "B"


@pytest.mark.parametrize("header", ["Số đơn", "Điện", "Phone sent to", "Thoại", "DT", "Số"])
def test_no_phone_header(header: str) -> None:
    """A header that only resembles a phone column's is offered and not taken."""
    with pytest.raises(ColumnMappingError) as caught:
        match_columns(sheet_of(("customer_name", header)), NAME)
    assert codes(caught.value) == ["column-no-phone"]


def test_template_names_the_phone_column() -> None:
    """A template can name more headers for the phone column."""
    template = template_of(Param(name="customer_name"), phone=("SĐT phụ huynh bé",))
    found = match_columns(sheet_of(("customer_name", "sdt phu huynh be")), template)
    assert found.phone.letter == "B"


def test_phone_that_a_parameter_claims() -> None:
    """A parameter's own column is the phone column only when there is no other."""
    template = template_of(Param(name="phone"))
    both = match_columns(sheet_of(("Phone", "SĐT")), template)
    assert (both.phone.letter, fed(both)) == ("B", {"phone": "A"})
    one = match_columns(sheet_of(("Phone",)), template)
    assert (one.phone.letter, fed(one)) == ("A", {"phone": "A"})


@pytest.mark.parametrize(
    "named, letter",
    [
        ("Ghi chú", "D"),
        ("ghi_chu", "D"),
        ("D", "D"),
        ("d", "D"),
        ("4", "D"),
        ("C", "B"),
        (" D ", "D"),
    ],
)
def test_named_columns(named: str, letter: str) -> None:
    """A person names a column by its header, letter or number, and the header wins."""
    sheet = sheet_of(("SĐT", "C", "Họ tên", "Ghi chú"))
    assert fed(match_columns(sheet, NAME, mapping={"customer_name": named})) == {
        "customer_name": letter
    }
    assert match_columns(sheet, NAME, phone=named).phone.letter == letter


def test_own_columns_are_left_aside() -> None:
    """A results workbook fed back in: its own columns feed nothing, in either language."""
    ours = [
        pair for key, pair in load_catalogue("report").items() if key.startswith("report.column.")
    ]
    for place in range(len(LANGS)):
        headers = [pair[place] for pair in ours]
        found = match_columns(sheet_of(("SĐT", "Họ tên", "Ghi chú", *headers)), NAME)
        assert headers == [column.header for column in found.own_result_columns]
        assert [column.header for column in found.unused] == ["Ghi chú"]


def test_own_columns_beside_one_of_the_same_name() -> None:
    """A list's own column of the same name still feeds its parameter when results stand beside it."""
    ours = [
        pair[1]
        for key, pair in load_catalogue("report").items()
        if key.startswith("report.column.")
    ]
    template = template_of(Param(name="status", columns=("Trạng thái",)))
    found = match_columns(sheet_of(("SĐT", "Trạng thái", *ours)), template)
    assert fed(found) == {"status": "B"}
    assert len(ours) == len(found.own_result_columns)


def test_a_single_column_called_like_one_of_ours_is_the_persons_own() -> None:
    """A list that merely has a column “Lý do” or “Mã đối soát”, as shop programs export it, keeps it."""
    template = template_of(Param(name="status", columns=("Trạng thái",)))
    found = match_columns(sheet_of(("SĐT", "Trạng thái", "Lý do", "Mã đối soát")), template)
    assert {"status": "B"} == fed(found)
    assert not found.own_result_columns
    assert ["Lý do", "Mã đối soát"] == [column.header for column in found.unused]


@pytest.mark.parametrize(
    "headers, options, expected",
    [
        (("SĐT", "Tên KH"), {}, ["column-missing"]),
        (("Họ tên", "Địa chỉ"), {}, ["column-no-phone"]),
        (("STT", "Địa chỉ"), {}, ["column-missing", "column-no-phone"]),
        (("SĐT", "Phone", "Họ tên"), {}, ["column-phone-twice"]),
        (("SĐT", "Họ tên", "Tên khách hàng"), {}, ["column-param-twice"]),
        (("SĐT", "Họ tên", "ho_ten"), {}, ["column-header-twice"]),
        (("SĐT", "sdt", "Họ tên"), {}, ["column-header-twice"]),
        (("SĐT", "Họ tên"), {"phone": "Mobile"}, ["column-unknown"]),
        (("SĐT", "Họ tên"), {"phone": "Z"}, ["column-unknown"]),
        (("SĐT", "Họ tên"), {"mapping": {"customer_name": "9"}}, ["column-unknown"]),
        (("SĐT", "Họ tên"), {"mapping": {"name": "B"}}, ["column-unknown-param"]),
        (
            ("SĐT", "Họ tên", "ho_ten"),
            {"mapping": {"customer_name": "Họ tên"}},
            ["column-named-twice"],
        ),
        (
            ("A", "B"),
            {"phone": "X", "mapping": {"b": "Y"}},
            ["column-unknown-param", "column-unknown", "column-missing"],
        ),
    ],
)
def test_mistakes(
    headers: tuple[str, ...], options: dict[str, object], expected: list[str]
) -> None:
    """Every mistake about the columns is told at once, in one line in either language."""
    with pytest.raises(ColumnMappingError) as caught:
        match_columns(sheet_of(headers), NAME, **options)  # type: ignore[arg-type]  # a table of options
    assert expected == codes(caught.value)
    for lang in LANGS:
        assert "\n" not in caught.value.text(lang)
        assert "don-hang.xlsx" in caught.value.text(lang)


def test_mistakes_name_the_nearest() -> None:
    """A missing column names the parameter, the nearest headers and what to do."""
    with pytest.raises(ColumnError) as caught:
        match_columns(sheet_of(("SĐT", "Ho va ten", "Tên khách", "Địa chỉ")), NAME)
    expected = (
        "don-hang.xlsx, header row 1: no column for parameter customer_name; rename a column, use "
        "--map customer_name=COLUMN, or --set customer_name=TEXT for the same text in all rows; nearest: “Ho va ten” (B), “Tên khách” (C)"
    )
    assert expected == caught.value.text("en")


def test_a_sheet_for_another_template_is_told_shortly() -> None:
    """Many missing columns are named together, with what the sheet has instead, in one short line."""
    with pytest.raises(ColumnError) as caught:
        match_columns(sheet_of(("Tên", "Liên lạc", "", "Tiền")), ORDER)
    expected = (
        "don-hang.xlsx, header row 1: no columns for customer_name, order_code, amount, phone "
        "numbers; rename columns, or use --map PARAMETER=COLUMN --phone COLUMN; the sheet has "
        "“Tên” (A), “Liên lạc” (B), “Tiền” (D)"
    )
    assert expected == caught.value.text("en")
    assert "không có cột cho customer_name, order_code, amount, số điện thoại" in caught.value.text(
        "vi"
    )


def test_other_mistakes_stand_behind_the_missing_columns() -> None:
    """What is missing is told first, and nothing else that is wrong is left out."""
    headers = ("Tên", "Tiền", "Mã đơn", "ma_don")
    with pytest.raises(ColumnError) as caught:
        match_columns(sheet_of(headers), ORDER)
    missing, *others = caught.value.text("en").split("; the same header ")
    assert "no columns for customer_name" in missing
    assert ["appears twice: “Mã đơn” (C), “ma_don” (D); rename or delete one of them"] == others


def test_two_columns_are_both_named() -> None:
    """Two columns for one parameter are both named with their letters."""
    with pytest.raises(ColumnError) as caught:
        match_columns(sheet_of(("SĐT", "Họ tên", "Tên khách hàng")), NAME)
    assert "“Họ tên” (B), “Tên khách hàng” (C)" in caught.value.text("vi")


@pytest.mark.parametrize(
    "headers", [("SĐT", "Họ tên", "Tên khách hàng"), ("SĐT", "Họ tên", "ho_ten")]
)
def test_a_choice_settles_two_columns(headers: tuple[str, ...]) -> None:
    """A person who names the column settles which of two is meant."""
    found = match_columns(sheet_of(headers), NAME, mapping={"customer_name": "C"})
    assert fed(found) == {"customer_name": "C"}
    assert [column.letter for column in found.unused] == ["B"]


@pytest.mark.parametrize("place", range(len(LANGS)))
def test_an_errors_workbook_fed_back(place: int) -> None:
    """The three columns of an errors workbook are left aside, also when the template has its own of that name."""
    names = [
        load_catalogue("report")[f"report.column.{key}"][place]
        for key in ("status", "reason", "remedy")
    ]
    template = template_of(Param(name="state", columns=(names[0],)), Param(name=names[1]))
    found = match_columns(sheet_of(("SĐT", *names[:2], *names)), template)
    assert {"state": "B", names[1]: "C"} == fed(found)
    assert ["D", "E", "F"] == [column.letter for column in found.own_result_columns]


def test_the_template_knows_the_phone_column_best() -> None:
    """Of two phone columns the one that the template names is taken; two such are an error."""
    template = template_of(Param(name="x"), phone=("Di động", "Zalo"))
    assert "C" == match_columns(sheet_of(("SĐT", "x", "Di động")), template).phone.letter
    with pytest.raises(ColumnMappingError) as caught:
        match_columns(sheet_of(("Zalo", "x", "Di động")), template)
    assert codes(caught.value) == ["column-phone-twice"]


def test_a_header_that_stands_twice_and_feeds_nothing_is_no_mistake() -> None:
    """Two notes columns of one name stop no list: nothing is sent from them."""
    found = match_columns(sheet_of(("SĐT", "Họ tên", "Ghi chú", "GHI CHÚ")), NAME)
    assert {"customer_name": "B"} == fed(found)
    assert ["C", "D"] == [column.letter for column in found.unused]


def test_columns_that_may_be_meant_are_ranked() -> None:
    """For the phone and for each parameter the nearest headers are offered, the likest first."""
    sheet = sheet_of(("STT", "Họ và tên BN", "Số ĐT liên lạc", "Họ tên"))
    suggestions = suggest_columns(sheet, NAME)
    letters = {
        param: [one.letter for one in suggestions if one.param == param]
        for param in (None, "customer_name")
    }
    assert "C" == letters[None][0]
    assert ["D", "B"] == letters["customer_name"][:2]
    exact = ColumnSuggestion(param="customer_name", column="Họ tên", letter="D", score=1.0)
    assert exact in suggestions
    assert all(0.5 <= one.score <= 1 for one in suggestions)


def test_the_error_carries_what_was_found_and_what_may_be_meant() -> None:
    """A face can show which columns were found, which are missing, and the nearest for each."""
    headers = ("SĐT", "Họ tên khách", "Mã đơn", *(f"Cột {n}" for n in range(9)))
    with pytest.raises(ColumnMappingError) as caught:
        match_columns(sheet_of(headers), ORDER)
    error = caught.value
    assert ("customer_name", "amount") == error.missing
    assert {None: "A", "order_code": "C"} == {
        param: column.letter for param, column in error.matched.items()
    }
    assert ("customer_name", "B") == (error.suggestions[0].param, error.suggestions[0].letter)
    assert headers == tuple(column.header for column in error.headers)
    assert error.text("en").endswith("“Cột 4” (H) and 4 more")
    assert error.text("vi").endswith("“Cột 4” (H) và 4 cột khác")


def test_a_default_needs_no_column() -> None:
    """A required parameter with a default is never missing: without a column every row sends it."""
    template = template_of(Param(name="x"), Param(name="shop", default="Quận 1"))
    found = match_columns(sheet_of(("SĐT", "x")), template)
    assert ("shop",) == found.absent
    check = check_of(("0912345601", "a"), headers=("SĐT", "x"), template=template)
    [row] = check.rows()
    assert {"x": "a", "shop": "Quận 1"} == row.data
