"""Writes `zns_batch/web/static/bootstrap.css`: the parts of Bootstrap's stylesheet that the pages use.

The whole of it weighs more than the login page may. A rule stays when every class in it is used by a
template (or stands in `ALWAYS`), and so do the variables that the remaining rules read. Bootstrap's dark
theme is bound to an attribute that a script would have to set; here the browser's own preference counts.

Run it after a template has got a class of Bootstrap's that no template had; a test says so.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
WEB = ROOT / "zns_batch" / "web"
SOURCE = WEB / "static" / "vendor" / "bootstrap" / "bootstrap.min.css"
TARGET = WEB / "static" / "bootstrap.css"

ALWAYS = frozenset(
    {
        *("btn", "btn-primary", "btn-outline-secondary", "btn-danger", "btn-link", "btn-sm"),
        *("form-control", "form-select", "form-label", "form-text", "form-check"),
        *("form-check-input", "form-check-label", "is-invalid", "invalid-feedback"),
        *("table", "table-sm", "table-responsive", "badge", "alert", "card", "card-body"),
        *("visually-hidden", "visually-hidden-focusable"),
    }
)
"""Classes that macros put together, or that a page may use at any time."""

DARK = "[data-bs-theme=dark]"

Rule = tuple[str, str]


def split(css: str) -> Iterator[Rule]:
    """Yield the rules of a stylesheet: what stands before the braces, and what within."""
    at = 0
    while (opening := css.find("{", at)) >= 0:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[at:opening].strip(), css[opening + 1 : end - 1]
        at = end


def used_classes() -> set[str]:
    """Return the classes in the templates."""
    found = set(ALWAYS)
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for value in re.findall(r'class="([^"]*)"', text):
            found |= set(re.findall(r"[a-z][\w-]*", value))
        # What a macro is given: button("…", "btn-danger").
        found |= set(re.findall(r"[\"' ]((?:btn|table|text|alert|badge)-[\w-]+)", text))
    return found


def kept(css: str, classes: set[str]) -> list[Rule]:
    """Return the rules whose classes are all used."""
    rules: list[Rule] = []
    for head, body in split(css):
        if head.startswith(("@media", "@supports")):
            inner = kept(body, classes)
            if inner:
                rules.append((head, "".join(f"{one}{{{text}}}" for one, text in inner)))
        elif head.startswith("@"):
            rules.append((head, body))
        else:
            stay = [one for one in split_selectors(head) if stays(one, classes)]
            if stay:
                rules.append((",".join(stay), body))
    return rules


def split_selectors(head: str) -> list[str]:
    """Split at the commas outside of brackets."""
    return re.split(r",(?![^(]*\))", head)


def stays(selector: str, classes: set[str]) -> bool:
    """Tell whether a selector's classes are all used; those in `:not(…)` may be missing."""
    positive = re.sub(r":not\([^)]*\)", "", selector)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", positive)) <= classes


def dark_by_preference(rules: list[Rule]) -> list[Rule]:
    """Turn the rules of the dark theme into rules for who prefers dark pages."""
    turned: list[Rule] = []
    for head, body in rules:
        if DARK not in head:
            turned.append((head.replace(",[data-bs-theme=light]", ""), body))
            continue
        selectors = [one for one in split_selectors(head) if DARK in one]
        rest = ",".join(one.replace(DARK, "").strip() or ":root" for one in selectors)
        turned.append(("@media (prefers-color-scheme:dark)", f"{rest}{{{body}}}"))
    return turned


def without_unread(rules: list[Rule], *, also: str) -> list[Rule]:
    """Leave out variables of the root, and animations, that nothing reads."""
    while True:
        text = also + "".join(body for _, body in rules)
        read = set(re.findall(r"var\((--[\w-]+)", text))
        animated = set(re.findall(r"animation(?:-name)?:[^;}]*?([\w-]+-[\w-]+)", text))
        smaller: list[Rule] = []
        for head, body in rules:
            if head.startswith("@keyframes") and head.split()[1] not in animated:
                continue
            lines = [
                line
                for line in re.split(r";(?![^(]*\))", body)
                if not (line.startswith("--bs-") and ":root" in head) or line.split(":")[0] in read
            ]
            smaller.append((head, ";".join(lines) if ":root" in head else body))
        if smaller == rules:
            return rules
        rules = smaller


def trimmed() -> str:
    """Return the stylesheet as the pages load it."""
    css = re.sub(
        r"/\*.*?\*/",
        "",
        SOURCE.read_text(encoding="utf-8").replace('@charset "UTF-8";', ""),
        flags=re.DOTALL,
    )
    own = (WEB / "static" / "app.css").read_text(encoding="utf-8")
    rules = without_unread(kept(css, used_classes()), also=own)
    licence = "/* Bootstrap 5.3 (MIT), the parts in use: tools/trim_css.py; licence in vendor/bootstrap */"
    lines = [f"{head}{{{body}}}" for head, body in dark_by_preference(rules) if body]
    return "\n".join([licence, *lines, ""])


if __name__ == "__main__":
    TARGET.write_text(trimmed(), encoding="utf-8")
