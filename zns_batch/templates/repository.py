"""Template files: found by path, name or id, and parsed with every mistake told in one line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any
from unicodedata import normalize

from zns_batch.core.shell_words import account_option
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.errors import TemplateError, UsageError
from zns_batch.validation.damaged_text import ALLOWABLE
from zns_batch.validation.expressions import parse_condition, split_text

_NAMED = 12
"""How many names an error lists before it only counts the rest."""

_TEMPLATE_KEYS = (
    *("template_id", "name", "tag", "price", "price_uid", "timeout", "text", "phone", "where"),
    *("header_row", "accounts", "params"),
)
_PARAM_KEYS = (
    *("type", "required", "max_length", "min_length", "accept_empty", "default", "columns", "set"),
    *("example", "allow"),
)
_ALLOW_WORDS = (*ALLOWABLE, "no-time", "no-date", "no-day")


def load_template(ref: str, *, folders: Sequence[Path], account: str | None = None) -> Template:
    """Find a template and read it.

    Args:
        ref: The path of a `.toml` file; or the name of one in a folder, without its ending; or the
            provider's id of a template that one of them describes.
        folders: Where to look for names and ids; the first that has a name wins.
        account: The account that may have what no file has.

    Raises:
        TemplateError: No such template (the error lists those there are, the nearest first), two
            with that id, or its file is broken.

    """
    return read_template(find_template(ref, folders=folders, account=account))


def find_template(ref: str, *, folders: Sequence[Path], account: str | None = None) -> Path:
    """Find a template's file; `load_template` tells how.

    Raises:
        TemplateError: There is no such template, or there are two with that id.

    """
    path = Path(ref)
    if path.suffix.lower() == ".toml":
        return path
    files = template_files(folders)
    return files[ref] if ref in files else _file_with_id(ref, files, account)


def at_account(template: Template, account: str) -> Template:
    """Return a template with the id that it has at an account.

    The id under `[accounts]` counts, else the file's `template_id`.

    Raises:
        TemplateError: The file names ids for other accounts alone.

    """
    template_id = template.accounts.get(account) or template.template_id
    if not template_id:
        raise TemplateError(
            "template.not-for-account",
            name=template.name,
            key=template.key,
            account=account,
            known=_listed(list(template.accounts)),
        )
    return replace(template, template_id=template_id)


def list_templates(folders: Sequence[Path]) -> tuple[Template, ...]:
    """Read every template of some folders, ordered by the file's name.

    Raises:
        TemplateError: A file is broken.

    """
    return tuple(map(read_template, template_files(folders).values()))


def is_id(ref: str) -> bool:
    """Tell whether a person may mean a template by the provider's id, and no file."""
    return re.fullmatch(r"[0-9]{4,20}|[0-9a-f]{20}", ref) is not None


