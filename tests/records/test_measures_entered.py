"""Whatever an item asks for can be entered: by a file, as a claim, and on the form."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from jifen.claims.queries import words
from jifen.core.circumstances import Finder
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.report import Outcome
from jifen.core.shapes import Level
from jifen.ledger.models import Entry, Fact
from jifen.rulebook.queries import rulebook
from jifen.sheets import cells
from jifen.sheets.cells import Bad
from jifen.web.forms import SCORE, ClaimForm
from tests.laws.oracle import broken
from tests.laws.town import EAST, Town, fact, found

NOW = dt.date(2025, 3, 3)
Z = "张三稻"
EARLIER = dt.date(2025, 2, 20)
ENTERED = {
    "finder and reminder": (
        "M-1", (Z,), Measures(finder=Finder.SUPERIOR, reminded_on=EARLIER), {Z: -4_00},
    ),
    "found by themselves": (
        "M-1", (Z,), Measures(finder=Finder.SELF, reminded_on=EARLIER), {Z: -1_00},
    ),
    "no reminder": ("M-1", (Z,), Measures(finder=Finder.TOWN), {}),
    "a village's own item": (
        "M-2", (), Measures(chosen=Centipoints(2_00), village_item="庭院评比"),
        {EAST: 2_00, "王一禾": 2_00, "李二麦": 2_00, Z: 2_00},
    ),
    "decided": ("M-3", (Z,), Measures(chosen=Centipoints(2_00), decision="决1号"), {Z: 2_00}),
    "decided otherwise": (
        "M-3", (Z,),
        Measures(chosen=Centipoints(2_00), decision="决1号", override=Centipoints(6_00)),
        {Z: 6_00},
    ),
    "an issuer's level": (
        "M-4", (Z,), Measures(level="县融媒体中心", chosen=Centipoints(3_00)), {Z: 3_00},
    ),
    "a level without a range": ("M-4", (Z,), Measures(level="town"), {Z: 1_00}),
    "scores": (
        "M-5", (Z,),
        Measures(scores=(("line-office", Fraction(95)), ("stationed", Fraction(85)))),
        {Z: 3_00},
    ),
}  # fmt: skip


@pytest.fixture
def town(db: None) -> Town:
    made = found()
    made.day = NOW
    return made


def posted(town: Town) -> dict[str, int]:
    lines = Entry.objects.filter(fact__isnull=False)
    rows = lines.select_related("account__cadre", "account__village")
    return {str(e.account.cadre or e.account.village): e.amount for e in rows}


@pytest.mark.parametrize("what", sorted(ENTERED))
def test_a_row_of_a_file_says_it_and_the_ledger_reads_it(town: Town, what: str) -> None:
    item, who, measures, moves = ENTERED[what]
    done = town.enter(fact("决1号", item, *who, measures=measures))
    assert done.count(Outcome.ADDED) == 1, [row.refusal for row in done.rows]
    assert Measures.read(Fact.objects.get().measures) == measures
    assert posted(town) == moves
    assert broken(town.area) == []


@pytest.mark.parametrize("what", sorted(ENTERED))
def test_a_claim_says_it_as_well(town: Town, what: str) -> None:
    item, who, measures, _ = ENTERED[what]
    claim = town.draft("line", item, *who, on=NOW, measures=measures)
    assert Measures.read(claim.measures) == measures


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"finder": None}, "measures.finder-missing"),
        ({"village_item": "夜巡"}, "measures.village-item-unwanted"),
        ({"override": Decimal(2)}, "measures.override-unwanted"),
        ({"scores": (("line-office", Decimal(9)),)}, "measures.scores-unwanted"),
    ],
)
def test_what_the_item_does_not_ask_for_is_refused(
    town: Town, what: dict[str, object], code: str
) -> None:
    one = replace(fact("决1号", "M-1", Z, measures=Measures(finder=Finder.TOWN)), **what)  # type: ignore[arg-type]
    refusal = town.enter(one).rows[0].refusal
    assert refusal is not None
    assert refusal.code == code


# ------------------------------------------------------------------ the form
def posted_form(town: Town, item: str, **said: object) -> ClaimForm:
    rules = rulebook(town.version)
    data = {"happened_on": NOW, "reason": "经核实", "evidence": "文号", "named": ["Z"]} | said
    return ClaimForm(
        rules.item(item),
        [("Z", Z)],
        today=NOW,
        first_on=town.cycle.starts_on,
        scorers={one.code: one.name for one in rules.proposers},
        data=data,
    )


FILLED = {
    "finder and reminder": {"finder": "superior", "reminded_on": "2025-02-20"},
    "found by themselves": {"finder": "self", "reminded_on": "2025-02-20"},
    "no reminder": {"finder": "town"},
    "a village's own item": {"chosen": "2", "village_item": " 庭院评比 "},
    "decided": {"chosen": "2", "decision": "决1号"},
    "decided otherwise": {"chosen": "2", "decision": "决1号", "override": "6"},
    "an issuer's level": {"level": "县融媒体中心", "chosen": "3"},
    "a level without a range": {"level": "town", "chosen": ""},
    "scores": {f"{SCORE}line-office": "95", f"{SCORE}stationed": "85"},
}


@pytest.mark.parametrize("what", sorted(ENTERED))
def test_the_form_asks_for_it_and_reads_it(town: Town, what: str) -> None:
    item, _, measures, _ = ENTERED[what]
    form = posted_form(town, item, **FILLED[what])
    assert form.is_valid(), form.errors
    assert form.measures() == measures


def test_the_form_asks_for_nothing_that_the_item_does_not_need(town: Town) -> None:
    asked = set(posted_form(town, "A-1").fields)
    assert asked == {"happened_on", "named", "reason", "evidence"}


def test_a_score_that_is_no_number_is_marked_at_its_field(town: Town) -> None:
    form = posted_form(town, "M-5", **{f"{SCORE}line-office": "优", f"{SCORE}stationed": "85"})
    assert not form.is_valid()
    assert list(form.errors) == [f"{SCORE}line-office"]


def test_an_amount_decided_may_be_none_at_all(town: Town) -> None:
    form = posted_form(town, "M-3", chosen="2", decision="决1号", override="0")
    assert form.is_valid(), form.errors
    assert form.measures().override == 0


# ------------------------------------------------------------------ cells
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("农业农村办95、综治办 90.5", (("农业农村办", "95"), ("综治办", "90.5"))),
        ("农业农村办：95；综治办:90分", (("农业农村办", "95"), ("综治办", "90"))),
        ("综治办＝８８", (("综治办", "88"),)),
    ],
)
def test_scores_are_read_as_offices_write_them(
    written: str, read: tuple[tuple[str, str], ...]
) -> None:
    assert cells.scores(written) == tuple((who, Decimal(score)) for who, score in read)


@pytest.mark.parametrize("written", ["95", "综治办优", "综治办-5", "综治办 9 5"])
def test_what_is_no_score_is_said_so(written: str) -> None:
    assert isinstance(cells.scores(written), Bad)


def test_a_workbook_may_name_issuers_and_scorers_as_the_rulebook_does(town: Town) -> None:
    known = words(town.area, on=NOW)
    assert known.levels["县融媒体中心"] == "县融媒体中心"
    assert known.proposers["驻村"] == "stationed"
    assert isinstance(rulebook(town.version).item("M-4").scoring, Level)
