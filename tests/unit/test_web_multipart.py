"""Reading a form with a file as it arrives, whatever arrives."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from zns_batch.web import multipart
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form
from zns_batch.web.multipart import read_upload

BOUNDARY = "x-boundary"


class _Sink:
    def __init__(self, name: str) -> None:
        self.name = name
        self.content = b""

    def write(self, chunk: bytes, /) -> None:
        self.content += chunk


def _part(head: str, body: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n".encode() + body + b"\r\n"


def _field(name: str, value: str) -> bytes:
    return _part(f'form-data; name="{name}"', value.encode())


def _file(name: str, body: bytes, *, field: str = "file") -> bytes:
    return _part(f'form-data; name="{field}"; filename="{name}"', body)


END = f"--{BOUNDARY}--\r\n".encode()


def _read(
    chunks: Sequence[bytes], content_type: str = f"multipart/form-data; boundary={BOUNDARY}"
) -> tuple[Form, _Sink | None]:
    waiting = iter(chunks)

    async def receive() -> dict[str, object]:
        chunk = next(waiting, None)
        if chunk is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": chunk, "more_body": True}

    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(b"content-type", content_type.encode())],
    }

    async def begin(form: Form, name: str) -> _Sink:
        assert "shop" == form.get("account")
        return _Sink(name)

    async def ask(write: object, chunk: bytes) -> None:
        assert callable(write)
        write(chunk)

    async def run() -> tuple[Form, _Sink | None]:
        return await read_upload(Request(scope, receive), begin=begin, run_in_thread=ask)

    return asyncio.run(run())


WHOLE = _field("account", "shop") + _file("Danh sách.xlsx", b"a\r\n--x\0" * 1_000) + END


@given(st.lists(st.integers(0, len(WHOLE)), max_size=8))
def test_a_file_arrives_whole_however_it_is_cut(cuts: list[int]) -> None:
    """Whatever pieces the network makes of it, the list is the list."""
    places = [0, *sorted(cuts), len(WHOLE)]
    chunks = [WHOLE[start:end] for start, end in pairwise(places)]
    form, sink = _read([chunk for chunk in chunks if chunk])
    assert sink is not None
    assert ("Danh sách.xlsx", b"a\r\n--x\0" * 1_000) == (sink.name, sink.content)
    assert "shop" == form.get("account")


def test_no_chosen_file_is_no_file() -> None:
    """Whoever presses the button too early is told to choose a file."""
    form, sink = _read([_field("account", "shop") + _file("", b"") + END])
    assert sink is None
    assert "shop" == form.get("account")


@pytest.mark.parametrize(
    "body",
    [
        _field("account", "shop") + _file("a", b"1") + _file("b", b"2") + END,
        _field("account", "shop") + _file("a", b"1") + _field("token", "late") + END,
        b"".join(_field(f"f{n}", "") for n in range(10_000)) + END,
        _field("account", "x" * 100_000) + END,
        _part("attachment", b"x") + END,
        _field("account", "shop") + _file("a", b"1"),
        b"no form at all",
        b"",
    ],
    ids=["two files", "field behind", "many", "long", "nameless", "cut off", "garbage", "empty"],
)
def test_another_shape_of_form_is_refused(body: bytes) -> None:
    """A form that none of our pages makes costs nothing and leaves nothing behind."""
    with pytest.raises(PageError) as caught:
        _read([body[start : start + 4_096] for start in range(0, len(body), 4_096)])
    assert 400 == caught.value.status


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "multipart/form-data", f"multipart/form-data; boundary={'x' * 300}"],
)
def test_another_content_type_is_refused(content_type: str) -> None:
    """A request that is no upload is not read as one."""
    with pytest.raises(PageError) as caught:
        _read([WHOLE], content_type)
    assert 400 == caught.value.status


def test_a_browser_that_falls_silent_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload of one byte a minute keeps nobody else waiting."""
    monkeypatch.setattr(multipart, "CHUNK_SECONDS", 0.01)

    async def receive() -> dict[str, object]:
        await asyncio.sleep(3_600)
        raise AssertionError

    async def begin(_form: Form, name: str) -> _Sink:
        return _Sink(name)

    async def ask(_write: object, _chunk: bytes) -> None:
        return

    kind = f"multipart/form-data; boundary={BOUNDARY}".encode()
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind)]}
    with pytest.raises(PageError) as caught:
        asyncio.run(read_upload(Request(scope, receive), begin=begin, run_in_thread=ask))
    assert (400, "web.new.too-slow") == (caught.value.status, caught.value.key)
