"""A month by the terminal: agenda and votes, the batch, objections and their ruling, the sample."""

import datetime as dt
import json
from pathlib import Path

import pytest

from jifen.claims.models import Claim
from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.hand import SHANGHAI
from jifen.core.workflow import Action
from jifen.cycles import commands as cycles
from jifen.publicity import commands as publicity
from jifen.publicity.kinds import Audience
from jifen.publicity.models import Posting, PostingLine
from tests.harness.kept import once
from tests.laws.town import Town, found

DAY = dt.date(2025, 6, 3)
NAME = "6月领导小组会议"


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    made = once(found)
    stand(made, DAY)
    return made


def stand(town: Town, day: dt.date) -> None:
    town.day = day
    cycles.move_clock(dt.datetime.combine(day, dt.time(18), SHANGHAI))


def run(
    capsys: pytest.CaptureFixture[str], town: Town, who: str, *words: str
) -> tuple[int, dict[str, object]]:
    """Run a line as somebody of the town; return its code and what it gave as JSON."""
    login = town.users[who].login
    code = verbs.run([*words, "--as", login, "--json"])
    said = capsys.readouterr().out
    return code, json.loads(said) if said.strip() else {}


def test_a_month_goes_from_its_batch_to_the_ledger_by_the_terminal(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("张三稻", "李二麦"):
        claim = town.draft("line", "A-2", name)
        town.walk(claim, ("line", Action.SUBMIT), ("clerk", Action.VERIFY))
    logins = {who: town.users[who].login for who in ("head", "member")}

    def does(who: str, *words: str) -> dict[str, object]:
        code, gave = run(capsys, town, who, *words)
        assert code == DONE, words
        return gave

    assert does("clerk", "batch", "2025-06", "gather")["stage"] == "gathered"
    pull = ("batch", "2025-06", "pull", "--reason", "材料待补充，另行办理。")
    assert run(capsys, town, "clerk", *pull, "--claim", str(town.area.ref))[0] == REFUSED
    does(
        "clerk", "meeting", "convene", NAME, "--on", str(DAY),
        "--chair", logins["head"], "--there", logins["member"],
    )  # fmt: skip
    assert does("clerk", "batch", "2025-06", "table", "--meeting", NAME)["stage"] == "tabled"
    does("clerk", "meeting", "do", NAME, "put", "--title", "其他事项")
    does("clerk", "meeting", "do", NAME, "open")
    does("clerk", "meeting", "do", NAME, "vote", "--point", "1", "--votes", "2", "0", "0")
    refused = run(
        capsys, town, "clerk", "meeting", "do", NAME, "conclude", "--point", "1", "--text", "同意。"
    )
    assert refused[0] == REFUSED, "the clerk never says what was decided"
    does("head", "meeting", "do", NAME, "conclude", "--point", "1", "--text", "同意审定。")
    assert does("head", "batch", "2025-06", "approve")["refused"] == {}
    does("clerk", "meeting", "do", NAME, "close")
    assert does("clerk", "meeting", "do", NAME, "minutes")["state"] == "closed"
    gave = does("clerk", "batch", "2025-06", "publish", "--contact", "镇纪委")
    assert gave["stage"] == "posted"

    posting = Posting.objects.get()
    line = PostingLine.objects.select_related("posting__town", "claim__town").first()
    assert line is not None
    one = publicity.object_to(line, "这件事时间不对。", hand=town.hand("supervision"))
    early = run(capsys, town, "clerk", "posting", "end", str(posting.ref))
    assert early[0] == REFUSED
    words = ("objection", "rule", str(one.ref), "dismissed", "--reason", "经核查，情况属实。")
    assert run(capsys, town, "clerk", *words)[0] == REFUSED
    does("discipline", *words)
    stand(town, posting.until_on + dt.timedelta(days=1))
    does("clerk", "posting", "end", str(posting.ref), "--record")
    assert set(Claim.objects.values_list("state", flat=True)) == {"recorded"}
    assert does("clerk", "batch", "2025-06", "show")["stage"] == "recorded"

    stand(town, dt.date(2025, 7, 2))
    drawn = does("discipline", "recheck", "2025-06")
    assert drawn["population"] == 2
    assert drawn["drawn"] == does("clerk", "recheck", "2025-06")["drawn"]
    (one_drawn,) = drawn["drawn"]  # type: ignore[misc]  # a list, as JSON said it
    found = (
        "recheck-result",
        "2025-06",
        str(one_drawn),
        "right",
        "--reason",
        "现场核对，情况属实。",
    )
    assert run(capsys, town, "clerk", *found)[0] == REFUSED, "who verified it looks at it no more"
    assert does("discipline", *found)["result"] == "right"
    assert run(capsys, town, "discipline", *found)[0] == REFUSED


def test_by_the_terminal_one_grant_is_publicised_and_objected_to(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = town.draft("line", "A-2", "张三稻")
    way = (("line", Action.SUBMIT), ("clerk", Action.VERIFY), ("member", Action.APPROVE))
    town.walk(claim, *way)
    code, gave = run(capsys, town, "clerk", "claim", "step", str(claim.ref), "publicise")
    assert (code, gave["state"]) == (DONE, "publicised")
    posting = Posting.objects.get()
    there = ("posting", "object", str(posting.ref), str(claim.ref))
    code, first = run(capsys, town, "supervision", *there, "这件事时间不对。")
    assert code == DONE
    assert run(capsys, town, "supervision", *there, "这件事时间不对。")[1] == first
    by_phone = ("这件事不是他做的。", "--way", "phone", "--reporter", "村民")
    assert run(capsys, town, "clerk", *there, *by_phone)[0] == REFUSED
    assert run(capsys, town, "discipline", *there, *by_phone)[0] == DONE
    words = ("claim", "step", str(claim.ref), "dismiss", "--reason", "经核查，情况属实。")
    assert run(capsys, town, "head", *words)[0] == REFUSED, "objections are ruled on one by one"
    assert (
        run(capsys, town, "supervision", *there[:3], str(posting.ref), "不对不对不对")[0] == REFUSED
    )


def test_the_lists_print_what_there_is(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    claim = town.draft("line", "A-2", "张三稻")
    way = (("line", Action.SUBMIT), ("clerk", Action.VERIFY), ("member", Action.APPROVE))
    town.walk(claim, *way)
    made = publicity.post(
        town.area, [claim.ref], audience=Audience.TOWN, contact="镇纪委",
        hand=town.hand("clerk"),
    )  # fmt: skip
    line = PostingLine.objects.select_related("posting__town", "claim__town").get()
    publicity.object_to(line, "这件事时间不对。", hand=town.hand("supervision"))
    for words, wanted in (
        (("posting", "list"), str(made.ref)),
        (("objection", "list"), "这件事时间不对。"),
        (("meeting", "list"), ""),
    ):
        code = verbs.run([*words, "--as", town.users["discipline"].login])
        said = capsys.readouterr().out
        assert code == DONE
        assert wanted in said
        assert town.users["supervision"].name not in said
