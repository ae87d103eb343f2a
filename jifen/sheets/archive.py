"""The outer wrapping of a zipped workbook, examined before anything is unpacked into memory."""

import io
import struct
import zipfile
import zlib

from jifen.sheets.limits import LIMITS, Limits
from jifen.sheets.problems import SheetProblem

_CHUNK = 1 << 16
_EOCD = b"PK\x05\x06"
_LOCAL_HEADER = 30
_RATIO_MATTERS_FROM = 1 << 20
"""A member of less than this many unpacked bytes may be as dense as it likes."""

_MEND = "请在 WPS 或 Excel 中打开，另存为新的 .xlsx 文件后再导入。"


def open_checked(content: bytes, *, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """Open a zipped workbook after measuring what it would really unpack to.

    Declared sizes can be forged, so every member is inflated in small pieces
    that are counted and thrown away; counting stops at the limit.

    Raises:
        SheetProblem: "file.damaged", "file.encrypted", "file.members",
            "file.unpacked" or "file.ratio".
    """
    _check_directory(content, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise _damaged() from broken
    members = archive.infolist()
    if len(members) > limits.members:
        raise _too_many(limits)
    total = 0
    for member in members:
        if member.flag_bits & 0x1:
            raise SheetProblem(
                "file.encrypted", "这个文件加了密码，读不出内容。请取消密码后再导入。"
            )
        size = _inflated_size(content, member, budget=limits.unpacked_bytes - total)
        total += size
        if total > limits.unpacked_bytes:
            raise SheetProblem(
                "file.unpacked",
                f"这个文件展开后超过 {limits.unpacked_bytes >> 20} MB，"
                f"为防止拖垮系统没有读取。请拆成几个小文件，或删去图片后另存为 .xlsx。",
            )
        if size > _RATIO_MATTERS_FROM and size > limits.ratio * max(member.compress_size, 1):
            raise SheetProblem(
                "file.ratio",
                f"这个文件的压缩比超过 {limits.ratio} 倍，不像正常的表格，没有读取。{_MEND}",
            )
        if size != member.file_size:
            raise _damaged()
    return archive


def _check_directory(content: bytes, limits: Limits) -> None:
    """Refuse an overlong member list before it is turned into objects."""
    at = content.rfind(_EOCD, max(0, len(content) - 65_557))
    if at < 0 or at + 22 > len(content):
        raise _damaged()
    count, size = struct.unpack_from("<HL", content, at + 10)
    if count > limits.members:
        raise _too_many(limits)
    if size > limits.members * 512:
        raise _too_many(limits)


def _inflated_size(content: bytes, member: zipfile.ZipInfo, *, budget: int) -> int:
    """Count what a member unpacks to, giving up just past `budget` bytes."""
    header = content[member.header_offset : member.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise _damaged()
    names, extra = struct.unpack_from("<HH", header, 26)
    start = member.header_offset + _LOCAL_HEADER + names + extra
    packed = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size, rest = 0, packed
    try:
        while not inflater.eof and size <= budget:
            piece = inflater.decompress(rest, _CHUNK)
            rest = inflater.unconsumed_tail
            size += len(piece)
            if not piece and not rest:
                break
    except zlib.error as broken:
        raise _damaged() from broken
    return size


def _damaged() -> SheetProblem:
    return SheetProblem("file.damaged", f"这个文件已损坏或没有传完整，读不出内容。{_MEND}")


def _too_many(limits: Limits) -> SheetProblem:
    return SheetProblem(
        "file.members",
        f"这个文件内部的部件超过 {limits.members} 个，不像正常的表格，没有读取。{_MEND}",
    )
