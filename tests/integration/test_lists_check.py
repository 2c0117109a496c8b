"""The check of an uploaded list finds what the command line finds, for every kind of file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lists_help import check_file, checked
from planning_sheets import ORDER
from sheet_files import excel, originals

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.errors import SheetError
from zns_batch.services.campaigns.check import check
from zns_batch.services.campaigns.options import CampaignRequest
from zns_batch.services.campaigns.prepare import PreparedCampaign, prepare
from zns_batch.services.lists.checking.check_reader import open_check
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.columns import Origin, try_columns, with_columns
from zns_batch.services.lists.files import check_db_path
from zns_batch.services.lists.listed import ProblemFilter
from zns_batch.services.lists.problem_kinds import ProblemKind, kind_of
from zns_batch.settings.accounts import AccountSettings
from zns_batch.sheets import open_sheet
from zns_batch.templates.repository import read_template
from zns_batch.validation.row_reader import column_reader
from zns_batch.validation.text import CellIssue

ROOT = Path(__file__).parents[2]
ACCOUNT = AccountSettings(name="default")
LISTS = [
    ("don-hang.xlsx", "don-hang"),
    ("don-hang-loi.xlsx", "don-hang"),
    ("hoc-phi.xlsx", "hoc-phi"),
    ("khuyen-mai.xlsx", "khuyen-mai"),
    ("lich-hen.csv", "lich-hen"),
]
ANY = Template(
    template_id="1",
    name="any",
    key="any",
    params={"first": Param(name="first"), "second": Param(name="second", required=False)},
)


def _prepared(
    file: Path, template: Template, choices: ListChoices | None = None
) -> PreparedCampaign:
    request = (choices or ListChoices()).request_for(file, account="default", template="x")
    return prepare(request, account=ACCOUNT, template=template)


def test_a_month_is_told_on_the_page_as_on_the_command_line(tmp_path: Path) -> None:
    """A date cell that shows only 11/2026 stops its row, also while columns are being tried."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["SĐT", "Ngày"])
    page.append(["0912345678", date(2026, 11, 1)])
    page["B2"].number_format = "mm/yyyy"
    book.save(tmp_path / "list.xlsx")
    due = Param(name="due", type=ParamType.DATE, columns=("Ngày",))
    template = Template(template_id="1", name="due", key="due", params={"due": due})
    with checked(tmp_path, tmp_path / "list.xlsx", template) as found:
        assert ["date-day-hidden"] == [problem.code for problem in found.every_problem()]
        assert ProblemKind.DATE is kind_of("date-day-hidden")
        read = column_reader(found.sample(), due, 1)
        issue = read(2, date(2026, 11, 1))
        assert isinstance(issue, CellIssue)
        assert "date-day-hidden" == issue.code
        assert "05/11/2026" == read(2, "05/11/2026")


@pytest.mark.parametrize("name, template", LISTS)
def test_a_sample_list_is_checked_as_the_command_line_checks_it(
    tmp_path: Path, name: str, template: str
) -> None:
    """The same counts, and the same problems in the same order, whoever asks."""
    read = read_template(ROOT / "templates" / f"{template}.toml")
    file = ROOT / "sample_data" / name
    expected = check(
        prepare(CampaignRequest(file=file, template="x"), account=ACCOUNT, template=read)
    )
    told = check_file(tmp_path, file, read)
    assert {state.value: n for state, n in expected.tally.rows.items()} == told["counts"]
    assert expected.cost == told["cost"]
    with open_check(check_db_path(tmp_path, "1")) as found:
        assert expected.problems == tuple(found.every_problem())
        assert expected.tally == found.counts()
        assert expected.notices == found.notices()[-len(expected.notices) :] or not expected.notices


def _refusal(path: Path) -> str | None:
    try:
        open_sheet(path)
    except SheetError as error:
        return error.key
    return None


def _check_refusal(folder: Path, path: Path) -> str:
    """Return why the check can't read a file: it raises that, or leaves the choice to a person."""
    try:
        told = check_file(folder, path, ANY)
    except SheetError as error:
        return error.key
    return str(told["error"]["key"])


