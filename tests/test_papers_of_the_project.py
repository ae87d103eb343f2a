"""What the papers of the project say is so: links lead somewhere, commands parse, tables are fresh.

Nothing here needs the database.
"""

import importlib
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.utils import translation

from jifen import terms
from jifen.console import verbs
from jifen.core.access import Role
from jifen.core.policy import ACTIONS, COMMANDS, ROUTES
from jifen.core.workflow import State
from jifen.settings import TABLE
from scripts.drawn_tables.tables import DRAWN, TABLES, redraw

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "docs" / "decisions"
CATALOGUE = ROOT / "jifen" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MADE_BY_FULL = "docs/figures.md"

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OTHER_PROGRAMS = {"export", "git", "pg_dump", "python3", "rsync", "sqlite3", ".venv/bin/python"}
"""Programs, not ours, that the papers may tell somebody to run."""

PARTS = ["Context", "Decision", "Cost", "What would change our mind"]

# Written with a dot inside, so that this file does not hold what it looks for.
HOSTS = "py·pi.org python·hosted.org np·mjs.org np·mmirror yarn·pkg tuna.tsing·hua"
PLACES = "/wo·rk/ /ro·ot/ /tm·p/"
WORDS = "A·I L·LM G·PT Chat·G·PT Clau·de TO·DO FIX·ME X·XX"


def _joined(dotted: str) -> list[str]:
    return [re.escape(word.replace("·", "")) for word in dotted.split()]


FORBIDDEN = re.compile(
    "|".join([*_joined(HOSTS), *_joined(PLACES), *(rf"\b{word}\b" for word in _joined(WORDS))])
)


def tracked() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Every file of the repository that is text: its name and what it says."""
    for path in tracked():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


PAGES = sorted(path for path in tracked() if path.suffix == ".md")
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def links(page: Path) -> list[str]:
    found: list[str] = LINK.findall(without_code(page.read_text("utf-8")))
    return [link for link in found if "://" not in link]


def anchors(page: Path) -> set[str]:
    """The names by which one may point at a page's headings."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def command_lines(page: Path) -> list[str]:
    """The lines of a page's blocks marked sh."""
    blocks = FENCE.findall(page.read_text("utf-8"))
    return [line for mark, body in blocks if mark == "sh" for line in body.splitlines() if line]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def table_rows(text: str) -> Iterator[list[str]]:
    """The rows of every table in a page, without heads."""
    lines = text.splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("|") and before.startswith("|") and set(line) - set("|- "):
            yield [cell.strip() for cell in line.strip("|").split("|")]


# ------------------------------------------------------------------ links
@PAGE
def test_every_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    for link in links(page):
        name, _hash, anchor = link.partition("#")
        goal = (page.parent / name).resolve() if name else page
        assert goal.exists(), f"{link}: no such file"
        if anchor:
            assert anchor in anchors(goal), f"{link}: no such heading"


def test_every_page_of_docs_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        goals = ((page.parent / link.partition("#")[0]).resolve() for link in links(page))
        waiting += [goal for goal in goals if goal.suffix == ".md" and goal.is_file()]
    generated = ROOT / MADE_BY_FULL
    assert set((ROOT / "docs").rglob("*.md")) - reached - {generated} == set()


def test_every_file_of_ours_that_is_named_exists() -> None:
    named = re.compile(
        r"(?<![\w./-])(?:docs|tests|scripts|jifen|examples|assets|requirements)"
        r"/[\w./-]*\w\.(?:md|py|png|yaml|json|lock|css|csv|typ|xlsx)\b"
    )
    missing = {
        (where, name)
        for where, text in texts()
        for name in named.findall(text)
        if name != MADE_BY_FULL and not (ROOT / name).exists()
    }
    assert missing == set()


