"""A month's grants from the sheet to the ledger: what a clerk does, counted, and how long it takes.

The doors are the real ones: the sheet goes in by the console, everything else by the pages. Each
page that is opened, button that is pressed and field that is filled in is one action; seconds for
each are stated in docs/meetings.md (keystroke-level model: Card, Moran and Newell 1980).
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.burden import FILL, PAGE, PRESS
from jifen.core.hand import SHANGHAI
from jifen.core.report import Outcome
from jifen.cycles import commands as cycles
from jifen.ledger.models import Entry, Fact
from jifen.meetings.models import Meeting
from jifen.outcomes.queries import verify
from jifen.people.models import User
from jifen.publicity.models import Batch, Posting
from jifen.sheets.cells import Named
from jifen.sheets.facts import FactRow, FactsSheet
from jifen.sheets.rows import Origin
from tests.harness.figures import full_size, record
from tests.laws.town import EAST, Town, found

READ = 3
"""Seconds: a grant read in a list."""
LIMIT = 30 * 60
"""Seconds that the clerk has for three hundred grants."""
MONTH = dt.date(2025, 6, 1)


@dataclass
class Desk:
    """A browser of one person that counts what they do."""

    who: User
    seconds: int = 0
    actions: int = 0
    browser: Client = field(default_factory=lambda: Client(headers={"accept-language": "zh-CN"}))

    def __post_init__(self) -> None:
        self.browser.force_login(self.who)

    def do(self, kind: int, times: int = 1) -> None:
        self.seconds += kind * times
        self.actions += times

    def see(self, route: str, ref: object, **query: str) -> str:
        self.do(PAGE)
        answer = self.browser.get(reverse(route, args=[ref]), query)
        assert answer.status_code == 200, (route, answer.status_code)
        return answer.content.decode()

    def press(self, route: str, ref: object, fields: int = 0, **form: str) -> str:
        self.do(FILL, fields)
        self.do(PRESS)
        answer = self.browser.post(reverse(route, args=[ref]), form, follow=True)
        assert answer.status_code == 200, (route, answer.status_code)
        return answer.content.decode()


def clock(day: dt.date) -> None:
    cycles.move_clock(dt.datetime.combine(day, dt.time(9), SHANGHAI))


def row(who: str, n: int) -> FactRow:
    return FactRow(
        origin=Origin("0" * 64, "Sheet1", 4 + n),
        decision="",
        happened_on=MONTH + dt.timedelta(days=n % 20),
        unit=EAST,
        people=(Named(who),),
        item="A-2",
        measure=None,
        level="",
        department=False,
        points=Decimal("0.5"),
        reason=f"完成第{n}项工作。",
        matter="",
        evidence=f"试府办〔2025〕{n}号",
        duty_area="",
        remark="",
    )


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    settings.ALLOWED_HOSTS = ["testserver"]  # type: ignore[attr-defined]
    made = found()
    made.day = dt.date(2025, 6, 23)
    made.user("line-2", Role.LINE_OFFICE, made.area)
    return made


def test_a_clerk_takes_a_month_from_the_sheet_to_the_ledger_in_half_an_hour(town: Town) -> None:
    many = 300 if full_size() else 12
    names = ("张三稻", "李二麦", "王一禾")
    sheet = FactsSheet(
        "6月加分.xlsx", "0" * 64, tuple(row(names[n % 3], n) for n in range(many)), (), (), (), ()
    )
    clock(town.day)
    clerk, chair = Desk(town.users["clerk"]), Desk(town.users["head"])
    line = Desk(town.users["line"])

    # The sheet becomes drafts: one command, or one page that takes a file.
    clerk.do(PAGE)
    clerk.do(FILL)
    clerk.do(PRESS)
    report = claims.import_facts(town.area, sheet, hand=town.hand("clerk"), second=None)
    assert report.count(Outcome.ADDED) == many

    # The line office whose facts they are hands them in; the clerk verifies all of the list.
    line.see("claims", town.area.ref, kind="grant", state="draft")
    said = line.press("claims-together", town.area.ref, all="yes", kind="grant", state="draft")
    assert f"已办理{many}件" in said
    clerk.see("claims", town.area.ref, kind="grant", state="submitted")
    clerk.do(READ, many)
    said = clerk.press("claims-together", town.area.ref, all="yes", kind="grant", state="submitted")
    assert f"已办理{many}件" in said

    # One batch, one meeting.
    clerk.see("batches", town.area.ref)
    clerk.press("batch-gather", town.area.ref, 1, month="2025-06")
    batch = Batch.objects.get()
    clerk.see("meetings", town.area.ref)
    clerk.press(
        "meeting-new", town.area.ref, 3,
        name="6月领导小组会议", held_on="2025-06-23", chair=str(town.users["head"].ref),
    )  # fmt: skip
    meeting = Meeting.objects.get()
    clerk.press("meeting-step", meeting.ref, do="put", about=str(batch.ref))
    clerk.press("meeting-step", meeting.ref, 1, do="attend", user=str(town.users["member"].ref))
    clerk.press("meeting-step", meeting.ref, do="open")
    said = clerk.press(
        "meeting-step", meeting.ref, 3,
        **{"do": "vote", "point": "1", "for": "2", "against": "0", "abstained": "0"},
    )  # fmt: skip
    chair.see("meeting", meeting.ref)
    chair.press("meeting-step", meeting.ref, 1, do="conclude", point="1", decision="同意审定。")
    chair.press("batch-step", batch.ref, do="approve")
    clerk.press("meeting-step", meeting.ref, do="close")
    clerk.press("meeting-step", meeting.ref, do="minutes")

    # One publicity, one closing record, one entry into the ledger.
    clerk.see("batch", batch.ref)
    clerk.press("batch-step", batch.ref, 1, do="publish", audience="town", contact="镇纪委")
    posting = Posting.objects.get()
    assert posting.lines.count() == many
    clock(posting.until_on + dt.timedelta(days=1))
    page = clerk.see("posting", posting.ref)
    assert "办理公示结束" in page
    clerk.press("posting-end", posting.ref, do="close")
    said = clerk.press("posting-end", posting.ref, do="record")
    assert f"已办理{many}件" in said

    assert Fact.objects.count() == many
    assert set(Claim.objects.values_list("state", flat=True)) == {"recorded"}
    assert Entry.objects.filter(event="accept").values("event_key").distinct().count() == 1
    # What grows with the number of grants is their reading alone.
    fixed = clerk.seconds - READ * many
    whole = fixed + READ * 300
    record(
        "seconds a clerk takes for 300 grants of a month, sheet to ledger, by counted actions",
        n=clerk.actions,
        result=f"{whole} s of {LIMIT}",
    )
    assert fixed <= 10 * 60
    assert whole <= LIMIT
    if full_size():
        assert list(verify(town.area)) == []