@pytest.mark.parametrize("path", originals(), ids=lambda path: path.name)
def test_a_file_of_any_program_is_checked_as_the_command_line_checks_it(
    tmp_path: Path, path: Path
) -> None:
    """Whatever program wrote the list, the page says the same of each row as the command line."""
    refused = _refusal(path)
    if refused is not None:
        assert refused == _check_refusal(tmp_path, path)
        return
    sheet = open_sheet(path)
    letters = [column.letter for column in sheet.columns]
    columns = {"first": letters[0], "second": letters[-1]}
    choices = ListChoices(phone=letters[min(1, len(letters) - 1)], mapping=columns)
    expected = check(_prepared(path, ANY, choices))
    told = check_file(tmp_path, path, ANY, choices=choices)
    assert {state.value: n for state, n in expected.tally.rows.items()} == told["counts"]
    with open_check(check_db_path(tmp_path, "1")) as found:
        assert expected.problems == tuple(found.every_problem())
        assert [row.number for row in sheet.read()][: found.sheet_rows()] == [
            row.number for row in sheet.read()
        ]


def test_each_message_is_found_by_its_number_its_row_and_its_phone(tmp_path: Path) -> None:
    """A person who asks for row 4 or a phone sees that very message."""
    file = excel(
        tmp_path / "list.xlsx",
        [
            ["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"],
            ["0912000101", "Lan", "DH-1", 1_250_000],
            ["091200", "Minh", "DH-2", 2],
            ["0912000103", "Nguyễn Thị Minh Châu", "DH-3", 3],
            ["0912000101", "Lan", "DH-1", 1_250_000],
        ],
    )
    with checked(tmp_path, file, ORDER) as found:
        assert 2 == found.to_send
        first, second = found.message(1), found.message(2)
        assert first is not None
        assert second is not None
        assert found.message(3) is None
        assert (2, 4) == (first.number, second.number)
        assert {
            "customer_name": "Lan",
            "order_code": "DH-1",
            "amount": "1250000",
            "note": "không có",
        } == first.data
        assert ("0912000101", "Lan", "DH-1", "1250000") == first.shown
        assert second == found.longest()
        assert [RowState.INVALID] == [row.state for row in found.row(3)]
        assert ["phone-too-short"] == [problem.code for problem in found.problems_of(3)]
        assert [2, 5] == [row.number for row in found.with_phone("84912000101")]
        assert [5] == [row.number for row in found.in_state(RowState.DUPLICATE)]
        assert [4] == [row.number for row in found.saying("order_code", "DH-3")]
        assert (first, second) == found.messages()


def test_several_phones_of_a_cell_are_recipients_of_one_row(tmp_path: Path) -> None:
    """Each number of a cell is a message, and all of them are found by the row."""
    rows: list[list[object]] = [
        ["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"],
        ["0912000101, 0912000102", "Lan", "DH-1", 5],
    ]
    file = excel(tmp_path / "list.xlsx", rows)
    with checked(tmp_path, file, ORDER, choices=ListChoices(split_phones=True)) as found:
        assert (2, 1) == (found.to_send, found.sheet_rows())
        assert [1, 2] == [row.part for row in found.row(2)]


def test_who_must_never_be_sent_to_is_left_out(tmp_path: Path) -> None:
    """A customer who wants no messages is left out before anybody presses Send."""
    rows: list[list[object]] = [
        ["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"],
        ["0912000101", "Lan", "DH-1", 5],
    ]
    file = excel(tmp_path / "list.xlsx", rows)
    listed = {"numbers": ["84912000101"], "hashes": [], "key": None}
    told = check_file(tmp_path, file, ORDER, never_send=listed)
    assert {"suppressed": 1} == told["counts"]


@pytest.mark.parametrize("most", [1, 2, 7, 100])
def test_paging_shows_each_problem_once_in_both_directions(tmp_path: Path, most: int) -> None:
    """Whoever pages through the problems misses none and sees none twice."""
    lines: list[list[object]] = [["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"]]
    lines += [[f"09120{n}", "Lan" if n % 3 else "", f"DH-{n}", 5] for n in range(20)]
    with checked(tmp_path, excel(tmp_path / "list.xlsx", lines), ORDER) as found:
        expected = [
            each.problem for each in found.problem_page(ProblemFilter(), most=1_000).problems
        ]
        assert 27 == len(expected)
        forward: list[Problem] = []
        page = found.problem_page(ProblemFilter(), most=most)
        while True:
            assert len(forward) + 1 == page.first
            assert page.total == len(expected)
            forward += [each.problem for each in page.problems]
            if page.after is None:
                break
            page = found.problem_page(ProblemFilter(), after=page.after, most=most)
        assert expected == forward
        backward = [each.problem for each in page.problems]
        while page.before is not None:
            page = found.problem_page(ProblemFilter(), before=page.before, most=most)
            backward = [each.problem for each in page.problems] + backward
        assert expected == backward


