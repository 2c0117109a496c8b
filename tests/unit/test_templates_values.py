"""Templates as plain values, the rendered message, and the sentences of planning."""

import json
import re
from pathlib import Path

import pytest
from planning_sheets import ORDER, template_of

from zns_batch.domain.template import Param, ParamType, Template, from_dict, to_dict
from zns_batch.i18n import LANGS, load_catalogue
from zns_batch.templates.render import render
from zns_batch.validation import converters

FULL = Template(
    template_id="1",
    name="Tên",
    key="ten",
    tag="PROMOTION",
    price=200,
    text="Chào <a>",
    phone=("SĐT",),
    params={
        "a": Param(name="a", type=ParamType.BANK_NOTE, required=False, max_length=9, default=""),
        "b": Param(name="b", columns=("Bê", "B")),
    },
)


@pytest.mark.parametrize("template", [ORDER, FULL, template_of(Param(name="x"))])
def test_round_trip(template: Template) -> None:
    """A template frozen as JSON comes back as it was, with its parameters in their order."""
    again = from_dict(json.loads(json.dumps(to_dict(template), sort_keys=True)))
    assert template == again
    assert list(template.params) == list(again.params)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Chào <customer_name>, <amount>đ", "Chào Lan, 1đ"),
        ("<note>.", "."),
        ("1 < 2, <other> > <b >", "1 < 2, <other> > <b >"),
        (None, None),
    ],
)
def test_render(text: str | None, expected: str | None) -> None:
    """The message shows each parameter in its place and leaves everything else as it is."""
    template = Template(template_id="1", name="x", key="x", text=text, params=ORDER.params)
    assert expected == render(template, {"customer_name": "Lan", "amount": "1"})


def test_every_code_has_its_sentence() -> None:
    """Every code that a row can carry has a sentence in the catalogue, and none is left over."""
    validation = Path(converters.__file__).parent
    package = validation.parent
    # The ledger alone knows what was sent before, and the sheet which rows have no shape.
    elsewhere = [package / "ledger" / "deduplication.py", package / "sheets" / "layout.py"]
    # And the second channel finds out what its SMS lacks.
    elsewhere.append(package / "services" / "unattended" / "sms_fallback.py")
    modules = [*validation.glob("*.py"), *elsewhere]
    source = "".join(path.read_text(encoding="utf-8") for path in modules)
    # Twins for pages (`…@web`) are of the same code.
    known = {key.partition(".")[2].partition("@")[0] for key in load_catalogue("problems")}
    told = {
        word
        for word in re.findall(r'"(?:problem\.)?([a-z]+(?:-[a-z0-9]+)*)"', source)
        if word in known
    }
    assert known == told


@pytest.mark.parametrize("name", ["problems", "templates"])
def test_both_languages_say_the_same(name: str) -> None:
    """Both languages name the same things, in one line each."""
    for key, entry in load_catalogue(name).items():
        holes = [set(re.findall(r"\{(\w+)\}", sentence)) for sentence in entry]
        assert holes[0] == holes[1], key
        assert len(LANGS) == len(entry)
        assert not any("\n" in sentence for sentence in entry)
