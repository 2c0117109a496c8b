"""The stand-in describes the templates that ship with the program as their files do."""

import pytest
from docs_text import ROOT

from zns_batch.sandbox.templates import EXAMPLES, FORMATS, LONGEST
from zns_batch.templates.repository import ids_of, read_template

SHIPPED = {name: read_template(path) for name, path in ids_of([ROOT / "templates"]).items()}


def test_every_shipped_template_is_described() -> None:
    """A template that ships can be pulled from the stand-in, and no other is invented."""
    assert set(SHIPPED) == set(EXAMPLES)
    assert set(FORMATS) == set(LONGEST)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_described_template_is_the_shipped_one(name: str) -> None:
    """Parameters, types, lengths, text, tag and price are those of the file."""
    ours, example = SHIPPED[name], EXAMPLES[name]
    assert (ours.name, ours.tag, ours.price) == (example.name, example.tag, example.price)
    assert (ours.text or "").strip() == example.text
    assert [(one.name, one.required, one.type.value) for one in ours.params.values()] == [
        (param, one.required, one.type) for param, one in example.params.items()
    ]
    lengths = {one.name: one.max_length for one in ours.params.values() if one.max_length}
    assert lengths == {param: example.params[param].max_length for param in lengths}
    assert all(
        FORMATS[one.type] is None or FORMATS[one.type].fullmatch(example.sample[param])  # type: ignore[union-attr] # tested just before
        for param, one in example.params.items()
    )
