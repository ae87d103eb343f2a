"""What the commands promise of themselves."""

import ast
import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))


def pins(lock: Path) -> dict[str, str]:
    """Return name → the version and conditions pinned in a lock file."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\\\n]+)", lock.read_text(), re.MULTILINE))


def test_there_is_a_lock_for_running_building_and_testing() -> None:
    assert [lock.stem for lock in LOCKS] == ["build", "run", "test"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_versions_and_hashes_and_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    for block in filter(None, (block.strip() for block in blocks)):
        assert re.match(r"[a-z0-9._-]+==", block), block
        assert "--hash=sha256:" in block, block


def test_locks_agree_on_every_version_they_share() -> None:
    seen: dict[str, str] = {}
    for lock in LOCKS:
        for name, version in pins(lock).items():
            assert seen.setdefault(name, version.split(" ")[0]) == version.split(" ")[0], name


def test_every_dependency_of_the_package_is_in_the_run_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[\[<>=~ ]", one)[0].lower() for one in project["dependencies"]}
    assert wanted <= set(pins(ROOT / "requirements" / "run.lock"))


def test_the_assets_lock_names_hashes_and_no_registry() -> None:
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def test_the_scripts_need_only_the_standard_library() -> None:
    ours = {script.stem for script in SCRIPTS}
    for script in SCRIPTS:
        if script.stem == "catalogues":  # runs inside the environment that the others make
            continue
        for node in ast.walk(ast.parse(script.read_text("utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names | ours | {"__future__"}, (script.name, name)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_too_old_a_python_can_still_read_the_scripts_and_be_told(script: Path) -> None:
    assert ast.parse(script.read_text("utf-8"), feature_version=(3, 7))


def test_the_makefile_and_the_script_know_the_same_verbs() -> None:
    called = re.findall(r"bootstrap\.py (\w+)", (ROOT / "Makefile").read_text("utf-8"))
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "bootstrap.py"], capture_output=True, text=True
    )
    assert done.returncode == 2
    offered = re.search(r"\{(.*)\}", done.stderr)
    assert offered is not None
    assert sorted(offered.group(1).split(",")) == sorted(called)


@pytest.mark.parametrize(
    ("variable", "value"), [("PORT", "eighty"), ("PORT", "65536"), ("PORT", "0")]
)
def test_nonsense_is_refused_before_anything_is_done(variable: str, value: str) -> None:
    done = bootstrap("run", **{variable: value})
    assert done.returncode == 2
    assert value in done.stderr
    assert done.stdout == ""


def test_reset_says_what_it_removes_and_removes_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "jifen.sqlite3").write_bytes(b"x")
    done = bootstrap("reset", JIFEN_HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert str(home) in done.stdout
    assert not home.exists()
    assert bootstrap("reset", JIFEN_HOME=str(home)).returncode == 0


def test_reset_leaves_a_folder_alone_that_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    done = bootstrap("reset", JIFEN_HOME=str(tmp_path))
    assert done.returncode == 2
    assert (tmp_path / "thesis.docx").exists()


def test_running_moves_into_no_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    done = bootstrap("run", JIFEN_HOME=str(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.docx"]


def test_catalogues_compile_without_gettext_and_leave_out_the_doubtful(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entries = 'msgid "Ledger"\nmsgstr "积分台账"\n\n#, fuzzy\nmsgid "Claim"\nmsgstr "？"\n'
    (folder / "django.po").write_text(head + entries, "utf-8")
    command = [sys.executable, ROOT / "scripts" / "catalogues.py", tmp_path]
    subprocess.run(command, check=True)
    compiled = polib.mofile(str(folder / "django.mo"))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {"Ledger": "积分台账"}


def test_pages_show_only_icons_that_are_built() -> None:
    listed = (ROOT / "assets" / "icons.txt").read_text("utf-8").splitlines()
    built = [line for line in listed if line and not line.startswith("#")]
    assert built == sorted(set(built))
    pages = (ROOT / "jifen" / "web" / "templates").rglob("*.html")
    shown = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}
    assert shown
    assert shown - set(built) == set()


def test_without_root_one_sentence_says_what_to_install(machine: ModuleType) -> None:
    with pytest.raises(machine.Missing) as told:
        machine.need_packages(["chromium", "fonts-noto-cjk"], "run the whole of the tests")
    sentence = str(told.value)
    assert "\n" not in sentence
    assert "apt-get install --no-install-recommends chromium fonts-noto-cjk" in sentence


def test_a_python_without_venv_is_told_the_package_to_install(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(machine.Missing, match=r"python3\.\d+-venv"):
        machine.need_venv()


@pytest.mark.parametrize("version", [(3, 9), (3, 10), (3, 14)])
def test_a_wrong_python_is_told_which_ones_are_right(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(machine.sys, "version_info", (*version, 0))
    monkeypatch.setattr(machine.shutil, "which", lambda _: None)
    with pytest.raises(machine.Missing, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
        machine.use_a_right_python()


def test_every_missing_program_is_asked_for_at_once(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(machine.shutil, "which", lambda _: None)
    with pytest.raises(machine.Missing) as told:
        machine.need_for_tests()
    for package in ("chromium", "fonts-noto-cjk", "libreoffice-calc", "poppler-utils", "gcc"):
        assert package in str(told.value)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that looks the machine over, as someone who is not root runs it."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    module = importlib.import_module("machine")
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000)
    return module


def bootstrap(verb: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run one verb of the script in this Python, with `environment` on top of ours."""
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "bootstrap.py", verb],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
