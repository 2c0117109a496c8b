"""Whether the parameters of a message are those its template asks for."""

from collections.abc import Mapping
from typing import Any

from zns_batch.sandbox.templates import FORMATS, Param, Template
from zns_batch.sandbox.zalo.codes import refusal


def check_data(data: Any, template: Template | None) -> None:
    """Check the template data of a message.

    Args:
        data: The data as it came.
        template: Its template; `None` for one of which nothing is known, so that only the kind of
            the data is checked. Parameters that a template doesn't ask for are left aside.

    Raises:
        RefusedError: Nothing there (`-111`), a value that is no text (`-132`), a parameter that is
            missing (`-1122`), too long (`-1121`) or in the wrong format (`-1124`; `-132` for an
            address that is not percent-encoded).

    """
    needed = template is None or bool(template.params)
    if not isinstance(data, dict) or (needed and not data):
        raise refusal(-111)
    if not all(isinstance(value, str) for value in data.values()):
        raise refusal(-132)
    if template is not None:
        _check_params(data, template.params)


def _check_params(data: Mapping[str, str], params: Mapping[str, Param]) -> None:
    for name, param in params.items():
        value = data.get(name, "")
        if value:
            _check_value(name, value, param)
        elif param.required:
            raise refusal(-1122, f"template data missing parameter {name}")


def _check_value(name: str, value: str, param: Param) -> None:
    if param.max_length is not None and len(value) > param.max_length:
        raise refusal(-1121, f"template data {name} is break max length")
    wanted = FORMATS[param.type]
    if wanted is not None and not wanted.fullmatch(value):
        code = -132 if param.type == "url" else -1124
        raise refusal(code, f"template data {name} has invalid format")
