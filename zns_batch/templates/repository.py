"""Template files: found by path, name or id, and read with every mistake told in one line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import normalize

from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.errors import TemplateError

_NAMED = 12
"""How many names an error lists before it only counts the rest."""

_TEMPLATE_KEYS = ("template_id", "name", "tag", "price", "timeout", "text", "phone", "params")
_PARAM_KEYS = ("type", "required", "max_length", "default", "columns", "example")


def load_template(ref: str, *, folders: Sequence[Path]) -> Template:
    """Find a template and read it.

    Args:
        ref: The path of a `.toml` file; or the name of one in a folder, without its ending; or the
            provider's id of a template that one of them describes.
        folders: Where to look for names and ids; the first that has a name wins.

    Raises:
        TemplateError: No such template (the error lists those there are, the nearest first), two
            with that id, or its file is broken.

    """
    return read_template(find_template(ref, folders=folders))


def find_template(ref: str, *, folders: Sequence[Path]) -> Path:
    """Find a template's file; `load_template` tells how.

    Raises:
        TemplateError: There is no such template, or there are two with that id.

    """
    path = Path(ref)
    if path.suffix.lower() == ".toml":
        return path
    files = template_files(folders)
    return files[ref] if ref in files else files[_with_id(ref, files).key]


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
    found: dict[str, Path] = {}
    for path in template_files(folders).values():
        with suppress(TemplateError):
            found.setdefault(read_template(path).template_id, path)
    return found


def template_files(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the template files of some folders by their names; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def read_template(path: Path) -> Template:
    """Read one template file.

    Raises:
        TemplateError: The file is missing, unreadable, no TOML, or says something that is no
            template. The error names the file and the place in it.

    """
    table = _TomlTable(path, "", _toml(path), _TEMPLATE_KEYS)
    params = table.take("params", dict) or {}
    if not params:
        raise TemplateError("template.no-params", path=str(path))
    key = path.stem
    return Template(
        template_id=_template_id(table),
        name=table.text("name") or key,
        key=key,
        tag=table.text("tag"),
        price=table.count("price"),
        timeout=table.count("timeout", least=1),
        text=table.text("text"),
        phone=table.texts("phone"),
        params={name: _param(path, name, value) for name, value in params.items()},
    )


def _with_id(template_id: str, files: Mapping[str, Path]) -> Template:
    read, broken = _readable(files)
    found = [template for template in read if template.template_id == template_id]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(template.key for template in found)
        raise TemplateError("template.id-twice", ref=template_id, names=names)
    raise _unknown(template_id, read, broken, files)


def _readable(files: Mapping[str, Path]) -> tuple[list[Template], list[str]]:
    """Read what can be read: one broken file is no reason not to find another's id."""
    read, broken = [], []
    for path in files.values():
        try:
            read.append(read_template(path))
        except TemplateError:
            broken.append(path.name)
    return read, broken


def _unknown(
    ref: str, read: Sequence[Template], broken: Sequence[str], files: Mapping[str, Path]
) -> TemplateError:
    if broken:
        return TemplateError(
            "template.unknown-broken", ref=ref, names=_listed(files), broken=_listed(broken)
        )
    if not files:
        return TemplateError("template.none", ref=ref)
    near = get_close_matches(ref, [*files, *(template.template_id for template in read)])
    known = [f"{template.key} ({template.template_id})" for template in read]
    if near:
        return TemplateError(
            "template.unknown-near", ref=ref, near=_listed(near), names=_listed(known)
        )
    if is_id(ref):
        return TemplateError("template.only-at-account", ref=ref)
    return TemplateError("template.unknown", ref=ref, names=_listed(known))


def _listed(names: Mapping[str, Any] | Sequence[str]) -> str:
    every = list(names)
    more = f", … (+{len(every) - _NAMED})" if len(every) > _NAMED else ""
    return ", ".join(every[:_NAMED]) + more


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


def _toml(path: Path) -> dict[str, Any]:
    text = text_of(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(path, str(error)) from error


def _broken(path: Path, said: str) -> TemplateError:
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    line = found[1] if found else "—"
    why = said.partition(" (at ")[0]
    return TemplateError("template.broken", path=str(path), line=line, why=why)


def _template_id(table: "_TomlTable") -> str:
    value = table.take("template_id", str | int)
    if value is None or not str(value).strip():
        raise TemplateError("template.no-id", path=str(table.path))
    return str(value).strip()


def _param(path: Path, name: str, value: Any) -> Param:
    place = f"params.{name}"
    if not isinstance(value, dict):
        raise TemplateError("template.type-table", path=str(path), place=place)
    table = _TomlTable(path, place, value, _PARAM_KEYS)
    required = table.take("required", bool)
    param = Param(
        name=name,
        type=_param_type(table),
        required=True if required is None else required,
        max_length=table.count("max_length", least=1),
        default=table.text("default"),
        columns=table.texts("columns"),
        example=table.text("example"),
    )
    return _with_fitting_default(path, param)


def _with_fitting_default(path: Path, param: Param) -> Param:
    length = len(param.default or "")
    if param.max_length and length > param.max_length:
        raise TemplateError(
            "template.default-too-long",
            path=str(path),
            place=f"params.{param.name}",
            length=length,
            limit=param.max_length,
        )
    return param


def _param_type(table: "_TomlTable") -> ParamType:
    word = table.text("type")
    if word is None:
        return ParamType.TEXT
    try:
        return ParamType(word)
    except ValueError:
        known = ", ".join(ParamType)
        raise table.error("template.unknown-type", "type", word=word, known=known) from None


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
