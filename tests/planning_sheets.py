"""Sheets and templates made by hand, for the tests of planning."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from zns_batch.domain.sheet import Cell, Column, Row, Sheet
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import DuplicatePolicy, SheetValidator, ValidationOptions

ORDER = Template(
    template_id="217489",
    name="Xác nhận đơn hàng",
    key="don-hang",
    text="Chào <customer_name>, đơn <order_code> trị giá <amount>đ.",
    params={
        "customer_name": Param(name="customer_name", max_length=30, columns=("Họ tên",)),
        "order_code": Param(name="order_code", columns=("Mã đơn",)),
        "amount": Param(name="amount", type=ParamType.CURRENCY, columns=("Tổng tiền",)),
        "note": Param(name="note", required=False, default="không có"),
    },
)
HEADERS = ("SĐT", "Họ tên", "Mã đơn", "Tổng tiền")


def sheet_of(headers: Sequence[str], *rows: Sequence[Cell], first: int = 2) -> Sheet:
    """Make a sheet whose data begins in row `first`."""
    columns = tuple(Column(index=index, header=header) for index, header in enumerate(headers))
    made = [Row(number=first + place, cells=tuple(row)) for place, row in enumerate(rows)]
    return Sheet(
        path=Path("don-hang.xlsx"),
        name="Sheet1",
        columns=columns,
        header_row=first - 1,
        read=lambda: iter(made),
    )


def template_of(*params: Param, phone: tuple[str, ...] = ()) -> Template:
    """Make a template of some parameters."""
    named = {param.name: param for param in params}
    return Template(template_id="1", name="x", key="x", phone=phone, params=named)


def check_of(
    *rows: Sequence[Cell],
    headers: Sequence[str] = HEADERS,
    template: Template = ORDER,
    mapping: Mapping[str, str] | None = None,
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP,
    suppressed: frozenset[str] = frozenset(),
    limit: int | None = None,
) -> SheetValidator:
    """Make a check of some rows; nothing is read before its rows are asked for."""
    sheet = sheet_of(headers, *rows)
    columns = match_columns(sheet, template, mapping=mapping)
    options = ValidationOptions(
        sender="zalo:default", duplicates=duplicates, suppressed=suppressed, limit=limit
    )
    return SheetValidator(sheet, template, columns, options)
