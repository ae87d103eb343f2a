"""How large a file may be before anyone tries to understand it: one table for all that comes in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold. Checked before parsing, so a bomb is never unpacked."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    ratio: int = 200
    """Unpacked bytes per packed byte, over the whole file and for each large member."""
    members: int = 1_000
    """Parts inside a zipped workbook."""
    rows: int = 50_000
    """Rows of one sheet, blank ones included."""
    columns: int = 100
    blank_rows: int = 200
    """This many blank rows in succession end a sheet."""
    sheets: int = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file of evidence may be, beside what holds for every file."""

    pixels: int = 40_000_000
    """Of a picture, before it is drawn into memory."""
    name: int = 100
    """Characters of a file's name, its ending included."""
    a_day: int = 200
    """Files one person keeps in a day."""
    on_one: int = 20
    """Files on one claim."""


LIMITS = Limits()
KEPT = Kept()
