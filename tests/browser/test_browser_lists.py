"""From the upload of a list to its messages, in a real browser."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from browser_help import (
    Pages,
    come_in,
    watched_context,
)
from playwright.sync_api import Browser, Page, Route, expect

HEADERS = ("SĐT", "Họ tên", "Mã đơn", "Ngày đặt", "Tổng tiền")
Line = Sequence[object]


def _line(number: int, **other: object) -> list[object]:
    cells = {
        "phone": f"0912000{number:03}",
        "name": f"Khách {number}",
        "code": f"DH-{number:04}",
        "day": "18/11/2026",
        "amount": 250_000,
    }
    return [*(cells | other).values()]


def _book(path: Path, *lines: Line, headers: Line = HEADERS, title: str = "Đơn hàng") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for line in (headers, *lines):
        page.append([*line])
    book.save(path)
    return path


def _upload(page: Page, file: Path, *, template: str = "don-hang") -> None:
    """Upload a list and wait until a step of it is shown."""
    page.goto("/new")
    if page.locator("#template").input_value() != template:
        with page.expect_response("**/new?*"):
            page.select_option("#template", template)
    page.set_input_files("#file", file)
    page.click("[data-upload-go]")
    page.wait_for_url("**/lists/*/*")


def _replace(page: Page, file: Path) -> None:
    """Upload a corrected file on the page of the problems."""
    page.set_input_files("#file", file)
    with page.expect_navigation():
        page.click("[data-upload-go]")


def test_an_upload_can_be_stopped_and_tried_again(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """A connection that breaks, or a change of mind, loses neither the choice of the file nor a message (B5)."""
    file = tmp_path / "list.csv"
    file.write_text("SĐT,Họ tên\n" + "0912000101,Lan\n" * 200_000)
    context, watch = watched_context(browser, served_pages.url)
    page = context.new_page()
    come_in(page, served_pages)
    page.goto("/new")
    expect(page.locator("[data-drop-choose]")).to_have_text("Chọn tệp…")
    page.click("[data-upload-go]")
    expect(page.locator("[data-upload-words]")).to_have_text("Vui lòng chọn một tệp danh sách.")
    page.set_input_files("#file", file)
    expect(page.locator("[data-drop-name]")).to_contain_text("list.csv")
    page.context.route("**/new", lambda route: route.abort())
    page.click("[data-upload-go]")
    words = page.locator("[data-upload-words]")
    expect(words).to_contain_text("Mất kết nối khi đang tải lên. Chưa có tin nào được gửi.")
    page.context.unroute("**/new")
    page.context.route("**/new", lambda _: None)
    page.click("[data-upload-go]")
    page.click("[data-upload-stop]")
    expect(words).to_contain_text("Đã dừng tải lên. Chưa có tin nào được gửi.")
    page.context.unroute("**/new")
    page.click("[data-upload-go]")
    page.wait_for_url("**/lists/**")
    context.close()
    # The console tells of the connection that was cut on purpose, and of nothing else.
    assert [] == [fault for fault in watch.faults if "ERR_FAILED" not in fault]


def test_a_sheet_is_chosen_and_its_header_row_is_seen(page: Page, tmp_path: Path) -> None:
    """Of two sheets a person takes the second, and sees that its header stands in row 3 (B6)."""
    file = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "Ghi chú"
    for line in (HEADERS, _line(900), _line(901)):
        notes.append(line)
    orders = book.create_sheet("Đơn hàng")
    rows: list[Line] = [["TIỆM NHÀ SEN"], [], HEADERS, _line(1), _line(2)]
    for row in rows:
        orders.append([*row])
    hidden = book.create_sheet("Tháng 10")
    hidden.append(HEADERS)
    hidden.sheet_state = "hidden"
    book.save(file)
    _upload(page, file)
    expect(page.locator("h1")).to_have_text("Chọn trang tính và dòng tiêu đề")
    expect(page.locator("summary", has_text="Trang ẩn: 1")).to_be_visible()
    page.check("input[name=sheet][value='Đơn hàng']")
    page.click("text=Xem trang tính này")
    expect(page.locator("tr.is-header")).to_contain_text("Họ tên")
    expect(page.locator("input[name=header]:checked")).to_have_value("3")
    page.click("text=Dùng trang tính này")
    page.wait_for_url("**/preview*")


def test_unknown_headers_are_offered_and_never_taken(page: Page, tmp_path: Path) -> None:
    """A person chooses the columns by their real values, once; the next list of the kind passes by itself (B7)."""
    headers = ("SĐT", "Ten khach", "Ma don so", "Ngày đặt", "Số tiền phải trả")
    file = _book(tmp_path / "odd.xlsx", _line(1), _line(2, amount="năm"), headers=headers)
    _upload(page, file)
    expect(page.locator("h1")).to_have_text("Cột nào vào chỗ nào?")
    tried = page.locator("#columns [role=status]")
    expect(tried).to_contain_text("chọn đủ cột")
    name = page.locator("#column-customer_name")
    expect(name).to_have_value("")
    page.click("main button.btn-primary")
    expect(page.locator(".summary-box")).to_be_focused()
    expect(page.locator(".summary-box a")).to_have_count(3)
    for field, column in (("customer_name", "1"), ("order_code", "2"), ("amount", "4")):
        with page.expect_response("**/columns/try"):
            page.select_option(f"#column-{field}", column)
    expect(tried).to_contain_text("Kiểm tra thử 2 dòng đầu: 1 gửi được, 1 có lỗi")
    expect(page.locator("#columns")).to_contain_text("năm")
    page.click("main button.btn-primary")
    page.wait_for_url("**/problems")
    expect(page.locator("h1")).to_have_text("1 dòng cần sửa")
    _upload(page, _book(tmp_path / "next.xlsx", _line(3), headers=headers))
    page.wait_for_url("**/preview*")


def test_a_choice_made_while_the_page_waits_is_kept(page: Page, tmp_path: Path) -> None:
    """Who chooses quicker than the server answers finds every choice as it was made."""
    headers = ("SĐT", "Ten khach", "Ma don so", "Ngày đặt", "Số tiền phải trả")
    _upload(page, _book(tmp_path / "odd.xlsx", _line(1), _line(2), headers=headers))
    expect(page.locator("#columns [role=status]")).to_contain_text("chọn đủ cột")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/columns/try", hold)
    page.select_option("#column-customer_name", "1")
    while not held:
        page.wait_for_timeout(20)
    page.select_option("#column-order_code", "2")
    with page.expect_response("**/columns/try"):
        held[0].continue_()
    with page.expect_response("**/columns/try"):
        page.select_option("#column-amount", "4")
    expect(page.locator("#columns [role=status]")).to_contain_text("2 gửi được")
    for field, column in (("customer_name", "1"), ("order_code", "2"), ("amount", "4")):
        expect(page.locator(f"#column-{field}")).to_have_value(column)


def test_one_cause_is_told_as_one(page: Page, tmp_path: Path) -> None:
    """A wrong column for all rows looks like what it is, and leads back to the columns (B8)."""
    lines = [_line(number, amount="không có") for number in range(1, 8)]
    _upload(page, _book(tmp_path / "list.xlsx", *lines))
    note = page.locator(".note-warn")
    expect(note).to_contain_text("7 dòng cùng một lỗi ở cột “Tổng tiền”")
    note.locator("a").click()
    expect(page.locator("h1")).to_have_text("Cột nào vào chỗ nào?")


def test_problems_are_looked_through_and_mended(page: Page, tmp_path: Path) -> None:
    """A person filters, unfolds, downloads the marked copy, mends it in Excel and sees what is left (B9, B10, B11)."""
    lines = [_line(number) for number in range(1, 21)]
    lines[3][0], lines[7][0], lines[11][3] = "0912", "+1 650 253 0000", "31/11/2026"
    _upload(page, _book(tmp_path / "thang 11.xlsx", *lines))
    expect(page.locator("h1")).to_have_text("3 dòng cần sửa")
    page.click(".kinds >> text=Ngày giờ")
    expect(page.locator(".problem-row")).to_have_count(1)
    expect(page.locator(".problem-row")).to_contain_text("31/11/2026")
    address = page.url
    assert "kind=date" in address
    page.click("text=Xem cả dòng")
    expect(page.locator(".row-cells")).to_contain_text("DH-0012")
    expect(page.locator(".row-cells .is-bad")).to_contain_text("Ngày đặt")
    page.click("text=Ẩn dòng")
    expect(page.locator(".row-cells")).to_have_count(0)
    page.goto(address.partition("?")[0])
    with page.expect_download() as caught:
        page.click("text=Tải bản đánh dấu lỗi")
    assert "thang 11-loi.xlsx" == caught.value.suggested_filename
    marked = tmp_path / "marked.xlsx"
    caught.value.save_as(marked)
    book = openpyxl.load_workbook(marked)
    sheet = book.worksheets[0]
    assert "0912" == str(sheet.cell(5, 1).value)
    sheet.cell(5, 1).value = "0912000999"
    sheet.cell(13, 4).value = "30/11/2026"
    book.save(marked)
    _replace(page, marked)
    expect(page.locator("h1")).to_have_text("1 dòng cần sửa")
    expect(page.locator(".note").first).to_contain_text(
        "Đã sửa 2/3 · còn 1 · lỗi mới 0 · thêm 0 dòng, bớt 0 dòng"
    )
    # Another layout asks for the columns again, and keeps what still fits.
    headers = ("SĐT", "Khach", "Mã đơn", "Ngày đặt", "Tổng tiền")
    other = _book(tmp_path / "other.xlsx", _line(1), headers=headers)
    _replace(page, other)
    page.wait_for_url("**/columns")
    expect(page.locator("#column-order_code")).to_have_value("2")
    expect(page.locator("#column-customer_name")).to_have_value("")


def test_wrong_rows_are_left_behind_only_by_a_tick(page: Page, tmp_path: Path) -> None:
    """Nobody goes on without having said that the wrong rows stay behind (B12)."""
    _upload(page, _book(tmp_path / "list.xlsx", _line(1), _line(2), _line(3, phone="0912")))
    page.click("main >> text=Xem trước tin")
    expect(page.locator(".summary-box")).to_be_focused()
    page.click(".summary-box a")
    expect(page.locator("#leave")).to_be_focused()
    page.check("#leave")
    page.click("main >> text=Xem trước tin")
    page.wait_for_url("**/preview*")


def test_a_file_that_cant_be_read_leaves_the_list_as_it_was(page: Page, tmp_path: Path) -> None:
    """A broken corrected file costs nothing: the list, its columns and its problems stay."""
    _upload(page, _book(tmp_path / "list.xlsx", _line(1), _line(2, phone="0912")))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"no workbook" * 100)
    page.set_input_files("#file", broken)
    page.click("[data-upload-go]")
    expect(page.locator(".note-bad")).to_contain_text("Không đọc được tệp đã sửa “broken.xlsx”")
    expect(page.locator("h1")).to_have_text("1 dòng cần sửa")


def test_the_steps_work_without_scripts(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """Where scripts are switched off a list is uploaded, its columns chosen, its problems mended."""
    context, watch = watched_context(browser, served_pages.url, scripts=False)
    page = context.new_page()
    come_in(page, served_pages)
    headers = ("SĐT", "Ten khach", "Mã đơn", "Ngày đặt", "Tổng tiền")
    lines = [_line(1), _line(2, phone="0912")]
    page.goto("/new?template=don-hang")
    page.set_input_files("#file", _book(tmp_path / "list.xlsx", *lines, headers=headers))
    page.click("[data-upload-go]")
    page.wait_for_url("**/lists/*/columns")
    page.select_option("#column-customer_name", "1")
    page.click("text=Cập nhật giá trị")
    expect(page.locator("#columns [role=status]")).to_contain_text("1 gửi được, 1 có lỗi")
    page.click("main button.btn-primary")
    page.wait_for_url("**/problems")
    page.click("text=Xem cả dòng")
    expect(page.locator(".row-cells")).to_contain_text("DH-0002")
    with page.expect_download():
        page.click("text=Tải bản đánh dấu lỗi")
    mended = _book(tmp_path / "mended.xlsx", _line(1), _line(2), headers=headers)
    page.set_input_files("#file", mended)
    page.click("[data-upload-go]")
    page.wait_for_url("**/preview*")
    context.close()
    assert [] == watch.faults
