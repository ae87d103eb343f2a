"""A town's bundle is proved without Jifen, with the same verdict (R-52)."""

import ast
import json
import random
import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jifen.chain import blocks, bundle, canonical, seals
from jifen.chain.queries import faults
from tests.chain import test_tampering as forged
from tests.chain.test_tampering import NOON, RUBBISH, SEED, TAMPERS, TOWN, sql
from tests.harness.database import undone, walls_down
from tests.harness.figures import figure, record

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"
LEAST = {"seq": 0, "version": 0, "payload": "''::bytea", "at": "'1066-10-14'"}
N = figure(4, 40)

chain = forged.chain


def said(file: Path, *kept: Path) -> tuple[int, list[int], str]:
    """Run the verifier as a stranger does: its exit code, the rows it names, all it says."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(file), *map(str, kept)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    named = [int(number) for number in re.findall(r"^✘ #(\d+)", done.stdout, re.M)]
    return done.returncode, named, done.stdout + done.stderr


def written(folder: Path) -> Path:
    file = folder / "chain.zip"
    with file.open("wb") as out:
        bundle.write(TOWN, out)
    return file


def test_the_verifier_is_one_short_file_that_imports_the_standard_library_alone() -> None:
    text = VERIFIER.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        assert not isinstance(node, ast.ImportFrom) or node.module in sys.stdlib_module_names
    assert imported
    assert imported <= set(sys.stdlib_module_names)


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_sound_chain_is_proved_and_the_same_chain_is_the_same_bundle(tmp_path: Path) -> None:
    file = written(tmp_path)
    first = file.read_bytes()
    code, named, text = said(file)
    assert (code, named) == (0, []), text
    assert f"{forged.LENGTH} records" in text
    assert written(tmp_path).read_bytes() == first


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_head_that_claims_more_names_itself_and_asks_for_no_seals(tmp_path: Path) -> None:
    with undone(), walls_down():
        sql(f"UPDATE chain_head SET seq = {50 * 1000}")
        assert not list(blocks.faults(TOWN))
        code, named, text = said(written(tmp_path))
    assert (code, named) == (3, [forged.LENGTH]), text


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("how", TAMPERS)
def test_whatever_was_tampered_with_the_verdicts_agree(how: str, tmp_path: Path) -> None:
    dice = random.Random(f"{SEED} {how}")
    with undone(), walls_down():
        for _ in range(N):
            with undone():
                expected = TAMPERS[how](dice)
                ours = [fault.seq for fault in faults(TOWN)]
                code, theirs, text = said(written(tmp_path))
            assert code == 3, text
            assert theirs[0] == expected, text
            assert theirs == ours, text
    record(f"Chain, verified without Jifen: {how}", n=N, seed=SEED, result="the same rows named")


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("column", RUBBISH)
def test_a_cell_that_cannot_be_read_is_named_by_both(column: str, tmp_path: Path) -> None:
    with undone(), walls_down():
        value = RUBBISH[column] if forged.connection.vendor == "sqlite" else LEAST.get(column, "''")
        sql(f"UPDATE chain_record SET {column} = {value} WHERE seq = 17")
        first = next(faults(TOWN)).seq
        code, named, text = said(written(tmp_path))
    assert code == 3, text
    assert named[0] == first


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_town_without_records_and_a_chain_without_its_head_are_told_apart(tmp_path: Path) -> None:
    with undone(), walls_down():
        sql("DELETE FROM chain_head")
        assert said(written(tmp_path))[:2] == (3, [forged.LENGTH])
        sql("DELETE FROM chain_record")
        assert said(written(tmp_path))[0] == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no more", b"a thesis"])
def test_what_is_no_bundle_is_refused_without_a_traceback(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "chain.zip"
    file.write_bytes(content)
    code, _named, text = said(file)
    assert code == 2
    assert "Traceback" not in text


def processor_seconds_of_programs() -> float:
    """What the programs that were run have used: how busy the machine is plays no part in it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_large_chain_is_proved_in_seconds(tmp_path: Path) -> None:
    count, allowed = figure(5_000, 100_000), figure(5, 10)
    previous, at = canonical.GENESIS, canonical.instant(NOON)
    file = tmp_path / "large.zip"
    fields = [(name, forged.USUAL[name]) for name in forged.KINDS["fact"]]
    with zipfile.ZipFile(file, "w") as out:
        lines, sealed, rows, seal = [], list[str](), list[seals.Row](), canonical.GENESIS
        for seq in range(1, count + 1):
            data = canonical.payload("fact", [*fields[:-1], ("second", f"{seq:032x}")])
            digest = canonical.digest(data)
            previous = canonical.link(
                previous, town=TOWN, seq=seq, kind="fact", at=NOON, payload_digest=digest
            )
            row = [seq, "fact", 1, "sha256", data.hex(), digest, at, previous]
            lines.append(json.dumps(row))
            rows.append(seals.Row(seq, "fact", 1, "sha256", data, digest, NOON, previous))
            if seq % seals.SIZE == 0:
                seal = seals.block(seal, TOWN, seq // seals.SIZE, rows)
                sealed.append(json.dumps([seq // seals.SIZE, seal]))
                rows = []
        out.writestr("records.jsonl", "\n".join(lines))
        out.writestr("blocks.jsonl", "\n".join(sealed))
        out.writestr("roots.jsonl", "")
        head = {"format": bundle.FORMAT, "town": TOWN, "head": [count, previous, at]}
        out.writestr("manifest.json", json.dumps(head))
    began = processor_seconds_of_programs()
    code, _named, text = said(file)
    took = processor_seconds_of_programs() - began
    assert code == 0, text
    assert took <= allowed, took
    record(
        "Records proved without Jifen in at most 10 s of a processor", n=count, result="all held"
    )
