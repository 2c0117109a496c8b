"""The house is built as it was drawn: who may import whom, how large things are, what is told."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "zns_batch"
TESTS = ROOT / "tests"

NOUNS = "nouns"
"""What every package may import: `domain`, `core`, `i18n` and the modules at the top."""

SHARED = {"domain", "core", "i18n"}

SERVICES_MAY_IMPORT = {
    NOUNS,
    "sheets",
    "validation",
    "templates",
    "providers",
    "ledger",
    "sending",
    "receipts",
    "reports",
    "notifications",
    "settings",
}

MAY_IMPORT = {
    NOUNS: set(),
    "sheets": {NOUNS},
    "templates": {NOUNS, "sheets", "validation"},
    "validation": {NOUNS, "sheets"},
    "providers": {NOUNS},
    "ledger": {NOUNS},
    "sending": {NOUNS, "ledger", "providers"},
    "receipts": {NOUNS, "ledger", "providers"},
    "reports": {NOUNS, "ledger", "sheets"},
    "notifications": {NOUNS},
    "metrics": {NOUNS, "ledger", "sending"},
    "settings": {NOUNS},
    "sandbox": set(),
    "worker": {NOUNS, "ledger"},
    "services": SERVICES_MAY_IMPORT,
    "cli": SERVICES_MAY_IMPORT | {"metrics", "services", "worker"},
}
"""For each package the others that it may import. Arrows go one way only."""

MAY_ALSO = {
    "zns_batch.cli.commands.demo": {"sandbox"},
    "zns_batch.cli.commands.sandbox": {"sandbox"},
    "zns_batch.__main__": {"cli"},
}
"""Only these two commands start a stand-in, and the program begins at the command line."""

TABLES = {"sandbox/faults.py"}
"""Modules that are one long table: their length is the number of things in the world."""

LONGEST_MODULE = 450


def _modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        yield name, path, ast.parse(path.read_text(encoding="utf-8"))


MODULES = list(_modules())


def _room(module: str) -> str:
    parts = module.split(".")
    is_room = len(parts) > 1 and (PACKAGE / parts[1]).is_dir()
    return parts[1] if is_room and parts[1] not in SHARED else NOUNS


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert 0 == node.level, "imports name their module whole"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[1:] if has_docstring else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("name, tree", [(name, tree) for name, _, tree in MODULES])
def test_imports_keep_their_direction(name: str, tree: ast.Module) -> None:
    """A room imports only the rooms that stand before it on the way of a row."""
    room = _room(name)
    allowed = MAY_IMPORT[room] | MAY_ALSO.get(name, set()) | {room}
    rooms = {_room(found) for found in _imports(tree) if found.split(".")[0] == "zns_batch"}
    # `import zns_batch` itself is a noun: the version.
    assert rooms <= allowed, f"{name} imports {sorted(rooms - allowed)}"


def test_every_room_has_its_rule() -> None:
    """A new room is not built without saying what it may import."""
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert MAY_IMPORT.keys() - {NOUNS} == rooms - SHARED


def test_no_module_is_long() -> None:
    """A module holds one noun; only the catalogue and tables are as long as their subject."""
    long = {
        path.relative_to(PACKAGE).as_posix(): lines
        for _, path, _ in MODULES
        if path.parent.name != "catalogue"
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > LONGEST_MODULE
    }
    assert set() == long.keys() - TABLES, long


def test_functions_are_of_a_few_lines() -> None:
    """Half of all functions have fewer than ten lines of code, nine in ten fewer than thirty."""
    lengths = sorted(_length(function) for _, _, tree in MODULES for function in _functions(tree))
    assert statistics.median(lengths) < 10
    assert lengths[len(lengths) * 9 // 10] < 30


def test_everything_public_is_explained() -> None:
    """Each module, public class and public function says what it is for."""
    silent = []
    for name, _, tree in MODULES:
        if ast.get_docstring(tree) is None:
            silent.append(name)
        silent += [
            f"{name}.{node.name}" for node in _public(tree) if ast.get_docstring(node) is None
        ]
    assert [] == silent


def _public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_") or _is_overload(node):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    one
                    for one in node.body
                    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
                    and not one.name.startswith("_")
                )


def _is_overload(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "overload" for one in node.decorator_list)


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix()
)
def test_each_test_says_what_must_be_true(path: Path) -> None:
    """Every test has one paragraph of docstring that a user of the program could read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [one for one in _functions(tree) if one.name.startswith("test_")]
    silent = [one.name for one in tests if not _one_paragraph(ast.get_docstring(one))]
    assert [] == silent


def _one_paragraph(docstring: str | None) -> bool:
    return docstring is not None and "\n\n" not in docstring


def test_names_of_test_modules_are_unique() -> None:
    """Tests are plain modules, found by name alone."""
    names = [path.name for path in TESTS.rglob("*.py") if path.name != "conftest.py"]
    assert sorted(set(names)) == sorted(names)


def test_nothing_is_put_off() -> None:
    """No note in the code says that something will be done another day."""
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")
    put_off = [
        f"{name}: {line.strip()}"
        for name, path, _ in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if "#" in line and any(word in line.split("#", 1)[1] for word in words)
    ]
    assert [] == put_off


REASON = re.compile(r"# (noqa: |type: ignore\[)[\w, -]+\]? +(#|—|-) *\w+")


def test_exceptions_to_the_checkers_have_a_reason() -> None:
    """Where a checker is told to look away, the reason stands beside it."""
    bare = [
        f"{name}: {line.strip()}"
        for name, path, _ in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search("# (noqa|type: ignore)", line) and not REASON.search(line)
    ]
    assert [] == bare
