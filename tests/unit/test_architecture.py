"""The structure of the code: import directions, sizes, unique names, and what must be documented."""

import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "zns_batch"
TESTS = ROOT / "tests"

BASE = "base"
"""What every package may import: `domain`, `core`, `i18n` and the modules at the top."""

SHARED = {"domain", "core", "i18n"}

SERVICES_MAY_IMPORT = {
    BASE,
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
    BASE: set(),
    "sheets": {BASE},
    "templates": {BASE, "sheets", "validation"},
    "validation": {BASE, "sheets"},
    "providers": {BASE},
    "ledger": {BASE},
    "sending": {BASE, "ledger", "providers"},
    "receipts": {BASE, "ledger", "providers"},
    "reports": {BASE, "ledger", "sheets"},
    "notifications": {BASE},
    "metrics": {BASE, "ledger", "sending"},
    "settings": {BASE},
    "sandbox": set(),
    "worker": {BASE, "ledger"},
    "services": SERVICES_MAY_IMPORT,
    "api": SERVICES_MAY_IMPORT | {"services"},
    "web": SERVICES_MAY_IMPORT | {"metrics", "services"},
    "rest": SERVICES_MAY_IMPORT | {"services", "web"},
    "cli": SERVICES_MAY_IMPORT | {"metrics", "services", "worker", "web", "rest"},
}
"""For each package the others that it may import. Arrows go one way only."""

MAY_ALSO = {
    "zns_batch.cli.flows.demo": {"sandbox"},
    "zns_batch.cli.flows.practice": {"sandbox"},
    "zns_batch.cli.commands.sandbox": {"sandbox"},
    "zns_batch": {"api", "services"},
    "zns_batch.__main__": {"cli"},
    "zns_batch.testing": {"providers"},
}
"""Only these two commands start the sandbox, the program begins at the command line, and the public
names of the library stand in its root."""

TABLES = {"sandbox/faults.py"}
"""Modules that are one long table: their length is the number of things in the world."""

LONGEST_MODULE = 450
MOST_MODULES = 25
"""In one folder, `__init__.py` apart."""


def _modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        yield name, path, ast.parse(path.read_text(encoding="utf-8"))


MODULES = list(_modules())


def _package(module: str) -> str:
    parts = module.split(".")
    is_package = len(parts) > 1 and (PACKAGE / parts[1]).is_dir()
    return parts[1] if is_package and parts[1] not in SHARED else BASE


@cache
def _imports(tree: ast.Module) -> tuple[str, ...]:
    return tuple(_imports_in(tree))


