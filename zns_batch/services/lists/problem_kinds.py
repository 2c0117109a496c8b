"""The kinds of problems by which a person looks through them: a few words for the many codes."""

from enum import StrEnum


class ProblemKind(StrEnum):
    """What a problem is about."""

    PHONE = "phone"
    EMPTY = "empty"
    LONG = "long"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    FORMULA = "formula"
    DUPLICATE = "duplicate"
    SUPPRESSED = "suppressed"
    OTHER = "other"


_BY_CODE = {
    "value-missing": ProblemKind.EMPTY,
    "phone-missing": ProblemKind.EMPTY,
    "user-missing": ProblemKind.EMPTY,
    "value-too-long": ProblemKind.LONG,
    "value-error-cell": ProblemKind.FORMULA,
    "value-not-date": ProblemKind.DATE,
    "value-not-time": ProblemKind.DATE,
    "value-not-datetime": ProblemKind.DATE,
    "value-not-number": ProblemKind.NUMBER,
    "value-not-amount": ProblemKind.NUMBER,
    "value-lossy": ProblemKind.NUMBER,
    "duplicate": ProblemKind.DUPLICATE,
    "duplicate-row": ProblemKind.DUPLICATE,
    "suppressed": ProblemKind.SUPPRESSED,
}
_BY_BEGINNING = {
    "phone": ProblemKind.PHONE,
    "user": ProblemKind.PHONE,
    "date": ProblemKind.DATE,
    "time": ProblemKind.DATE,
    "number": ProblemKind.NUMBER,
    "currency": ProblemKind.NUMBER,
    "text": ProblemKind.TEXT,
    "value": ProblemKind.TEXT,
    "bank": ProblemKind.TEXT,
}


def kind_of(code: str) -> ProblemKind:
    """Return what a problem is about, by its code."""
    found = _BY_CODE.get(code) or _BY_BEGINNING.get(code.partition("-")[0])
    return found or ProblemKind.OTHER
