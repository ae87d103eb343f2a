"""What the console writes for those outside."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from jifen.chain import outside
from jifen.console.main import DONE, REFUSED, UNPROVED
from tests.console.test_verbs import TOWN, run
from tests.console.test_verbs import town as town_of_verbs

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"

town = town_of_verbs


def test_a_bundle_is_written_once_and_proved_without_jifen(
    town: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "chain.zip"
    code, said, _err = run(capsys, f"bundle {out} --as head")
    assert code == DONE
    assert out.name in said
    done = subprocess.run([sys.executable, VERIFIER, out], capture_output=True, text=True)
    assert done.returncode == 0
    assert TOWN in done.stdout
    before = out.read_bytes()
    code, _out, err = run(capsys, f"bundle {out} --as head")
    assert code == REFUSED
    assert out.name in err
    assert run(capsys, f"bundle {out} --as head --force")[0] == DONE
    assert out.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [out.name]


def test_an_administrator_takes_no_bundle(
    town: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "account add keeper keeper")
    run(capsys, f"role grant keeper system {TOWN} --from 2020-01-01")
    code, _out, err = run(capsys, f"bundle {tmp_path / 'chain.zip'} --as keeper")
    assert code == REFUSED
    assert "keeper" in err
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_goes_outside_and_verify_says_what_it_does_not_cover(
    town: None,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, _out, err = run(capsys, "checkpoint")
    assert code == REFUSED
    assert "JIFEN_CHECKPOINTS" in err
    assert "从未送出过校验点" in run(capsys, "verify --as head")[1]
    settings.HOME, settings.CHECKPOINTS = tmp_path / "home", tmp_path / "share"
    settings.HOME.mkdir()
    settings.CHECKPOINTS.mkdir()
    code, _out, err = run(capsys, "checkpoint")
    assert code == REFUSED
    assert "同一设备" in err
    monkeypatch.setattr(outside, "device", lambda place: len(place.name))
    assert run(capsys, "checkpoint")[0] == DONE
    assert len(list(settings.CHECKPOINTS.iterdir())) == 1
    code, said, _err = run(capsys, "verify --quick --as head")
    assert code == DONE
    assert "0条记录，距上一个校验点0小时" in said


def test_a_receipt_holds_for_its_record_and_for_no_other(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(run(capsys, "verify --as head --json")[1])
    receipt = f"receipt verify {told['records']} {told['head'][:16]} --as head"
    code, said, _err = run(capsys, receipt)
    assert code == DONE
    assert "与回执一致" in said
    assert run(capsys, receipt.replace(told["head"][:16], told["head"].upper()))[0] == DONE
    other = "".join(f"{15 - int(digit, 16):x}" for digit in told["head"][:16])
    assert run(capsys, receipt.replace(told["head"][:16], other))[0] == UNPROVED
    assert run(capsys, f"receipt verify 999 {told['head'][:16]} --as head")[0] == UNPROVED
    code, _out, err = run(capsys, receipt.replace(told["head"][:16], told["head"][:15]))
    assert code == REFUSED
    assert "16" in err
