"""Files that mean no good, or are not what they say: made here, a few bytes each."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TYPES = b'<?xml version="1.0"?><Types/>'


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (320, 240), seed: int = 1, **more: object
) -> bytes:
    """Return a picture with something in it, another for each seed."""
    drawn = Image.new("RGB", size, (240, 240, 230))
    pen = ImageDraw.Draw(drawn)
    for n in range(24):
        at = zlib.crc32(f"{seed} {n}".encode())
        x, y = at % size[0], (at >> 8) % size[1]
        side = (size[0] // 4, size[1] // 3)
        shade = (at >> 16) % 200
        pen.rectangle((x, y, x + side[0], y + side[1]), fill=(shade, shade // 2, 200 - shade))
    file = io.BytesIO()
    drawn.save(file, kind, **more)
    return file.getvalue()


def with_gps() -> bytes:
    """Return a photo that says where and by what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "某某手机"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    return picture(exif=exif.tobytes())


def office(main: str, *, types: bytes = TYPES, **members: bytes) -> bytes:
    """Return a zipped document with `main` and other members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, b"<x/>")
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    return office("word/document.xml", **more)


def xlsx(**more: bytes) -> bytes:
    return office("xl/workbook.xml", **more)


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _moving() -> bytes:
    frames = [Image.new("RGB", (8, 8), shade) for shade in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def _bomb() -> bytes:
    return docx(**{"word/media/big.xml": b"\0" * (30 << 20)})


def _crowd() -> bytes:
    return xlsx(**{f"xl/media/{n}": b"" for n in range(1_100)})


def _locked_zip() -> bytes:
    content = bytearray(docx())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag that says a member has a password
    return bytes(content)


HOSTILE: Mapping[str, tuple[str, str, Callable[[], bytes]]] = {
    # what it is: (name, refusal, bytes)
    "nothing": ("a.pdf", "evidence.empty", lambda: b""),
    "a page called a picture": ("a.jpg", "evidence.not-what-it-says", lambda: b"<html><script>"),
    "a page called a paper": ("a.pdf", "evidence.not-what-it-says", lambda: b"<!DOCTYPE html>"),
    "a page before the paper": ("a.pdf", "evidence.not-what-it-says", lambda: b"<html>" + PDF),
    "a drawing with a script": ("a.svg", "evidence.kind", lambda: b"<svg onload='x()'/>"),
    "a program": ("a.exe", "evidence.kind", lambda: b"MZ"),
    "a program with two endings": ("a.pdf.exe", "evidence.kind", lambda: b"MZ"),
    "a program called a paper": ("a.pdf", "evidence.not-what-it-says", lambda: b"MZ\x90\0"),
    "a workbook with macros by name": ("a.xlsm", "evidence.kind", xlsx),
    "an old workbook": ("a.xls", "evidence.kind", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "no ending": ("file", "evidence.kind", lambda: PDF),
    "a paper cut short": ("a.pdf", "evidence.damaged", lambda: PDF[:20]),
    "a locked paper": (
        "a.pdf", "evidence.encrypted", lambda: PDF.replace(b"/Root", b"/Encrypt 2 0 R/Root"),
    ),
    "a paper with a script": (
        "a.pdf", "evidence.active", lambda: PDF.replace(b"/Catalog", b"/Catalog/OA<</JS(x)>>"),
    ),
    "a paper that starts a program": (
        "a.pdf", "evidence.active", lambda: PDF.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"),
    ),
    "a paper with files inside": (
        "a.pdf", "evidence.active", lambda: PDF.replace(b"/Catalog", b"/Catalog/EmbeddedFile 3"),
    ),
    "a locked document": (
        "a.docx", "evidence.encrypted", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    ),
    "a document with locked members": ("a.docx", "evidence.encrypted", _locked_zip),
    "a workbook called a document": ("a.docx", "evidence.not-what-it-says", xlsx),
    "an archive called a document": (
        "a.docx", "evidence.not-what-it-says", lambda: office("evil.html"),
    ),
    "a document with macros": (
        "a.docx", "evidence.macros", lambda: docx(**{"word/vbaProject.bin": b"x"}),
    ),
    "a workbook with macros": (
        "a.xlsx", "evidence.macros", lambda: xlsx(**{"xl/vbaProject.bin": b"x"}),
    ),
    "a workbook with old macros": (
        "a.xlsx", "evidence.macros", lambda: xlsx(**{"xl/macrosheets/sheet1.xml": b"x"}),
    ),
    "a document with controls": (
        "a.docx", "evidence.macros", lambda: docx(**{"word/activeX/activeX1.xml": b"x"}),
    ),
    "a document that says macros": (
        "a.docx", "evidence.macros", lambda: docx(types=b"application/vnd.ms-word.macroEnabled"),
    ),
    "a document cut short": ("a.docx", "evidence.damaged", lambda: docx()[:-30]),
    "a bomb": ("a.docx", "evidence.too-dense", _bomb),
    "a crowd of members": ("a.xlsx", "evidence.too-dense", _crowd),
    "a picture cut short": ("a.jpg", "evidence.damaged", lambda: picture()[:900]),
    "a picture of another kind": ("a.png", "evidence.not-what-it-says", picture),
    "a picture that begins well": ("a.jpg", "evidence.damaged", lambda: b"\xff\xd8\xff" + b"x"),
    "a picture of fifty thousand by fifty thousand": (
        "a.png", "evidence.pixels", lambda: _png_header(50_000, 50_000),
    ),
    "a picture just too large": ("a.png", "evidence.pixels", lambda: _png_header(8_001, 5_000)),
    "a picture that moves": ("a.png", "evidence.moving", _moving),
}  # fmt: skip
HONEST: Mapping[str, Callable[[], bytes]] = {
    "照片.jpg": picture,
    "photo.JPEG": picture,
    "截图.png": lambda: picture("PNG"),
    "文件.pdf": lambda: PDF,
    "总结.docx": docx,
    "台账.xlsx": xlsx,
}
NAMES = (
    "../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/cron.d/x.pdf", "C:\\x.pdf", "a\0b.pdf",
    "\u202efdp.exe.pdf", "CON.pdf", "x." * 200 + "pdf", ". . .pdf",
    "．．／．．／x.pdf", "a\nb\rc.pdf",
    '"><script>.pdf', "\u200b\u200d.pdf", "张三 的 照片（1）.pdf", "-rf.pdf",
    "~root.pdf", "%2e%2e%2f.pdf",
)  # fmt: skip
