"""A text as a QR code (ISO/IEC 18004, level M): its modules, as SVG for PDF, as PNG for Word."""

import struct
import zlib

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules of white around the code, as the standard wants them."""
_PIXELS = 8
"""Pixels a module has in the PNG."""


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code's rows with the white around them: true is dark."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def svg(text: str) -> str:
    """Draw a text as SVG, one unit a module."""
    rows = modules(text)
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, one in enumerate(row) if one
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}" '
        f'shape-rendering="crispEdges"><path d="{dark}"/></svg>'
    )


def png(text: str) -> bytes:
    """Draw a text as a black and white PNG (ISO/IEC 15948), one bit a pixel, 0 dark."""
    rows = modules(text)
    side = len(rows) * _PIXELS
    lines = b"".join(_line(row) * _PIXELS for row in rows)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, body)
        for kind, body in (
            (b"IHDR", struct.pack(">2I5B", side, side, 1, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _line(row: tuple[bool, ...]) -> bytes:
    """Return a row of pixels behind its filter byte: a module is a byte wide."""
    return b"\x00" + bytes(0x00 if dark else 0xFF for dark in row)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
