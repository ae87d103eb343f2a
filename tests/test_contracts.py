"""The import contracts of pyproject.toml hold, and each of them can catch."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

BREACHES = {
    "floors": ("chain/planted.py", "import jifen.people\n"),
    "core-alone": ("core/planted.py", "import yaml\n"),
    "second-opinion": ("core/plain_limits.py", "import jifen.core.months\n"),
    "first-opinion": ("core/limits.py", "import jifen.core.plain_calendar\n"),
    "sheets-alone": ("sheets/planted.py", "import django\n"),
    "rooms": ("cycles/models.py", "import jifen.cycles.commands\n"),
    "ledger-writers": ("outcomes/planted.py", "import jifen.ledger.commands\n"),
    "points-move-no-post": ("claims/planted.py", "import jifen.people.commands\n"),
    "doors-no-models": ("web/planted.py", "import jifen.claims.models\n"),
}
"""Contract id → the file that breaks it, and the line that does."""


def contracts() -> dict[str, str]:
    """Return the name of each contract by its id."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed: list[dict[str, str]] = read["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in listed}


def broken(tree: Path) -> set[str]:
    """Return the ids of the contracts that `tree` breaks."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    names = contracts()
    assert set(verdicts) == set(names.values()), done.stdout + done.stderr
    found = {key for key, name in names.items() if verdicts[name] == "BROKEN"}
    assert (done.returncode != 0) == bool(found)
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what import-linter reads, to be spoiled."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    only_python = shutil.ignore_patterns("static", "static-root", "templates", "__pycache__")
    shutil.copytree(ROOT / "jifen", tmp_path / "jifen", ignore=only_python)
    return tmp_path


def test_the_house_keeps_its_contracts(tree: Path) -> None:
    assert broken(tree) == set()


@pytest.mark.parametrize("contract", sorted(BREACHES))
def test_a_breach_is_caught_by_its_contract_and_no_other(tree: Path, contract: str) -> None:
    name, line = BREACHES[contract]
    file = tree / "jifen" / name
    file.write_text(line + (file.read_text("utf-8") if file.exists() else ""), "utf-8")
    assert broken(tree) == {contract}


def test_a_new_package_must_choose_its_floor(tree: Path) -> None:
    (tree / "jifen" / "attic").mkdir()
    (tree / "jifen" / "attic" / "__init__.py").touch()
    assert broken(tree) == {"floors"}


def test_every_contract_has_a_breach_that_shows_it_catches() -> None:
    assert set(BREACHES) == set(contracts())
