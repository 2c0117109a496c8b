from datetime import UTC, datetime
from typing import Any

import pytest

from zns_batch.sandbox import SandboxConfig, SandboxParam, SandboxTemplate
from zns_batch.sandbox.config_json import changed


@pytest.mark.parametrize(
    "fields,word",
    [
        ({"quota": -1}, "quota"),
        ({"used": -1}, "used"),
        ({"limit": 0}, "limit"),
        ({"balance": -5}, "balance"),
        ({"price": -5}, "price"),
        ({"latency": -0.1}, "latency"),
        ({"latency": (2.0, 1.0)}, "latency"),
        ({"latency": float("inf")}, "latency"),
        ({"latency": float("nan")}, "latency"),
        ({"delivery": -1.0}, "delivery"),
        ({"limit_answer": "429"}, "limit_answer"),
        ({"quality": "GOOD"}, "quality"),
        ({"tags": ("OTP",)}, "tags"),
        ({"clock": datetime(2026, 11, 22)}, "clock"),
        ({"faults": {"explosion": 0.1}}, "explosion"),
        ({"faults": {"http-500": 1.1}}, "http-500"),
        ({"faults": {"http-500": -0.1}}, "http-500"),
        ({"faults": {"http-500": 0.6, "http-502": 0.5}}, "together"),
        ({"proof_required": True}, "app_secret"),
    ],
)
def test_a_behaviour_that_makes_no_sense_is_refused(fields: dict[str, Any], word: str) -> None:
    """A wrong value is refused at once, and the sentence names it."""
    with pytest.raises(ValueError, match=word):
        SandboxConfig(**fields)


def test_ten_tenths_are_a_whole() -> None:
    """Ten faults of a tenth each are not refused for a rounding error."""
    names = ["http-500", "http-502", "http-503", "http-504", "http-429"]
    names += ["http-403", "http-404", "html", "slow", "empty"]
    assert 10 == len(SandboxConfig(faults=dict.fromkeys(names, 0.1)).faults)


@pytest.mark.parametrize(
    "fields,word",
    [({"type": "money"}, "type"), ({"max_length": 0}, "max_length")],
)
def test_a_parameter_that_makes_no_sense_is_refused(fields: dict[str, Any], word: str) -> None:
    """A parameter of an unknown type, or without room for a character, is refused."""
    with pytest.raises(ValueError, match=word):
        SandboxParam(**fields)


@pytest.mark.parametrize(
    "fields,word",
    [({"status": "OK"}, "status"), ({"tag": "OTP"}, "tag"), ({"price": -1}, "price")],
)
def test_a_template_that_makes_no_sense_is_refused(fields: dict[str, Any], word: str) -> None:
    """A template in an unknown state, with an unknown tag or a negative price is refused."""
    with pytest.raises(ValueError, match=word):
        SandboxTemplate(**fields)


@pytest.mark.parametrize(
    "name,value,expected",
    [
        ("quota", 5, 5),
        ("quota", None, None),
        ("limit", None, None),
        ("limit_answer", "http-429", "http-429"),
        ("latency", 1, 1.0),
        ("latency", [0.1, 0.2], (0.1, 0.2)),
        ("delivery", None, None),
        ("faults", {"slow": 0.5}, {"slow": 0.5}),
        ("token_valid", False, False),
        ("night", None, None),
        ("clock", "2026-11-22T00:00:00+00:00", datetime(2026, 11, 22, tzinfo=UTC)),
        ("admins", ["84901234567"], ("84901234567",)),
        ("tags", ["PROMOTION"], ("PROMOTION",)),
        (
            "templates",
            {"1": {"params": {"a": {"max_length": 3}}, "status": "DISABLE"}},
            {"1": SandboxTemplate(params={"a": SandboxParam(max_length=3)}, status="DISABLE")},
        ),
        ("templates", {"1": SandboxTemplate()}, {"1": SandboxTemplate()}),
    ],
)
def test_a_field_is_changed_from_json(name: str, value: object, expected: object) -> None:
    """What a test writes as JSON becomes the field's own kind."""
    assert expected == getattr(changed(SandboxConfig(), {name: value}), name)


@pytest.mark.parametrize(
    "name,value",
    [
        ("speed", 5),
        ("quota", "300"),
        ("quota", True),
        ("limit", 2.5),
        ("latency", "1"),
        ("latency", [1]),
        ("latency", [True, 2]),
        ("faults", ["slow"]),
        ("faults", {"slow": "half"}),
        ("token_valid", 1),
        ("token", 5),
        ("clock", 1795344088),
        ("clock", "tomorrow"),
        ("clock", "2026-11-22T00:00:00"),
        ("admins", "84901234567"),
        ("admins", [1]),
        ("templates", ["217489"]),
        ("templates", {"1": {"colour": "red"}}),
        ("templates", {"1": {"params": {"a": 5}}}),
        ("templates", {"1": {"params": {"a": {"max_length": "3"}}}}),
        ("quality", "GOOD"),
    ],
)
def test_a_wrong_change_is_refused_by_name(name: str, value: object) -> None:
    """A change of the wrong kind is refused with the name of its field."""
    with pytest.raises(ValueError, match=f"^(no field is called )?{name}"):
        changed(SandboxConfig(), {name: value})


def test_a_change_leaves_the_rest_alone() -> None:
    """Changing one field keeps all the others."""
    before = SandboxConfig(quota=7, latency=(0.1, 0.2), token="secret")
    assert SandboxConfig(quota=8, latency=(0.1, 0.2), token="secret") == changed(
        before, {"quota": 8}
    )