def ids_of(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the template files of some folders by the id they describe; the first one wins."""
    files: dict[str, Path] = {}
    for path in template_files(folders).values():
        with suppress(TemplateError):
            for template_id in ids_in(read_template(path)):
                files.setdefault(template_id, path)
    return files


def readable_templates(folders: Sequence[Path]) -> dict[str, Template | None]:
    """Return the templates of some folders by their files' names; `None` for a broken file."""
    found: dict[str, Template | None] = {}
    for key, path in template_files(folders).items():
        try:
            changed = path.stat()
            found[key] = _template_in(path, (changed.st_mtime_ns, changed.st_size, changed.st_ino))
        except (TemplateError, OSError):
            found[key] = None
    return found


# Pages list all templates again and again, and reading a file takes a millisecond.
@lru_cache(maxsize=500)
def _template_in(path: Path, _state: tuple[int, int, int]) -> Template:
    return read_template(path)


def template_files(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the template files of some folders by their names; the first folder wins."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            files.setdefault(path.stem, path)
    return dict(sorted(files.items()))


def read_template(path: Path) -> Template:
    """Read one template file.

    Raises:
        TemplateError: The file is missing, unreadable, no TOML, or says something that is no
            template. The error names the file and the place in it.

    """
    return parse_template(path, text_of(path))


def parse_template(path: Path, text: str) -> Template:
    """Read the text of a template file, whether or not it stands in the file yet.

    Raises:
        TemplateError: It is no TOML, or says something that is no template.

    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r"\(at line (\d+), column (\d+)\)", message)
        raise TemplateError(
            "template.broken",
            path=str(path),
            line=place[1] if place else "—",
            why=message.partition(" (at ")[0],
        ) from error
    table = _TomlTable(path, "", values, _TEMPLATE_KEYS)
    params = table.take("params", dict) or {}
    if not params:
        raise TemplateError("template.no-params", path=str(path))
    ids = table.take("accounts", dict) or {}
    accounts = _TomlTable(path, "accounts", ids, tuple(ids))
    template_id = table.identifier("template_id")
    if not template_id and not ids:
        raise TemplateError("template.no-id", path=str(path))
    return Template(
        template_id=template_id,
        name=table.text("name") or path.stem,
        key=path.stem,
        tag=table.text("tag"),
        price=table.count("price"),
        price_uid=table.count("price_uid"),
        timeout=table.count("timeout", least=1),
        text=table.text("text"),
        phone=table.texts("phone"),
        params={name: _parse_param(path, name, value) for name, value in params.items()},
        accounts={account: accounts.identifier(account) for account in ids},
        where=_conditions(table),
        header_row=table.count("header_row", least=1),
    )


def _conditions(table: "_TomlTable") -> tuple[str, ...]:
    conditions = table.texts("where")
    for condition in conditions:
        try:
            parse_condition(condition)
        except UsageError:
            raise table.error("template.bad-where", "where", text=condition) from None
    return conditions


def _parse_param(path: Path, name: str, values: Any) -> Param:
    place = f"params.{name}"
    if not isinstance(values, dict):
        raise TemplateError("template.type-table", path=str(path), place=place)
    table = _TomlTable(path, place, values, _PARAM_KEYS)
    required = table.take("required", bool)
    param = Param(
        name=name,
        type=ParamType(table.word("type", tuple(ParamType)) or ParamType.TEXT),
        required=True if required is None else required,
        max_length=table.count("max_length", least=1),
        default=table.text("default"),
        columns=table.texts("columns"),
        example=table.text("example"),
        allow=table.words("allow", _ALLOW_WORDS),
        min_length=table.count("min_length") or 0,
        accept_empty=bool(table.take("accept_empty", bool)),
        set_text=table.text("set"),
    )
    if param.set_text is not None and split_text(param.set_text) is None:
        raise table.error("template.bad-set", "set", text=param.set_text)
    if param.max_length and param.min_length > param.max_length:
        raise table.error("template.min-above-max", "min_length", limit=param.max_length)
    length = len(param.default or "")
    if param.max_length and length > param.max_length:
        limit = param.max_length
        raise TemplateError(
            "template.default-too-long", path=str(path), place=place, length=length, limit=limit
        )
    return param


def _file_with_id(ref: str, files: Mapping[str, Path], account: str | None) -> Path:
    """Return the only file that describes a template with an id, at any account."""
    readable: dict[Path, Template] = {}
    broken = []
    for path in files.values():
        # One broken file is no reason not to find another's id.
        try:
            readable[path] = read_template(path)
        except TemplateError:
            broken.append(path.name)
    paths = [path for path, template in readable.items() if ref in ids_in(template)]
    if len(paths) == 1:
        return paths[0]
    templates = readable.values()
    ids = {template.key: ids_in(template) for template in templates}
    known = _listed([f"{key} ({', '.join(ids[key])})" for key in ids])
    near = get_close_matches(ref, [*files, *chain.from_iterable(ids.values())])
    params: dict[str, str] = {"names": known}
    if paths:
        code, params = "template.id-twice", {"names": ", ".join(path.stem for path in paths)}
    elif broken:
        code, params = (
            "template.unknown-broken",
            {"names": _listed(list(files)), "broken": _listed(broken)},
        )
    elif not files:
        code, params = "template.none", {}
    elif near:
        code, params = "template.unknown-near", {"near": _listed(near), **params}
    else:
        code = "template.only-at-account" if is_id(ref) else "template.unknown"
        params["options"] = account_option(account)
    raise TemplateError(code, ref=ref, **params)


def ids_in(template: Template) -> tuple[str, ...]:
    """Return the ids that a template file names, for any account."""
    ids = (template.template_id, *template.accounts.values())
    return tuple(dict.fromkeys(filter(None, ids)))


def _listed(names: Sequence[str]) -> str:
    more = f", … (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def text_of(path: Path) -> str:
    """Return a template file's text.

    Raises:
        TemplateError: The file is missing, unreadable or not in UTF-8.

    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise TemplateError("template.file-missing", path=str(path)) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise TemplateError("template.unreadable", path=str(path), why=why) from error
    except UnicodeDecodeError as error:
        raise TemplateError("template.not-utf8", path=str(path)) from error


class _TomlTable:
    """One table of a template file, whose values are taken out with their types checked."""

    def __init__(
        self, path: Path, place: str, values: dict[str, Any], known: Sequence[str]
    ) -> None:
        self.path = path
        self._place = place
        self._values = values
        for key in values:
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.0)[0]
                raise self.error("template.unknown-key", key, near=near, known=", ".join(known))

    def error(self, code: str, key: str, **params: str | int) -> TemplateError:
        """Return an error that names a key of this table."""
        place = f"{self._place}.{key}" if self._place else key
        return TemplateError(code, path=str(self.path), place=place, **params)

    def take(self, key: str, kind: Any) -> Any:
        """Return a value of a kind, or `None` when the table has none."""
        value = self._values.get(key)
        # TOML's `true` is a whole number to Python.
        stray = isinstance(value, bool) and kind is not bool
        if value is not None and (stray or not isinstance(value, kind)):
            raise self.error(_WRONG_TYPE[kind], key)
        return value

    def text(self, key: str) -> str | None:
        """Return a text in NFC."""
        value = self.take(key, str)
        return None if value is None else normalize("NFC", value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts in NFC."""
        value = self.take(key, list) or []
        if not all(isinstance(item, str) for item in value):
            raise self.error(_WRONG_TYPE[list], key)
        return tuple(normalize("NFC", item) for item in value)

    def identifier(self, key: str) -> str:
        """Return an id, which may be written as a text or a number; empty when there is none."""
        value = self.take(key, str | int)
        return "" if value is None else str(value).strip()

    def word(self, key: str, known: Sequence[str]) -> str | None:
        """Return one of some words."""
        value = self.text(key)
        if value is not None and value not in known:
            raise self.error(f"template.unknown-{key}", key, word=value, known=", ".join(known))
        return value

    def words(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return a list of some words."""
        values = self.texts(key)
        for value in values:
            if value not in known:
                raise self.error(f"template.unknown-{key}", key, word=value, known=", ".join(known))
        return values

    def count(self, key: str, *, least: int = 0) -> int | None:
        """Return a whole number."""
        value: int | None = self.take(key, int)
        if value is not None and value < least:
            raise self.error("template.too-small", key, least=least)
        return value


_WRONG_TYPE: Mapping[Any, str] = {
    str: "template.type-text",
    int: "template.type-number",
    bool: "template.type-boolean",
    list: "template.type-texts",
    dict: "template.type-table",
    str | int: "template.type-id",
}
