"""The example row of an empty recipient list: what it shows, and how it is known again.

The list that `sample` writes can be checked as it is, so its example looks like a customer. Its
number may be somebody's: the row must never leave.
"""

import re
from datetime import date, datetime, time

from zns_batch.domain.sheet import Cell
from zns_batch.domain.template import Param, ParamType
from zns_batch.i18n import Lang, translate

EXAMPLE_PHONE = "0912345678"
_CODE = "DH001234"


def example_cell(param: Param, lang: Lang) -> Cell:
    """Return what the example row holds for a parameter."""
    examples: dict[ParamType, Cell] = {
        ParamType.NUMBER: 2,
        ParamType.CURRENCY: 150_000,
        ParamType.DATE: date(2026, 11, 22),
        ParamType.TIME: time(8, 30),
        ParamType.DATETIME: datetime(2026, 11, 22, 8, 30),  # noqa: DTZ001 - a cell has no zone
        ParamType.MONTH: date(2026, 11, 1),
        ParamType.PHONE: EXAMPLE_PHONE,
        ParamType.URL: _CODE,
        ParamType.BANK_NOTE: translate("sample.example.bank-note", lang),
        ParamType.PAYMENT: 150_000,
        ParamType.QR: _CODE,
        ParamType.BIN: "970436",
        ParamType.OTP: "482915",
    }
    example = examples.get(param.type)
    if example is None:
        # Some accounts give the parameter's own name as its example: `<address>`.
        told = param.example if param.example and not param.example.startswith("<") else None
        example = told or _text_example(param.name, lang)
    if param.max_length is None:
        return example
    if isinstance(example, int):
        return int(str(example)[: param.max_length])
    return example[: param.max_length].strip() if isinstance(example, str) else example


def _text_example(param: str, lang: Lang) -> str:
    name = re.sub(r"[\W_]", "", param).lower()
    if name.endswith(("name", "ten", "customer", "khachhang")):
        return translate("sample.example.name", lang)
    if name.endswith(("code", "id", "ma", "order", "number", "madon")) or name.startswith("ma"):
        return _CODE
    return translate("sample.example.text", lang)