def test_problems_are_filtered(tmp_path: Path) -> None:
    """A person looks at one kind, one column, a text or from a row on."""
    lines: list[list[object]] = [
        ["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"],
        ["0912", "Lan", "DH-1", 5],
        ["0912000102", "", "DH-2", "ÂM MƯỜI"],
        ["0912000103", "Hoa", "DH-3", 5],
        ["0912000103", "Hoa", "DH-3", 5],
    ]

    def codes(**which: Any) -> list[str]:
        page = found.problem_page(ProblemFilter(**which))
        return [each.problem.code for each in page.problems]

    with checked(tmp_path, excel(tmp_path / "list.xlsx", lines), ORDER) as found:
        assert ["phone-too-short", "value-missing", "value-not-amount"] == codes()
        assert ["phone-too-short"] == codes(kind=ProblemKind.PHONE)
        assert ["value-missing"] == codes(column="Họ tên")
        assert ["value-not-amount"] == codes(text="âm mười")
        assert ["value-missing", "value-not-amount"] == codes(from_row=3)
        assert ["duplicate"] == codes(kind=ProblemKind.DUPLICATE)
        assert "duplicate" in codes(left_out=True)
        assert [] == codes(text="' OR 1=1 --")


def test_a_wrong_column_looks_like_one_mistake(tmp_path: Path) -> None:
    """Three thousand equal mistakes in one column are told as what they are."""
    lines: list[list[object]] = [["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"]]
    lines += [[f"091200{n:04}", "Lan", f"DH-{n}", "không"] for n in range(10)]
    with checked(tmp_path, excel(tmp_path / "list.xlsx", lines), ORDER) as found:
        cause = found.one_cause()
        assert cause is not None
        assert ("value-not-amount", "Tổng tiền", 10) == (cause.code, cause.column, cause.count)


def test_columns_are_tried_without_the_file(tmp_path: Path) -> None:
    """Another column shows its real values at once; nothing is taken that is only similar."""
    lines: list[list[object]] = [
        ["SĐT", "Ten khach hang", "Mã đơn", "Tiền", "Ghi chú"],
        ["0912000101", "Lan", "DH-1", 5, "x"],
        ["091", "Minh", "DH-2", 0, "y"],
    ]
    file = excel(tmp_path / "list.xlsx", lines)
    assert "columns" == check_file(tmp_path, file, ORDER)["needs"]
    file.unlink()
    with open_check(check_db_path(tmp_path, "1")) as found:
        tried = try_columns(found, ORDER, ListChoices())
        by_name = {line.name: line for line in tried.lines}
        assert Origin.BY_NAME is by_name["order_code"].origin
        assert Origin.NONE is by_name["customer_name"].origin
        assert (None, None) == (tried.good, tried.bad)
        assert ["84912000101", ""] == [value.sent for value in by_name[""].samples]
        choices = with_columns(
            found, ORDER, ListChoices(), {"": 0, "customer_name": 1, "order_code": 2, "amount": 3}
        )
        # What the header tells is no choice.
        assert (None, {"customer_name": "Ten khach hang", "amount": "Tiền"}) == (
            choices.phone,
            choices.mapping,
        )
        tried = try_columns(found, ORDER, choices)
        assert (1, 1) == (tried.good, tried.bad)
        assert ["E"] == [column.letter for column in tried.unused]
        amount = next(line for line in tried.lines if line.name == "amount")
        assert Origin.CHOSEN is amount.origin
        assert (1, 1) == (amount.good, amount.bad)


