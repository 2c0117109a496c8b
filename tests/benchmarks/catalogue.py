"""The cost of the catalogue as compiled Python and as TOML.

`python tests/benchmarks/catalogue.py` reads the areas that a command needs at its start, and all of
them, from memory: unmarshalling and running a module's byte code against parsing TOML that holds
the same entries. Opening the file, the same for both, is left out.
"""

import marshal
import timeit
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tomlkit

from zns_batch.i18n import catalogue_names, load_catalogue

AT_START = ("cli", "help")


def main() -> None:
    """Print one line for each set of areas."""
    for name, areas in (("at start", AT_START), ("all", catalogue_names())):
        codes = [_byte_code(area) for area in areas]
        texts = [_toml(area) for area in areas]
        python = _milliseconds(_run, codes)
        toml = _milliseconds(_parse, texts)
        print(f"{name}: byte code {python:.1f} ms, TOML {toml:.1f} ms, {toml / python:.0f} times")


def _byte_code(area: str) -> bytes:
    spec = find_spec(f"zns_batch.i18n.catalogue.{area}")
    assert spec is not None
    assert spec.origin is not None
    return marshal.dumps(compile(Path(spec.origin).read_text("utf-8"), spec.origin, "exec"))


def _toml(area: str) -> str:
    pairs = load_catalogue(area).items()
    return tomlkit.dumps({key: {"en": english, "vi": viet} for key, (english, viet) in pairs})


def _run(codes: list[bytes]) -> None:
    for code in codes:
        exec(marshal.loads(code), {})


def _parse(texts: list[str]) -> None:
    for text in texts:
        tomllib.loads(text)


def _milliseconds(work: Callable[[list[Any]], None], material: list[Any]) -> float:
    return 1000 * min(timeit.repeat(lambda: work(material), number=1, repeat=30))


if __name__ == "__main__":
    main()