# ------------------------------------------------------------------ commands
@PAGE
def test_every_command_line_is_one_that_can_be_typed(page: Path) -> None:
    parser = verbs.parser()
    for line in command_lines(page):
        words = shlex.split(line)
        while re.match(r"[A-Z_]+=", words[0]):
            words.pop(0)
        program = words.pop(0)
        if program == "make":
            assert words, line
            assert set(words) <= targets(), line
        elif program == ".venv/bin/jifen":
            try:
                parser.parse_args(words)
            except SystemExit:
                pytest.fail(f"jifen does not take: {line}")
        else:
            assert program in OTHER_PROGRAMS, line


def test_a_command_line_that_jifen_does_not_take_is_caught() -> None:
    with pytest.raises(SystemExit):
        verbs.parser().parse_args(["close", "--as", "li"])  # a close takes two


@PAGE
def test_every_verb_and_target_named_in_passing_exists(page: Path) -> None:
    words = {row.words for row in verbs.table()}
    prose = FENCE.sub("", page.read_text("utf-8"))
    for first, second in re.findall(r"`(?:\.venv/bin/)?jifen ([a-z-]+)(?: ([a-z]+))?", prose):
        assert words & {first, f"{first} {second}"}, f"jifen {first} {second}"
    for target in re.findall(r"`make ([a-z]+)`", prose):
        assert target in targets(), f"make {target}"


def test_both_readmes_name_the_same_commands_and_lead_to_the_same_places() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert command_lines(english) == command_lines(chinese) == ["make run", "make test"]
    each_other = {"README.md", "README.zh-CN.md"}
    assert set(links(english)) - each_other == set(links(chinese)) - each_other
    assert "docs/pictures/standings.png" in links(english)


# ------------------------------------------------------------------ tables drawn from the code
@PAGE
def test_the_tables_drawn_from_the_code_are_fresh(page: Path) -> None:
    text = page.read_text("utf-8")
    assert redraw(text) == text, "stale: run .venv/bin/python -m scripts.drawn_tables"


def test_every_table_is_drawn_once_and_a_stale_one_is_seen() -> None:
    drawn = [name for page in PAGES for _, name, _ in DRAWN.findall(page.read_text("utf-8"))]
    assert sorted(drawn) == sorted(TABLES)
    stale = "<!-- drawn: settings -->\n| nothing |\n<!-- /drawn -->"
    assert redraw(stale) != stale


def test_the_drawn_tables_leave_nothing_out() -> None:
    for name, wanted in {
        "settings": [row.name for row in TABLE],
        "commands": [row.words for row in verbs.table()],
        "policy": [*ACTIONS, *ROUTES, *COMMANDS],
        "grant": ["submit", "verify", "approve", "publicise", "record"],
        "deduction": ["propose", "take-up", "notice", "answer", "reply", "decide", "serve"],
    }.items():
        drawn = TABLES[name]()
        assert [each for each in wanted if each not in drawn] == [], name


def test_every_setting_that_the_papers_name_exists() -> None:
    known = {row.name for row in TABLE} | {f"{row.name}_FILE" for row in TABLE if row.secret}
    for page in PAGES:
        named = set(re.findall(r"\b(?:JIFEN|DATABASE)_[A-Z_]+\b", page.read_text("utf-8")))
        assert named <= known, page.name


def test_the_floors_are_told_as_the_contract_has_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "floors")
    named = [name.strip(" ()") for layer in reversed(layers) for name in layer.split("|")]
    standing = {name for name in named if list((ROOT / "jifen").glob(f"{name}*"))}
    order = ["core", "sheets"] + [n for n in named if n in standing - {"core", "sheets"}]
    for page in (ROOT / "CONTRIBUTING.md", DECISIONS / "0001-nouns-stacked.md"):
        paragraphs = page.read_text("utf-8").split("\n\n")
        told = next(p for p in paragraphs if "`core` · `sheets`" in p)
        chain = told[told.index("`core` · `sheets`") :].split("`urls`")[0] + "`urls`"
        assert re.findall(r"`([a-z]+)`", chain) == order, page.name


