"""A closed cycle's results by the terminal: shown, counted, proposed, decided, publicised."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.meeting import PointKind
from jifen.cycles import commands as clocks
from jifen.results import counting, queries
from jifen.rulebook.queries import rulebook
from jifen.sheets import forms
from tests.records.results_town import LISTS, RESULTS, VOTED, closed, decided, meet, town, waits
from tests.records.town import Town

pytestmark = pytest.mark.django_db


def run(
    capsys: pytest.CaptureFixture[str], small: Town, who: str, *words: str
) -> tuple[int, dict[str, object]]:
    """Run a line as somebody of the town; return its code and what it gave as JSON."""
    login = small.users[who].login
    code = verbs.run([*words, "--cycle", small.cycle.name, "--as", login, "--json"])
    said = capsys.readouterr().out
    return code, json.loads(said) if said.strip() else {}


def test_results_go_their_way_by_the_terminal(
    capsys: pytest.CaptureFixture[str],
    settings: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    small = town(results=VOTED)
    for name, amount in (("甲一", "9"), ("甲二", "6"), ("甲三", "5"), ("甲四", "4"), ("乙一", "3")):
        small.fact(name, "A-1", amount, small.cycle.starts_on)
    small.fact("乙二", "A-1", "2", small.cycle.starts_on)
    closed(small)
    clocks.move_clock(small.hand("clerk").at)
    rules = rulebook(small.cycle.version)
    asked = counting.of(rules, "democratic")
    form = counting.form(rules, asked, queries.people(small.cycle), queries.units(small.area))
    rows = tuple((*row[:3], "10", "8", "1", "0", "1") for row in form.rows)
    file = tmp_path / "票.xlsx"
    filled = dataclasses.replace(form, rows=rows)
    file.write_bytes(forms.render((filled,), title="票", date=small.today))

    def does(who: str, *words: str) -> dict[str, object]:
        code, gave = run(capsys, small, who, *words)
        assert code == DONE, words
        return gave

    counted = does("clerk", "results", "count", "democratic", str(file), "--paper", "1号")
    does("member", "results", "do", "confirm-count", "--key", str(counted["key"]))
    does("clerk", "results", "do", "propose", "--pool", "10000")
    shown = does("clerk", "results", "show")
    assert shown["state"] == "proposed"
    assert shown["open"] == []
    assert shown["pool"] == 10_000_00
    assert run(capsys, small, "committee", "results", "do", "decide")[0] == REFUSED
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    one = small.code("甲一")
    why = f"{one}=competent:会议研究认为群众反映突出，评为称职。"
    does("committee", "results", "do", "decide", "--depart", why)
    does("clerk", "results", "do", "post", "--contact", "示例镇纪委 0000")
    posted = queries.course(small.cycle).posted
    assert posted is not None
    assert posted.until_on is not None
    small.today = posted.until_on + dt.timedelta(days=1)
    clocks.move_clock(small.hand("clerk").at)
    does("clerk", "results", "do", "confirm", "--reason", "没有收到异议。")
    shown = does("auditor", "results", "show")
    assert shown["state"] == "standing"
    people = {row["code"]: row for row in shown["people"]}  # type: ignore[attr-defined]
    assert people[one]["grade"] == "competent"


def test_a_shortlist_is_drawn_and_chosen_from_by_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    small = town(results=RESULTS + LISTS)
    small.fact("甲一", "A-1", "9", small.cycle.starts_on)
    closed(small)
    decided(small)
    clocks.move_clock(small.hand("clerk").at)

    def does(who: str, *words: str) -> tuple[int, dict[str, object]]:
        return run(capsys, small, who, "results", *words)

    one = small.code("甲一")
    chosen = ("--list", "honour", "--choose", f"{one}=群众公认，工作实绩突出，予以推荐。")
    assert does("committee", "do", "choose", *chosen)[0] == REFUSED
    assert does("clerk", "do", "draw")[0] == DONE
    meet(small, *[one for one in waits(small, PointKind.CONSEQUENCE) if "名单" in one.title])
    assert does("committee", "do", "choose", *chosen)[0] == DONE
    assert does("clerk", "do", "recommend", "--list", "honour")[0] == DONE
    honour, reserve = does("clerk", "show")[1]["shortlists"]  # type: ignore[misc]  # two of JSON
    assert (honour["drawn"], list(honour["chosen"])) == ([one], [one])
    assert reserve["chosen"] is None
