"""Settings: one table, read once, and nonsense refused at the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from jifen.settings import TABLE

GOOD_KEY = "k" * 40


def start(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, and print what they came to."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    code = (
        "from jifen import settings as s; d = s.DATABASES['default'];"
        "print(d['ENGINE'], d.get('HOST', ''), d['NAME'], len(s.SECRET_KEY), s.HTTPS)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**keep, "JIFEN_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JIFEN_DEBUG", "yes"),
        ("JIFEN_HTTPS", "true"),
        ("JIFEN_HOSTS", "*"),
        ("JIFEN_HOSTS", " , "),
        ("JIFEN_SESSION_MINUTES", "30m"),
        ("JIFEN_SESSION_MINUTES", "1"),
        ("JIFEN_SESSION_MINUTES", "９０"),
        ("JIFEN_SECRET_KEY", "short"),
        ("JIFEN_SECRET_KEY_FILE", "/nowhere/key"),
        ("JIFEN_FONTS", "/nowhere/fonts"),
        ("DATABASE_URL", "mysql://a@b/c"),
        ("DATABASE_URL", "postgresql://a@b"),
    ],
)
def test_nonsense_is_refused_at_the_start_and_names_its_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    ended = start(tmp_path, **{name: value})
    assert ended.returncode != 0
    assert "ImproperlyConfigured" in ended.stderr
    assert name.removesuffix("_FILE") in ended.stderr.splitlines()[-1]


def test_defaults_run_without_anything_set(tmp_path: Path) -> None:
    ended = start(tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("jifen.custody.sqlite")


def test_a_secret_comes_from_the_variable_or_from_a_file_but_not_from_both(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(GOOD_KEY + "\n", encoding="utf-8")
    assert "40" in start(tmp_path, JIFEN_SECRET_KEY=GOOD_KEY).stdout.split()
    assert "40" in start(tmp_path, JIFEN_SECRET_KEY_FILE=str(file)).stdout.split()
    both = start(tmp_path, JIFEN_SECRET_KEY=GOOD_KEY, JIFEN_SECRET_KEY_FILE=str(file))
    assert both.returncode != 0
    assert "both set" in both.stderr


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    kept = tmp_path / "secret-key"
    first = kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert start(tmp_path).returncode == 0
    assert kept.read_text(encoding="utf-8") == first


def test_a_database_url_chooses_postgresql_with_what_it_escapes(tmp_path: Path) -> None:
    url = "postgresql://office:p%40ss@db.example:6432/jifen"
    engine, host, name, *_rest = start(tmp_path, DATABASE_URL=url).stdout.split()
    assert (engine, host, name) == ("django.db.backends.postgresql", "db.example", "jifen")


def test_every_variable_is_one_row_and_no_other_is_read() -> None:
    source = Path(settings.ROOT / "settings.py").read_text(encoding="utf-8")
    names = {row.name for row in TABLE}
    assert len(names) == len(TABLE)
    assert all(row.help for row in TABLE)
    read = {line.split('"')[1] for line in source.splitlines() if '_read("' in line}
    read |= {line.split('"')[1] for line in source.splitlines() if '_flag("' in line}
    assert read <= names
    elsewhere = [
        path
        for path in (settings.ROOT).rglob("*.py")
        if path.name != "settings.py" and "os.environ[" in path.read_text(encoding="utf-8")
    ]
    assert elsewhere == []
