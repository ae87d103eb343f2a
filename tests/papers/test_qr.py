"""A text as a QR code: what is drawn is the code, in both formats, and nothing else."""

import re
import struct
import zlib

from jifen.papers import qr

TEXT = "https://jf.example/check/?t=p1/c2/k3/t4&n=4215&h=9f2c51d09f2c51d09f2c51d09f2c51d0"


def test_a_code_has_its_three_finders_inside_its_quiet_zone() -> None:
    rows = qr.modules(TEXT)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    first, last = qr.QUIET, len(rows) - qr.QUIET - 7
    for top, left in ((first, first), (first, last), (last, first)):
        drawn = ["".join(str(int(one)) for one in row[left : left + 7]) for row in rows[top:][:7]]
        assert drawn == finder
    white = (*rows[: qr.QUIET], *rows[-qr.QUIET :], *zip(*rows, strict=True))
    assert not any(map(any, (*white[: 2 * qr.QUIET], *white[-qr.QUIET :])))


def test_svg_and_png_draw_the_same_modules() -> None:
    rows = qr.modules(TEXT)
    dark = {(x, y) for y, row in enumerate(rows) for x, one in enumerate(row) if one}
    drawn = re.findall(r"M(\d+) (\d+)h1v1h-1z", qr.svg(TEXT))
    assert {(int(x), int(y)) for x, y in drawn} == dark
    picture = qr.png(TEXT)
    width, height, depth, colour = struct.unpack(">2I2B", picture[16:26])
    assert (width, height, depth, colour) == (8 * len(rows), 8 * len(rows), 1, 0)
    size = struct.unpack(">I", picture[33:37])[0]
    lines = zlib.decompress(picture[41 : 41 + size])
    stride = len(rows) + 1
    assert len(lines) == stride * height
    for y in range(height):
        line = lines[y * stride : (y + 1) * stride]
        assert line == b"\x00" + bytes(0 if one else 255 for one in rows[y // 8])


def test_the_same_text_gives_the_same_bytes_and_another_text_others() -> None:
    assert qr.png(TEXT) == qr.png(TEXT)
    assert qr.png(TEXT) != qr.png(TEXT[:-1])
