"""How much the streams of a PDF unpack to: counted piece by piece, never held whole, and bounded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel

from fairway.platform.files.domain.limits import UNPACKED_BYTES
from fairway.platform.files.domain.refusal import unpacks_to_too_much

# ISO 32000, table 6. Filters of pictures alone, such as DCTDecode, end the count: they unpack to points.
_FLATE = ("/FlateDecode", "/Fl")
_OTHERS = (
    "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx",
)  # fmt: skip
_PIECE = 1_000_000


class _Budget:
    """The bytes that may still be unpacked."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spent(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.left -= len(piece)
            if self.left < 0:
                raise unpacks_to_too_much()
            yield piece


def check_streams(pdf: Pdf) -> None:
    """Raise FileRefused when they unpack to too much, and pikepdf.PdfError where one cannot be unpacked."""
    budget = _Budget(UNPACKED_BYTES)
    for found in pdf.objects:
        if isinstance(found, Stream):
            _unpack(found, budget)


def _unpack(stream: Stream, budget: _Budget) -> None:
    """Every step counts: what is huge in between is huge for its reader too."""
    pieces: Iterator[bytes] = iter([stream.read_raw_bytes()])
    for name, parameters in _filters(stream):
        if name in _FLATE:
            pieces = budget.spent(_inflated(pieces))
        elif name in _OTHERS:
            pieces = budget.spent(_decoded(pieces, name, parameters))
        else:
            break
    for _piece in pieces:
        pass


def _filters(stream: Stream) -> list[tuple[str, Any]]:
    names, parameters = _listed(stream.get("/Filter")), _listed(stream.get("/DecodeParms"))
    parameters += [None] * (len(names) - len(parameters))
    return [(str(name), one) for name, one in zip(names, parameters, strict=False)]


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Array):
        return list(value)
    return [] if value is None else [value]


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Up to where it is damaged, as a reader unpacks it."""
    unpacking = zlib.decompressobj()
    try:
        for piece in pieces:
            packed = piece
            while packed:
                yield unpacking.decompress(packed, _PIECE)
                packed = unpacking.unconsumed_tail
    except zlib.error:
        return


def _decoded(pieces: Iterable[bytes], name: str, parameters: Any) -> Iterator[bytes]:
    """By the library, whole: these are rare, and the process bounds its memory."""
    with pikepdf.new() as holder:
        packed = Stream(holder, b"".join(pieces))
        packed.Filter = Name(name)
        if isinstance(parameters, Dictionary) and "/EarlyChange" in parameters:
            packed.DecodeParms = Dictionary(EarlyChange=int(parameters["/EarlyChange"]))
        yield packed.read_bytes(StreamDecodeLevel.specialized)
