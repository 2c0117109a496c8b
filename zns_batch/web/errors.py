"""Refusals of pages: a status, and the sentence of the page that says why."""

from zns_batch.i18n import Value


class PageError(Exception):
    """A request that can't be answered as asked.

    `key` is a sentence of the catalogue; without one `web.error.<status>` says it.
    """

    def __init__(self, status: int, key: str | None = None, /, **params: Value) -> None:
        super().__init__(status, key)
        self.status = status
        self.key = key or f"web.error.{status}"
        self.params = params


class FormErrors(Exception):  # noqa: N818 — errors of a form, by field
    """What is wrong with a form: a sentence for each field, in the order of the page.

    A route catches it (or fills one itself) and shows the form again with status 422.
    """

    def __init__(self, sentences: dict[str, str] | None = None) -> None:
        super().__init__(sentences)
        self.sentences = dict(sentences or {})

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.sentences)

    def add(self, field: str, sentence: str) -> None:
        """Add a sentence to a field that has none yet."""
        self.sentences.setdefault(field, sentence)

    def get(self, field: str) -> str:
        """Return the sentence of a field; empty without one."""
        return self.sentences.get(field, "")
