"""Passwords: which are taken, and how they are kept."""

import re
import threading
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import normalize

from zns_batch.errors import UsageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 200

_AT_ONCE = 2
_WAITING = 20

# OWASP's second choice for Argon2id: 19 MiB, two passes, one thread.
_MEMORY_KIB = 19_456
_PASSES = 2
_COMMON = frozenset(
    {
        *("password", "passw0rd", "p@ssword", "p@ssw0rd", "pass", "admin", "administrator", "root"),
        *("welcome", "letmein", "iloveyou", "iloveu", "loveyou", "monkey", "dragon", "football"),
        *("baseball", "superman", "batman", "princess", "sunshine", "master", "shadow", "secret"),
        *("qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "asdfgh", "qazwsx", "qwe", "asd", "zxc"),
        *("abc", "abcd", "abcdef", "abcdefgh", "test", "demo", "guest", "login", "changeme"),
        *("computer", "internet", "google", "facebook", "zalo", "zns", "znsbatch", "excel"),
        *("matkhau", "matkhaumoi", "anhyeuem", "emyeuanh", "yeuem", "yeuanh", "anhnhoem"),
        *("vietnam", "hanoi", "saigon", "hochiminh", "danang", "haiphong", "xinchao", "khongbiet"),
        *("khongco", "toiyeuban", "conyeume", "giadinh", "hanhphuc", "taikhoan", "quantri"),
        *("khachhang", "nhanvien", "congty", "cuahang", "chaoban", "dangnhap", "nguyen", "tran"),
    }
)
"""What the passwords that are guessed first are made of. Of twelve signs and more nearly all of them
are such a word with digits or signs around it, or the same again and again."""


def check_password(password: str, *, context: Iterable[str] = ()) -> str:
    """Return a password in the form that is kept, if it may be one.

    Args:
        context: Words that it must not be made of: the person's name and login, the names of OAs.

    Raises:
        UsageError: It is too short, too long, or easily guessed.

    """
    password = normalize("NFC", password)
    if len(password) < SHORTEST:
        raise UsageError("web.password.short", least=SHORTEST)
    if len(password) > LONGEST:
        raise UsageError("web.password.long", most=LONGEST)
    core = _core(password)
    if core in _COMMON or _repeats(password) or _counts(password):
        raise UsageError("web.password.common")
    words = {_core(word) for word in context if len(word) >= 3}
    if core in words or not core:
        raise UsageError("web.password.context" if core else "web.password.common")
    return password


def _core(text: str) -> str:
    """Return the letters of a text without marks; a word that stands there several times, once."""
    plain = normalize("NFD", text.casefold()).replace("đ", "d")
    letters = re.sub(r"[^a-z]", "", plain)
    repeated = re.fullmatch(r"(.+?)\1+", letters)
    return repeated[1] if repeated else letters


def _repeats(password: str) -> bool:
    return re.fullmatch(r"(.{1,4}?)\1+.?", password.casefold()) is not None


def _counts(password: str) -> bool:
    """Tell whether most signs follow one another, as in `123456789012` and `abcdefghijkl`."""
    steps = [ord(after) - ord(before) for before, after in pairwise(password)]
    return sum(step in {1, -1} for step in steps) >= len(steps) * 0.8


class TooBusyError(Exception):
    """More passwords wait to be looked at than can be soon."""


class PasswordChecker:
    """Hashes and compares passwords, a few at once: each takes much memory and time, on purpose."""

    def __init__(self) -> None:
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self._room = threading.BoundedSemaphore(_AT_ONCE + _WAITING)

    def hash(self, password: str) -> str:
        """Return the hash of a password.

        Raises:
            TooBusyError: Too many wait.

        """
        with _entered(self._room), self._slots:
            return _hasher().hash(normalize("NFC", password))

    def matches(self, password: str, hashed: str | None) -> bool:
        """Compare a password with a hash; without one it takes as long, and is wrong.

        Raises:
            TooBusyError: Too many wait.

        """
        from argon2.exceptions import VerificationError

        with _entered(self._room), self._slots:
            try:
                right = _hasher().verify(
                    hashed or _nobodys_hash(), normalize("NFC", password[: LONGEST + 1])
                )
            except VerificationError:
                return False
        return bool(right) and hashed is not None

    def hash_with(self, salt: bytes, code: str) -> str:
        """Return the hash of a recovery code, with a salt that its fellows share.

        Raises:
            TooBusyError: Too many wait.

        """
        from argon2.low_level import Type, hash_secret_raw

        with _entered(self._room), self._slots:
            return hash_secret_raw(
                code.encode(),
                salt,
                time_cost=_PASSES,
                memory_cost=_MEMORY_KIB,
                parallelism=1,
                hash_len=32,
                type=Type.ID,
            ).hex()

    @staticmethod
    def is_outdated(hashed: str) -> bool:
        """Tell whether a hash was made with weaker settings than today's."""
        return _hasher().check_needs_rehash(hashed)


class _entered:  # noqa: N801 — used like a function
    """Takes a place without waiting, and gives it back at the end of the block."""

    def __init__(self, room: threading.BoundedSemaphore) -> None:
        self._room = room

    def __enter__(self) -> None:
        if not self._room.acquire(blocking=False):
            raise TooBusyError

    def __exit__(self, *_: object) -> None:
        self._room.release()


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")