# ------------------------------------------------------------------ glossary
def resolve(path: str) -> object:
    """What an identifier below `jifen.` means.

    Raises:
        AttributeError: it means nothing.
    """
    thing: object = importlib.import_module("jifen")
    for name in path.split("."):
        if isinstance(thing, ModuleType) and not hasattr(thing, name):
            try:
                thing = importlib.import_module(f"{thing.__name__}.{name}")
            except ModuleNotFoundError:
                raise AttributeError(path) from None
        else:
            thing = getattr(thing, name)
    return thing


def glossary() -> list[list[str]]:
    rows = list(table_rows((ROOT / "docs" / "glossary.md").read_text("utf-8")))
    assert len(rows) > 80
    return rows


def test_every_identifier_of_the_glossary_exists() -> None:
    for term, chinese, identifier, *_ in glossary():
        assert term, identifier
        assert re.search(r"[一-鿿]", chinese), term
        resolve(identifier.strip("`"))


def test_an_identifier_that_does_not_exist_is_caught() -> None:
    for path in ("core.access.Role.EMPEROR", "ledger.nowhere", "nobody.models.Cadre"):
        with pytest.raises(AttributeError):
            resolve(path)


def test_roles_and_states_are_called_in_the_glossary_what_the_screen_calls_them() -> None:
    chinese = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    told = {identifier.strip("`"): (term, zh) for term, zh, identifier, *_ in glossary()}
    shown: dict[str, str] = {}
    with translation.override("en"):
        for role in Role:
            shown[f"core.access.Role.{role.name}"] = str(terms.ROLES[role])
        for state in State:
            shown[f"core.workflow.State.{state.name}"] = str(terms.STATES[state])
    for identifier, term in shown.items():
        assert told[identifier] == (term, chinese[term])


# ------------------------------------------------------------------ decisions
def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_decisions_are_numbered_without_gap_or_double() -> None:
    numbers = [int(page.name[:4]) for page in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_says_context_decision_cost_and_what_would_change_our_mind() -> None:
    for page in decisions():
        text = page.read_text("utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert [head for head in heads if head in PARTS] == PARTS, page.name


def test_the_index_of_decisions_names_each_by_its_title() -> None:
    index = (DECISIONS / "README.md").read_text("utf-8")
    for page in decisions():
        title = page.read_text("utf-8").splitlines()[0].split(". ", 1)[1]
        assert f"| [{page.name[:4]}]({page.name}) | {title} |" in index


def test_every_dependency_argues_its_case() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    argued = (DECISIONS / "0012-dependencies.md").read_text("utf-8")
    for one in project["dependencies"]:
        name = re.split(r"[\[<>=~ ]", one)[0]
        assert re.search(rf"^\| [^|]+ \| {re.escape(name)}\b", argued, re.MULTILINE), name


# ------------------------------------------------------------------ changelog
def test_the_changelog_tells_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## \[(.+?)\]", changes, re.MULTILINE)[0] == project["version"]
    kinds = set(re.findall(r"^### (\w+)$", changes, re.MULTILINE))
    assert kinds & {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


# ------------------------------------------------------------------ what stands nowhere
def test_no_file_names_a_registry_a_machine_or_unfinished_work() -> None:
    found = [(where, hit[0]) for where, text in texts() for hit in FORBIDDEN.finditer(text)]
    assert found == []


@pytest.mark.parametrize("planted", [*_joined(HOSTS), *_joined(PLACES), *_joined(WORDS)])
def test_each_of_them_would_be_found(planted: str) -> None:
    assert FORBIDDEN.search(f"see {planted.replace(chr(92), '')} there")


def test_no_module_is_named_for_a_technique() -> None:
    attics = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "misc"}
    assert {path.stem for path in tracked() if path.suffix == ".py"} & attics == set()