def _imports_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert 0 == node.level, "imports name their module whole"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _functions(tree: ast.AST) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    return tuple(
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[1:] if has_docstring else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("name, tree", [(name, tree) for name, _, tree in MODULES])
def test_imports_keep_their_direction(name: str, tree: ast.Module) -> None:
    """A package imports only the packages that the table allows it."""
    package = _package(name)
    allowed = MAY_IMPORT[package] | MAY_ALSO.get(name, set()) | {package}
    # `import zns_batch` itself, for the version, counts as the base.
    imported = {_package(used) for used in _imports(tree) if used.split(".")[0] == "zns_batch"}
    assert imported <= allowed, f"{name} imports {sorted(imported - allowed)}"


def test_only_the_queue_knows_the_library_behind_it() -> None:
    """Another library can take the place of DBOS by a change in one package."""
    users = {_package(name) for name, _, tree in MODULES if "dbos" in set(_imports(tree))}
    assert {"worker"} == users


def test_every_package_has_its_rule() -> None:
    """A new package is not added without saying what it may import."""
    packages = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert MAY_IMPORT.keys() - {BASE} == packages - SHARED


def test_no_modules_import_each_other_in_a_circle() -> None:
    """A module can be read, tested and moved without the modules that use it."""
    names = {name for name, _, _ in MODULES}
    graph = {name: (set(_imports(tree)) & names) - {name, "zns_batch"} for name, _, tree in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


def test_a_class_name_stands_in_one_module() -> None:
    """Who searches for a class finds one class."""
    places = defaultdict(set)
    for name, _, tree in MODULES:
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                places[node.name].add(name)
    assert {} == {name: modules for name, modules in places.items() if len(modules) > 1}


def test_no_folder_is_a_long_list() -> None:
    """A folder can be taken in at a glance; what is more stands in subfolders."""
    folders: defaultdict[Path, int] = defaultdict(int)
    for _, path, _ in MODULES:
        folders[path.parent] += path.name != "__init__.py"
    assert {} == {folder: n for folder, n in folders.items() if n > MOST_MODULES}


def test_no_module_is_long() -> None:
    """A module has one subject; only the catalogue and tables are as long as their subject."""
    long = {
        path.relative_to(PACKAGE).as_posix(): lines
        for _, path, _ in MODULES
        if "catalogue" not in path.parts
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > LONGEST_MODULE
    }
    assert set() == long.keys() - TABLES, long


def test_functions_are_of_a_few_lines() -> None:
    """Half of all functions have fewer than ten lines of code, nine in ten fewer than thirty."""
    lengths = sorted(_length(function) for _, _, tree in MODULES for function in _functions(tree))
    assert statistics.median(lengths) < 10
    assert lengths[len(lengths) * 9 // 10] < 30


MOST_USED_ONCE = 0.15


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_procedures_are_not_cut_into_paragraphs(package: str) -> None:
    """A procedure reads downwards: few of a package's functions are private and used once."""
    functions, used_once = 0, []
    for name, path, tree in MODULES:
        if _package(name) == package:
            source = path.read_text(encoding="utf-8")
            names = [function.name for function in _functions(tree)]
            functions += len(names)
            used_once += [
                f"{name}.{function}"
                for function in names
                if re.fullmatch(r"_[a-z]\w*", function)
                # The definition and one use.
                and len(re.findall(rf"\b{function}\b", source)) == 2
            ]
    assert len(used_once) <= MOST_USED_ONCE * functions, used_once


LOOP_RUNNERS = {
    # The refresh runs in a thread of its own, behind a lock of the operating system.
    "zns_batch.providers.zalo.oauth",
    "zns_batch.sending.event_loop",
    "zns_batch.api.app",
    # A program of its own, which a job starts.
    "zns_batch.services.campaigns.jobs.receipts_poll",
}
"""Besides command line and sandbox the only modules that start an event loop."""


@pytest.mark.parametrize("name, tree", [(name, tree) for name, _, tree in MODULES])
def test_only_faces_start_an_event_loop(name: str, tree: ast.Module) -> None:
    """Whoever serves pages or an API can await every service: none starts a loop of its own."""
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Call)
    }
    starts = calls & {"asyncio.run", "asyncio.Runner", "run_loop", "LoopRunner"}
    assert not starts or _package(name) in {"cli", "sandbox"} or name in LOOP_RUNNERS


@pytest.mark.parametrize(
    "name, tree", [(name, tree) for name, _, tree in MODULES if _package(name) == "cli"]
)
def test_command_line_signatures_are_typed(name: str, tree: ast.Module) -> None:
    """The type checker follows an option from the command line to the service: no `Any` on the way."""
    untyped = [
        f"{name}.{function.name}"
        for function in _functions(tree)
        for annotation in _annotations(function)
        if any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation))
        or (isinstance(annotation, ast.Constant) and re.search(r"\bAny\b", str(annotation.value)))
    ]
    assert [] == untyped


def _annotations(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    arguments = function.args
    for argument in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ):
        if argument is not None and argument.annotation is not None:
            yield argument.annotation
    if function.returns is not None:
        yield function.returns


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


_TABLE_LINE = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]*) \|$", re.MULTILINE)


def test_the_architecture_page_shows_these_directions() -> None:
    """Whoever plans a change reads in the page which imports the tests will allow."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition("\n## Packages\n")[2].partition("\n## ")[0]
    shown = {name: set(re.findall(r"`(\w+)`", cell)) for name, cell in _TABLE_LINE.findall(section)}
    assert {name: rule - {BASE} for name, rule in MAY_IMPORT.items() if name != BASE} == shown


def test_the_drawing_shows_every_package() -> None:
    """Whoever looks at the drawing misses no package."""
    drawing = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    names = set(re.findall(r"\w+", " ".join(re.findall(r'class="name"[^>]*>([^<]+)<', drawing))))
    assert set() == (MAY_IMPORT.keys() - {BASE} | SHARED) - names
