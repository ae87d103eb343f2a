"""Damaged files: every one is read or refused in a sentence, and none ends the process."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jifen.sheets import parser
from jifen.sheets.facts import read_facts
from jifen.sheets.problems import SheetProblem
from jifen.sheets.workbook import read

HERE = Path(__file__).parent


def greedy() -> bytes:
    """An .xls in which two changed bytes make the value reader ask for endless memory."""
    content = bytearray((HERE / "office.xls").read_bytes())
    content[4436], content[4354] = 40, 135
    return bytes(content)


def test_a_file_that_asks_for_all_memory_is_refused_and_we_live_on() -> None:
    with pytest.raises(SheetProblem) as caught:
        read(greedy(), "表.xls")
    assert caught.value.code == "file.damaged"


def test_without_a_process_of_its_own_that_file_would_have_ended_ours() -> None:
    program = (
        "import io, sys, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
        "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        "from python_calamine import CalamineWorkbook as W;"
        "W.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0).to_python()"
    )
    died = subprocess.run([sys.executable, "-c", program], input=greedy(), capture_output=True)
    assert died.returncode == -signal.SIGABRT


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "_SECONDS", 0.001)
    with pytest.raises(SheetProblem) as caught:
        read(HERE / "office.xlsx")
    assert caught.value.code == "file.damaged"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_no_damage_leads_to_anything_but_a_sentence(kind: str) -> None:
    whole = (HERE / f"office.{kind}").read_bytes()
    draw = random.Random(20240801)
    outcomes, mended = set(), set()
    for _ in range(40):
        content = bytearray(whole)
        for _ in range(draw.choice((1, 3, 30))):
            content[draw.randrange(len(content))] = draw.randrange(256)
        if draw.random() < 0.3:
            del content[draw.randrange(len(content)) :]
        try:
            read_facts(read(bytes(content), f"表.{kind}"))
        except SheetProblem as problem:
            outcomes.add(problem.code)
            mended.add("请" in problem.sentence)
        else:
            outcomes.add("read")
    assert "file.damaged" in outcomes
    assert mended == {True}
