"""Which column feeds which parameter, and which one holds the phone numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Column, Sheet, column_letter
from zns_batch.domain.template import Param, Template
from zns_batch.errors import ColumnError
from zns_batch.i18n import LANGS, Lang, Value, load_catalogue, translate
from zns_batch.sheets.headers import fold_header
from zns_batch.validation.user_ids import USER_HEADERS

PHONE_HEADERS = (
    "Số điện thoại",
    "Số điện thoại di động",
    "Số điện thoại khách hàng",
    "Số điện thoại liên hệ",
    "Số điện thoại người nhận",
    "Số điện thoại Zalo",
    "Số ĐT",
    "Số di động",
    "Số Zalo",
    "SĐT",
    "SĐT khách hàng",
    "SĐT KH",
    "SĐT liên hệ",
    "SĐT người nhận",
    "SĐT phụ huynh",
    "SĐT Zalo",
    "Điện thoại",
    "Điện thoại di động",
    "Điện thoại khách hàng",
    "Điện thoại liên hệ",
    "Di động",
    "ĐTDĐ",
    "Zalo",
    "Phone",
    "Phone number",
    "Phone no",
    "Customer phone",
    "Mobile",
    "Mobile phone",
    "Mobile number",
    "Mobile no",
    "Cell",
    "Cell phone",
    "Tel",
    "Telephone",
    "Telephone number",
    "Contact number",
)
"""Headers that name a phone column everywhere. Matched whole, after folding."""

_NEAR = 0.5
_CANDIDATES = 3
_LISTED = 8
_MISSING = {"column-missing", "column-no-phone"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnMap:
    """What each column of a sheet is for.

    Attributes:
        phone: The column of phone numbers.
        params: The column that feeds each parameter, by its name, in the template's order.
        absent: Optional parameters that no column feeds.
        unused: Columns with a header that feed nothing.
        left_aside: Columns of a results workbook of ours, fed back in.

    """

    phone: Column
    params: Mapping[str, Column]
    absent: tuple[str, ...] = ()
    unused: tuple[Column, ...] = ()
    own_result_columns: tuple[Column, ...] = ()


class ColumnsError(ColumnError):
    """Everything that is wrong with a sheet's columns, in one line.

    Args:
        sheet: The sheet.
        problems: What is wrong, at least one.

    """

    def __init__(self, sheet: Sheet, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self._columns = _places([one for one in sheet.columns if one.header][:_LISTED]) or "—"
        place: dict[str, Value] = {"path": str(sheet.path), "row": str(sheet.header_row)}
        super().__init__("problem.columns", **place, problems=self._joined("en"))
        self._place = place

    def text(self, lang: Lang) -> str:
        """Return the line for a person who reads `lang`."""
        return translate(self.key, lang, **self._place, problems=self._joined(lang))

    def _joined(self, lang: Lang) -> str:
        missing = [problem for problem in self.problems if problem.code in _MISSING]
        if len(missing) < 2:
            return "; ".join(problem.text(lang) for problem in self.problems)
        others = [problem.text(lang) for problem in self.problems if problem not in missing]
        return "; ".join([self._all_missing(missing, lang), *others])

    def _all_missing(self, missing: Sequence[Problem], lang: Lang) -> str:
        """Say in one breath what would be a long line one by one: a sheet for another template."""
        phone = translate("problem.columns-missing-phone", lang)
        wanted = [str(problem.params.get("param", phone)) for problem in missing]
        options = [translate("problem.columns-missing-map", lang)]
        if phone in wanted:
            options.append(translate("problem.columns-missing-name", lang))
        return translate(
            "problem.columns-missing",
            lang,
            wanted=", ".join(wanted),
            options=" ".join(options),
            columns=self._columns,
        )


def match_columns(
    sheet: Sheet,
    template: Template,
    *,
    phone: str | None = None,
    mapping: Mapping[str, str] | None = None,
    users: bool = False,
) -> ColumnMap:
    """Find the columns that a template needs.

    A parameter is fed by the column that bears its name or one of its `columns`, folded; the phone
    column by a common name for one or one of the template's. What a person names wins over both.

    Args:
        sheet: The sheet.
        template: The template.
        phone: The phone column as a person names it: header text, letter or number.
        mapping: The columns of parameters, named likewise, by parameter.
        users: Whether the recipients are user ids and not phones.

    Raises:
        ColumnError: Columns are missing, unknown or claimed twice; one line names them all.

    """
    return _ColumnMatcher(sheet, template, phone, mapping or {}, users=users).matched()


def column_named(sheet: Sheet, option: str, name: str) -> Column:
    """Return the column that a person names by an option: by header text, letter or number.

    Raises:
        ColumnError: There is no such column, or there are several.

    """
    found = _named_so(sheet.columns, name)
    if len(found) == 1:
        return found[0]
    params: dict[str, Value] = {"option": option}
    if found:
        code, params = "column-named-twice", params | {"columns": _places(found)}
    else:
        nearest = _nearest((name,), sheet.columns)
        code, params = "column-unknown", params | {"name": name, "candidates": nearest}
    raise ColumnsError(sheet, [Problem(row=None, column=None, code=code, params=params)])


def columns_with(sheet: Sheet, headers: Iterable[str]) -> list[Column]:
    """Return the columns that bear one of some headers, folded."""
    names = set(map(fold_header, headers))
    return [column for column in sheet.columns if fold_header(column.header) in names]


def _named_so(columns: Sequence[Column], name: str) -> list[Column]:
    """Find columns by their header, else one by its letter, else by its number."""
    same = [
        column
        for column in columns
        if column.header and fold_header(column.header) == fold_header(name)
    ]
    wanted = name.strip().upper()
    placed = [one for one in columns if wanted in {one.letter, str(one.index + 1)}]
    return same or placed[:1]


def phone_column(columns: Sequence[Column], *, more: Iterable[str] = ()) -> list[Column]:
    """Return the columns whose header says that they hold phone numbers.

    Args:
        columns: The columns to look at.
        more: Headers to take besides the common ones.

    """
    names = set(map(fold_header, (*PHONE_HEADERS, *more)))
    return [column for column in columns if fold_header(column.header) in names]


class _ColumnMatcher:
    """One sheet being matched to one template; the problems gather until the end."""

    def __init__(
        self,
        sheet: Sheet,
        template: Template,
        phone: str | None,
        mapping: Mapping[str, str],
        *,
        users: bool,
    ) -> None:
        self._users = users
        self._sheet = sheet
        self._template = template
        self._problems: list[Problem] = []
        self._chosen = self._choose(mapping)
        self._chosen_phone = self._named("--phone", phone) if phone else None
        self._phone_asked = phone is not None
        self._aside = self._ours()
        self._by_header = _by_header(
            column for column in sheet.columns if column not in self._aside
        )
        self._tell_repeated()

    def matched(self) -> ColumnMap:
        fed = {param.name: self._feeding(param) for param in self._template.params.values()}
        params = {name: column for name, column in fed.items() if column}
        phone = self._phone(params)
        if self._problems or phone is None:
            raise ColumnsError(self._sheet, self._problems)
        used = [phone, *params.values()]
        spare = [column for column in self._sheet.columns if column not in used and column.header]
        return ColumnMap(
            phone=phone,
            params=params,
            absent=tuple(name for name, column in fed.items() if not column),
            unused=tuple(column for column in spare if column not in self._aside),
            own_result_columns=tuple(column for column in spare if column in self._aside),
        )

    def _say(self, code: str, column: Column | None = None, **params: Value) -> None:
        title = column.title if column else None
        self._problems.append(Problem(row=None, column=title, code=code, params=params))

    # What a person named.

    def _choose(self, mapping: Mapping[str, str]) -> dict[str, Column | None]:
        """Look up the columns of `--map`; one that is not there is told and counts as chosen."""
        for name in mapping:
            if name not in self._template.params:
                known = ", ".join(self._template.params)
                self._say("column-unknown-param", param=name, known=known)
        known_names = [name for name in mapping if name in self._template.params]
        return {name: self._named(f"--map {name}", mapping[name]) for name in known_names}

    def _named(self, option: str, name: str) -> Column | None:
        """Find a column by its header, else by its letter, else by its number."""
        found = _named_so(self._sheet.columns, name)
        if len(found) > 1:
            self._say("column-named-twice", found[0], option=option, columns=_places(found))
        if found:
            return found[0]
        nearest = _nearest((name,), self._sheet.columns)
        self._say("column-unknown", option=option, name=name, candidates=nearest)
        return None

    # What the headers say.

    def _ours(self) -> list[Column]:
        """Find the columns of a results or errors workbook of ours.

        A whole block of them is ours wherever it stands, even when the list has a column of the
        same name; one alone is ours unless a parameter or a person asks for it.
        """
        columns = self._sheet.columns
        folded = [fold_header(column.header) for column in columns]
        asked = self._asked_headers()
        blocks = list(_our_blocks())
        block = {place for ours in blocks for place in _find_block(folded, ours)}
        alone = {name for ours in blocks for name in ours} - asked
        chosen = [*self._chosen.values(), self._chosen_phone]
        return [
            column
            for place, column in enumerate(columns)
            if (place in block or folded[place] in alone) and column not in chosen
        ]

    def _asked_headers(self) -> set[str]:
        params = self._template.params.values()
        names = [name for param in params for name in (param.name, *param.columns)]
        return set(map(fold_header, (*names, *self._template.phone)))

    def _tell_repeated(self) -> None:
        """Tell headers that stand twice, unless a person has said which of them is meant."""
        chosen = [*self._chosen.values(), self._chosen_phone]
        for same in self._by_header.values():
            if len(same) > 1 and not any(column in chosen for column in same):
                self._say("column-header-twice", same[0], columns=_places(same))

    def _feeding(self, param: Param) -> Column | None:
        if param.name in self._chosen:
            return self._chosen[param.name]
        headers = dict.fromkeys(map(fold_header, (param.name, *param.columns)))
        found = [self._by_header[header] for header in headers if header in self._by_header]
        if len(found) > 1:
            both = _places([column for same in found for column in same])
            self._say("column-param-twice", found[0][0], param=param.name, columns=both)
        if not found and param.required:
            names = (param.name, *param.columns)
            self._say("column-missing", param=param.name, candidates=self._candidates(names))
        return found[0][0] if found else None

    def _phone(self, params: Mapping[str, Column]) -> Column | None:
        if self._phone_asked:
            return self._chosen_phone
        columns = [column for column in self._sheet.columns if column not in self._aside]
        users = columns_with(self._sheet, USER_HEADERS)
        if self._users:
            return self._user(users)
        found = phone_column(columns, more=self._template.phone)
        # A column that a parameter claims by name is the phone column only when no other is.
        free = [column for column in found if column not in params.values()] or found
        # What the template calls the phone column goes before the names that are known everywhere.
        own = set(map(fold_header, self._template.phone))
        free = [column for column in free if fold_header(column.header) in own] or free
        if not free:
            self._say_no_phone(users)
            return None
        if len({fold_header(column.header) for column in free}) > 1:
            self._say("column-phone-twice", free[0], columns=_places(free))
        return free[0]

    def _say_no_phone(self, users: Sequence[Column]) -> None:
        if users:
            self._say("column-only-users", columns=_places(users))
        else:
            names = (*PHONE_HEADERS, *self._template.phone)
            self._say("column-no-phone", candidates=self._candidates(names))

    def _user(self, found: Sequence[Column]) -> Column | None:
        if not found:
            self._say("column-no-user", candidates=self._candidates(USER_HEADERS))
        elif len(found) > 1:
            self._say("column-phone-twice", found[0], columns=_places(found))
        return found[0] if found else None

    def _candidates(self, names: Sequence[str]) -> str:
        return _nearest(names, [same[0] for same in self._by_header.values()])


def _by_header(columns: Iterable[Column]) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in columns:
        if fold_header(column.header):
            found.setdefault(fold_header(column.header), []).append(column)
    return found


_CHECKED = ("report.column.status", "report.column.reason", "report.column.remedy")
"""The columns of the errors workbook."""


def _our_blocks() -> Iterator[list[str]]:
    """Return the headers that our workbooks add, folded: two lists a language."""
    texts = load_catalogue("report")
    for place in range(len(LANGS)):
        for keys in (filter(_names_column, texts), _CHECKED):
            yield [fold_header(texts[key][place]) for key in keys]


def _names_column(key: str) -> bool:
    return key.startswith("report.column.")


def _find_block(folded: Sequence[str], block: Sequence[str]) -> Iterable[int]:
    size = len(block)
    for start in range(len(folded) - size + 1):
        if list(folded[start : start + size]) == list(block):
            yield from range(start, start + size)


def _places(columns: Sequence[Column]) -> str:
    """Name columns so that a person finds them: `“Họ tên” (B), “ho_ten” (E)`."""
    return ", ".join(f"“{column.title}” ({column_letter(column.index)})" for column in columns)


def _nearest(names: Sequence[str], columns: Sequence[Column]) -> str:
    """Name the columns most like what was looked for; when none is, the first ones there are."""
    folded = list(map(fold_header, names))
    titled = [column for column in columns if fold_header(column.header)]
    scored = {column: _likeness(fold_header(column.header), folded) for column in titled}
    near = sorted((c for c in titled if scored[c] >= _NEAR), key=lambda c: -scored[c])
    return _places(near[:_CANDIDATES] or titled[:_LISTED]) or "—"


def _likeness(header: str, names: Sequence[str]) -> float:
    return max(SequenceMatcher(None, header, name).ratio() for name in names)