def test_what_a_cell_shows_is_tried_as_the_check_reads_it(tmp_path: Path) -> None:
    """A number that Excel shows as a code is sent as that code, in the trial as in the message."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"])
    page.append(["0912000101", "Lan", 7, 5])
    page["C2"].number_format = '"DH-"0000'
    file = tmp_path / "list.xlsx"
    book.save(file)
    with checked(tmp_path, file, ORDER) as found:
        message = found.message(1)
        assert message is not None
        [value] = next(
            line
            for line in try_columns(found, ORDER, ListChoices()).lines
            if line.name == "order_code"
        ).samples
        assert ("DH-0007", "DH-0007") == (message.data["order_code"], value.sent)
        assert "DH-0007" == message.shown[2]


def test_choices_of_another_list_are_left_aside_where_they_do_not_fit(tmp_path: Path) -> None:
    """Columns remembered from last month stop nobody whose file calls them otherwise."""
    lines: list[list[object]] = [
        ["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"],
        ["0912000101", "Lan", "DH-1", 5],
    ]
    file = excel(tmp_path / "list.xlsx", lines)
    kept = ListChoices(mapping={"amount": "Số tiền cũ"}, remembered=("amount",))
    told = check_file(tmp_path, file, ORDER, choices=kept)
    assert (None, True) == (told["needs"], told["columns_clear"])
    chosen = ListChoices(mapping={"amount": "Số tiền cũ"})
    told = check_file(tmp_path, file, ORDER, run="2", choices=chosen)
    # What the person chose for this very list is lost: the columns are looked at again.
    assert (None, False) == (told["needs"], told["columns_clear"])


def test_the_sheets_of_a_workbook_are_offered(tmp_path: Path) -> None:
    """With two sheets a person says which is meant, and sees the hidden one too."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Ghi chú"
    first.append(["Đọc kỹ", "trước khi gửi"])
    second = book.create_sheet("Đơn hàng")
    second.append(["DANH SÁCH THÁNG 11"])
    second.append([])
    second.append(["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"])
    second.append(["0912000101", "Lan", "DH-1", 5])
    hidden = book.create_sheet("Cũ")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    file = tmp_path / "list.xlsx"
    book.save(file)
    told = check_file(tmp_path, file, ORDER)
    assert "sheet" == told["needs"] or told["several_sheets"]
    with open_check(check_db_path(tmp_path, "1")) as found:
        assert [("Ghi chú", True), ("Đơn hàng", True), ("Cũ", False)] == [
            (each.name, each.visible) for each in found.sheets()
        ]
    told = check_file(tmp_path, file, ORDER, run="2", choices=ListChoices(sheet="Đơn hàng"))
    assert (3, {"pending": 1}) == (told["header_row"], told["counts"])


def test_a_file_without_a_header_row_shows_its_rows(tmp_path: Path) -> None:
    """A person who sees the first rows can say which one names the columns."""
    file = excel(tmp_path / "list.xlsx", [["0912000101", 5], ["0912000102", 6]])
    told = check_file(tmp_path, file, ORDER)
    assert ("sheet", "sheet.no-headers") == (told["needs"], told["error"]["key"])
    with open_check(check_db_path(tmp_path, "1")) as found:
        assert [(1, ("0912000101", 5.0)), (2, ("0912000102", 6.0))] == list(found.head())
        assert found.header_row is None


def test_a_corrected_file_is_compared_with_the_one_before(tmp_path: Path) -> None:
    """A person reads how many of the mistakes are mended."""
    lines: list[list[object]] = [["SĐT", "Họ tên", "Mã đơn", "Tổng tiền"]]
    lines += [[f"091200010{n}", f"Khách {n}", f"DH-{n}", 5] for n in range(5)]
    lines[2][0] = "091"
    lines[4][3] = "năm"
    before = excel(tmp_path / "before.xlsx", lines)
    lines[2][0] = "0912000101"
    lines.insert(1, ["0987000209", "Mới", "DH-9", 5])
    after = excel(tmp_path / "after.xlsx", lines)
    check_file(tmp_path, before, ORDER)
    told = check_file(tmp_path, after, ORDER, run="2", previous="1")
    expected = {
        "before": 2,
        "fixed": 1,
        "left": 1,
        "new": 0,
        "added": 1,
        "gone": 0,
        "changed": 0,
        "same": 5,
    }
    assert expected == told["difference"]


def test_the_check_says_what_json_can_carry(tmp_path: Path) -> None:
    """What the check's process tells arrives whole."""
    file = ROOT / "sample_data" / "don-hang-loi.xlsx"
    told = check_file(tmp_path, file, read_template(ROOT / "templates" / "don-hang.toml"))
    assert told == json.loads(json.dumps(told))
