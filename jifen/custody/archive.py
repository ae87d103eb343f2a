"""The backup file: one zip archive, sealed as a whole, each part with its own digest.

The last 64 bytes (the zip's comment) are the SHA-256, in hexadecimal, of all bytes before them, so
that a flipped bit shows wherever it lies. `manifest.json` names every part, its SHA-256 and its
size. Any unzip program opens it. Standard library only.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from jifen.core.errors import Refusal

FORMAT = 1
MANIFEST = "manifest.json"
_SEAL = 64
_BLOCK = 1 << 20

Json = dict[str, object]


def write(target: Path, told: Mapping[str, object], parts: Mapping[str, Path]) -> Json:
    """Write `parts` (name in the archive → file) with what is told of them; return the manifest.

    Under a temporary name beside it, synced, then renamed: a file called `target` is whole. Where
    that failed, there is none.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        listed: dict[str, Json] = {}
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.comment = b"0" * _SEAL
            for name in sorted(parts):
                with parts[name].open("rb") as source, archive.open(_entry(name), "w") as kept:
                    listed[name] = _copy(source, kept)
            manifest: Json = {"format": FORMAT, **told, "parts": listed}
            text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
            archive.writestr(_entry(MANIFEST), text.encode())
        with partial.open("r+b") as file:
            seal = _sum(file, partial.stat().st_size - _SEAL)
            file.seek(-_SEAL, os.SEEK_END)
            file.write(seal.encode())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        try:
            sync_folder(target.parent)
        except OSError:
            target.unlink()  # nobody can say whether the disk knows its name: it was not made
            raise
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read(file: Path) -> Json:
    """Return the manifest of a whole backup file, all its bytes having been looked at.

    Raises:
        Refusal: "backup.damaged" where it was cut, changed or never a backup; "backup.format" where
            a later program wrote it.
    """
    try:
        size = file.stat().st_size - _SEAL
        with file.open("rb") as bytes_:
            if size <= 0 or bytes_.read(4) != b"PK\x03\x04":
                raise Refusal("backup.damaged", file=file.name, part=file.name)
            bytes_.seek(0)
            seal = _sum(bytes_, size).encode()
            if bytes_.read() != seal:
                raise Refusal("backup.damaged", file=file.name, part=file.name)
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            names = sorted(archive.namelist())
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError) as problem:
        raise Refusal("backup.damaged", file=file.name, part=MANIFEST) from problem
    if not isinstance(manifest, dict) or not isinstance(manifest.get("parts"), dict):
        raise Refusal("backup.damaged", file=file.name, part=MANIFEST)
    if manifest.get("format") != FORMAT:
        raise Refusal("backup.format", file=file.name, format=manifest.get("format"))
    if names != sorted([MANIFEST, *manifest["parts"]]) or not all(map(_inside, names)):
        raise Refusal("backup.damaged", file=file.name, part=MANIFEST)
    return manifest


def unpack(file: Path, into: Path) -> Json:
    """Check a backup file whole, lay its parts into the folder `into`, and return the manifest.

    Raises:
        Refusal: as `read` does; "backup.damaged" naming the part that is not as it was written.
    """
    manifest = read(file)
    parts = manifest["parts"]
    assert isinstance(parts, dict), "read() has looked"
    with zipfile.ZipFile(file) as archive:
        for name, listed in parts.items():
            place = into / name
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(name) as source, place.open("wb") as kept:
                    found = _copy(source, kept)
                    kept.flush()
                    os.fsync(kept.fileno())
            except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as problem:
                raise Refusal("backup.damaged", file=file.name, part=name) from problem
            if found != listed:
                raise Refusal("backup.damaged", file=file.name, part=name)
    return manifest


def sync_folder(folder: Path) -> None:
    """Put on the disk which files a folder holds: a rename is not durable before that."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # the same parts make the same bytes: no time of day in them
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _copy(source: IO[bytes], target: IO[bytes]) -> Json:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        size += len(block)
        target.write(block)
    return {"sha256": digest.hexdigest(), "size": size}


def _sum(file: IO[bytes], size: int) -> str:
    """Return the SHA-256 of the first `size` bytes and stop behind them."""
    file.seek(0)
    digest = hashlib.sha256()
    while size and (block := file.read(min(size, _BLOCK))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()


def _inside(name: str) -> bool:
    """Say whether a part's name leads nowhere but into the folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
