"""The demo town's second cycle to its end, by the commands that people use, in the demo's words."""

import contextlib
import io
import json

from jifen.claims.models import Claim
from jifen.console import verbs
from jifen.console.demo import Story
from jifen.console.main import DONE

CYCLE, POOL = "2025-2026", 210_000_00
WHY = "任职履责认真，群众公认，经镇党委集体研究予以推荐。"
CLAIMED = """
clock 2026-03-02T10:00
{D-01} verify clerk1, approve member, publicise clerk1
{H-05} approve member, publicise clerk1
{E-02} publicise clerk1
clock 2026-03-20T10:00
{D-01} record clerk1
{H-05} record clerk1
{E-02} record clerk1
{F-02} record clerk1
"""
CLOSED = f"""
clock 2026-08-12T09:00
close --cycle {CYCLE} --as head --with clerk1 --contact 镇积分办，电话0000-0000000
TALKS {CYCLE} 2026-08-12
RESULTS {CYCLE} {POOL // 100} 2026-08-12
clock 2026-08-27T09:00
results do confirm --cycle {CYCLE} --reason 公示期间没有收到异议 --as clerk1
results do draw --cycle {CYCLE} --as clerk1
MEETING 镇党委荐贤会议 2026-08-27
"""


def said(*words: str) -> object:
    """Run one command line that must succeed; return what it gave."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = verbs.run([*words, "--json"])
    assert code == DONE, words
    return json.loads(printed.getvalue())


def tell() -> None:
    """Finish the claims, close, talk, decide on the results, choose, and issue every paper."""
    story = Story(verbs.run, quiet=True)
    claims = {one.item: str(one.ref) for one in Claim.objects.exclude(state="draft")}
    for line in CLAIMED.split("\n"):
        item, _space, steps = line.partition(" ")
        if not item.startswith("{"):
            _take(story, line)
            continue
        for step in steps.split(", "):
            action, login = step.split()
            _take(story, f"claim step {claims[item.strip('{}')]} {action} --as {login}")
    for line in CLOSED.split("\n"):
        _take(story, line)
    shown = said("results", "show", "--cycle", CYCLE, "--as", "clerk1")
    assert isinstance(shown, dict)
    for one in shown["shortlists"]:
        if one["drawn"]:
            of = ["--cycle", CYCLE, "--list", one["code"]]
            chosen = [word for code in one["drawn"][:2] for word in ("--choose", f"{code}={WHY}")]
            said("results", "do", "choose", *of, *chosen, "--as", "committee")
            said("results", "do", "recommend", *of, "--as", "clerk1")


def _take(story: Story, line: str) -> None:
    if line:
        assert story.take(line) == DONE, line
