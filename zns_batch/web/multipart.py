"""Reading a form with a file as it arrives: fields first, the file last, nothing kept in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

CHUNK_SECONDS = 30.0
"""The longest that the browser may be silent."""
_SECONDS = 15 * 60.0
"""The longest that the whole may take."""
_MOST_FIELDS = 20
_LONGEST_FIELD = 4_096
_LONGEST_HEADER = 16_384
"""Bytes of the header lines of one part; a file's name is in them."""
_PIECE = 256 << 10
"""Bytes that are handed on at a time."""
_DRAINED = 512 << 20
"""Bytes of a refused file that are still taken, so that the browser listens to the answer."""


class FileSink(Protocol):
    """Takes the bytes of the file."""

    def write(self, chunk: bytes, /) -> None:
        """Take in the next bytes."""
        ...


S = TypeVar("S", bound=FileSink)

Begin = Callable[[Form, str], Awaitable[S]]
"""What is called with the fields and the file's name when the file begins; it returns its sink."""

RunInThread = Callable[[Callable[[bytes], None], bytes], Awaitable[None]]


async def read_upload(
    request: Request, *, begin: Begin[S], run_in_thread: RunInThread
) -> tuple[Form, S | None]:
    """Read a form whose last part is a file.

    Args:
        request: The request.
        begin: Called once, before the file's first byte. What it raises is raised when the rest was
            read and thrown away.
        run_in_thread: Calls what waits for the disk in a thread.

    Returns:
        The fields, and the sink with the whole file in it; `None` when no file was chosen.

    Raises:
        PageError: It is no such form, a part follows the file, or it was broken off. A sink that
            was begun must be aborted by who gave it.

    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise PageError(400)
    parts = _Parts(boundary)
    upload = _Upload(begin, run_in_thread)
    chunks = _chunks(request)
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in chunks:
                for event in parts.feed(chunk):
                    await upload.handle(event)
            parts.end()
    except TimeoutError:
        raise PageError(400, "web.new.too-slow") from None
    except (ClientDisconnect, FormParserError):
        raise PageError(400, "web.new.cut") from None
    except Exception:
        await _drain(chunks)
        raise
    return Form(upload.fields), upload.sink


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(CHUNK_SECONDS):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        if chunk:
            yield chunk


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Take what still comes: a browser that is cut off while it sends shows no answer."""
    taken = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(2 * CHUNK_SECONDS):
            async for chunk in chunks:
                taken += len(chunk)
                if taken > _DRAINED:
                    return


class _Part(NamedTuple):
    """The head of a part."""

    name: str
    #: `None` for a field.
    file_name: str | None


_Event = _Part | bytes | None
"""A part begins, some of its bytes, or it ends."""


class _Parts:
    """Turns bytes into events."""

    def __init__(self, boundary: bytes) -> None:
        self._events: list[_Event] = []
        self._header, self._value = b"", b""
        self._disposition = b""
        # Whether the last boundary was there.
        self._is_whole = False
        callbacks: MultipartCallbacks = {
            "on_header_field": self.add_name,
            "on_header_value": self.add_value,
            "on_header_end": self.end_header,
            "on_headers_finished": self.begin_part,
            "on_part_data": lambda data, start, end: self._events.append(data[start:end]),
            "on_part_end": lambda: self._events.append(None),
            "on_end": self.note_end,
        }
        self._parser = MultipartParser(boundary, callbacks, max_header_size=_LONGEST_HEADER)

    def feed(self, chunk: bytes) -> list[_Event]:
        """Take in bytes; return what has come of them."""
        self._parser.write(chunk)
        events, self._events = self._events, []
        return events

    def end(self) -> None:
        """Tell that there are no more bytes.

        Raises:
            PageError: The last boundary is missing: the form was cut off.

        """
        if not self._is_whole:
            raise PageError(400, "web.new.cut")

    def note_end(self) -> None:
        """Take in that the last boundary is there."""
        self._is_whole = True

    def add_name(self, data: bytes, start: int, end: int) -> None:
        """Take in a piece of a header's name."""
        self._header += data[start:end]

    def add_value(self, data: bytes, start: int, end: int) -> None:
        """Take in a piece of a header's value."""
        self._value += data[start:end]

    def end_header(self) -> None:
        """Take in that a header has ended."""
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def begin_part(self) -> None:
        """Take in that the head of a part has ended."""
        kind, options = parse_options_header(self._disposition)
        self._disposition = b""
        if kind != b"form-data" or b"name" not in options:
            raise PageError(400)
        file_name = options.get(b"filename")
        self._events.append(
            _Part(
                options[b"name"].decode("utf-8", "replace"),
                None if file_name is None else file_name.decode("utf-8", "replace"),
            )
        )


class _Upload(Generic[S]):
    """Gathers the fields, and hands the file on."""

    def __init__(self, begin: Begin[S], run_in_thread: RunInThread) -> None:
        self.fields: list[tuple[str, str]] = []
        self.sink: S | None = None
        self._begin, self._run_in_thread = begin, run_in_thread
        self._part: _Part | None = None
        self._text = bytearray()
        self._has_file = False

    async def handle(self, event: _Event) -> None:
        """Take in what has come."""
        if isinstance(event, _Part):
            if self._has_file or len(self.fields) >= _MOST_FIELDS:
                # A second file, a field behind the file, or very many fields: no form of ours.
                raise PageError(400)
            self._part = event
            if event.file_name is not None:
                self._has_file = True
                if event.file_name:
                    self.sink = await self._begin(Form(self.fields), event.file_name)
        elif event is None:
            await self._end_part()
        else:
            self._text += event
            if self._part is not None and self._part.file_name is None:
                if len(self._text) > _LONGEST_FIELD:
                    raise PageError(400)
            elif len(self._text) >= _PIECE:
                await self._pass_on()

    async def _end_part(self) -> None:
        part, self._part = self._part, None
        if part is not None and part.file_name is None:
            text = self._text.decode("utf-8", "replace").replace("\0", "")
            self.fields.append((part.name, text))
            self._text.clear()
        else:
            await self._pass_on()

    async def _pass_on(self) -> None:
        piece = bytes(self._text)
        self._text.clear()
        if self.sink is not None and piece:
            await self._run_in_thread(self.sink.write, piece)
