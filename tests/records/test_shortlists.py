"""推荐名单: drawn from decided results, chosen from by a meeting, and what is declined."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from django.db.models.signals import post_init

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.meeting import PointKind
from jifen.ledger.models import Change
from jifen.meetings.queries import Waiting
from jifen.outcomes import commands, listing
from jifen.outcomes.models import Listing
from jifen.outcomes.personal import personal
from jifen.outcomes.queries import verify
from jifen.outcomes.shortlists import grave_days
from jifen.papers.circular import Circular, Paragraph, Table
from jifen.people import commands as people
from jifen.results import commands as results
from jifen.results import queries
from jifen.rulebook.models import Version
from tests.harness.host import HOST
from tests.harness.kept import kept
from tests.records.results_town import LISTS, RESULTS, closed, decided, meet, town, waits
from tests.records.town import Town

pytestmark = pytest.mark.django_db
WHY = "群众公认，工作实绩突出，经集体研究予以推荐。"


@kept
def made() -> Town:
    """A town whose results are decided; 甲一 is excellent, 甲二 had a grave deduction."""
    small = town(results=RESULTS + LISTS)
    for name, amount in (("甲一", "20"), ("甲二", "30"), ("乙一", "3"), ("甲三", "2")):
        small.fact(name, "A-1", amount, small.cycle.starts_on)
    small.fact("甲二", "D-1", "12", dt.date(2025, 5, 1))
    closed(small)
    decided(small)
    return small


def drawn(small: Town) -> dict[str, Listing]:
    return {one.code: one for one in commands.draw(small.cycle, hand=small.hand("clerk"))}


def waiting_lists(small: Town) -> list[Waiting]:
    return [one for one in waits(small, PointKind.CONSEQUENCE) if "推荐名单" in one.title]


def chosen(small: Town, *names: str, code: str = "honour") -> Listing:
    given = {small.code(name): WHY for name in names}
    return commands.choose(small.cycle, code, given, hand=small.hand("committee"))


def recorded() -> Counter[tuple[str, str]]:
    """Count the lists that were drawn and chosen from: what is declined adds none."""
    return Counter(Listing.objects.values_list("code", "outcome"))


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code


def test_everybody_who_meets_all_conditions_is_listed_with_the_grounds() -> None:
    small = made()
    lists = drawn(small)
    assert list(lists["honour"].people) == [small.code("甲一")], "甲二 is excellent, but"
    assert lists["honour"].people[small.code("甲一")] == [
        ["in-office", ""],
        ["grade", "优秀"],
        ["months", "12"],
        ["no-case", ""],
        ["no-talk", "12"],
        ["no-grave", "12"],
    ]
    names = [lists["reserve"].names[code][0] for code in lists["reserve"].people]
    assert names == ["甲一", "甲二", "乙一", "甲三"], "by place, whoever was deducted from too"


def test_a_meeting_chooses_with_reasons_and_the_file_says_so() -> None:
    small = made()
    drawn(small)
    meet(small, *waiting_lists(small))
    row = chosen(small, "乙一", "甲一", code="reserve")
    assert [row.names[code][0] for code in row.people] == ["甲一", "乙一"], "in the list's order"
    mine = personal(small.cadre("乙一"), small.actor("head"), on=small.today)
    (one,) = mine.chosen
    assert (one.name, one.reason) == ("后备干部推荐名单", WHY)
    assert personal(small.cadre("甲二"), small.actor("head"), on=small.today).chosen == ()
    assert list(verify(small.area)) == []


def test_what_was_drawn_and_chosen_is_proved() -> None:
    small = made()
    lists = drawn(small)
    meet(small, *waiting_lists(small))
    chosen(small, "甲一")
    rows = listing.lists(queries.course(small.cycle))
    assert [one.chosen is not None for one in rows] == [True, False]
    for row in Listing.objects.all():
        said = listing.fields(row)
        row.people = dict.fromkeys(row.people, "另一个理由")
        assert listing.fields(row)["reason_salted"] != said["reason_salted"]
    assert lists["honour"].seq < lists["reserve"].seq


def test_a_list_that_holds_nobody_asks_no_meeting() -> None:
    small = made()
    drawn(small)
    assert len(waiting_lists(small)) == 2
    small.today = dt.date(2025, 10, 1)
    small.next_cycle()
    small.fact("甲一", "D-1", "11", dt.date(2025, 9, 1))
    assert list(drawn(small)["honour"].people) == []
    assert ["后备" in one.title for one in waiting_lists(small)] == [True]


def test_choices_fall_with_the_results_they_were_drawn_from() -> None:
    small = made()
    drawn(small)
    meet(small, *waiting_lists(small))
    chosen(small, "甲一")
    results.reopen(
        small.cycle, reason="会议认为等次需要重新研究，撤回。", hand=small.hand("committee")
    )
    honour = listing.lists(queries.course(small.cycle))[0]
    assert honour.stale
    assert personal(small.cadre("甲一"), small.actor("head"), on=small.today).chosen == ()
    refused("shortlist.stale", lambda: chosen(small, "甲一"))
    refused("shortlist.undecided", lambda: drawn(small))


def test_a_grave_deduction_counts_only_while_it_is_effective() -> None:
    small = town(results=RESULTS + LISTS)
    small.fact("甲一", "D-1", "9.99", dt.date(2025, 5, 2))
    grave = small.fact("甲二", "D-1", "12", dt.date(2025, 5, 1))
    assert grave_days(small.area) == {small.code("甲二"): dt.date(2025, 5, 1)}
    small.turn(grave, Change.Kind.SUSPEND)
    assert grave_days(small.area) == {}


def test_a_versions_text_is_read_once_however_many_facts_are_asked_about() -> None:
    small = town(results=RESULTS + LISTS)

    def read() -> int:
        versions: list[object] = []

        def note(instance: Version, **_given: object) -> None:
            versions.append(instance)

        post_init.connect(note, sender=Version)
        try:
            grave_days(small.area)
        finally:
            post_init.disconnect(note, sender=Version)
        return len(versions)

    small.fact("甲一", "D-1", "12", dt.date(2025, 5, 1))
    one = read()
    for name in ("甲一", "甲二", "乙一"):
        small.fact(name, "D-1", "12", dt.date(2025, 5, 2))
    assert read() == one == 1


def test_whoever_is_called_to_a_talk_is_on_no_list() -> None:
    small = town(results=RESULTS + LISTS)
    for name, amount in (("甲一", "60"), ("甲二", "30"), ("乙一", "3")):
        small.fact(name, "A-1", amount, small.cycle.starts_on)
    small.fact("甲一", "A-1", "40", small.cycle.starts_on)
    small.fact("甲一", "D-1", "45", dt.date(2025, 5, 1))
    closed(small)
    decided(small)
    lists = drawn(small)
    assert small.code("甲一") not in lists["reserve"].people
    assert small.code("甲二") in lists["reserve"].people


def test_what_is_declined() -> None:
    small = made()
    clerk, committee = small.hand("clerk"), small.hand("committee")

    def choose(given: dict[str, str], code: str = "honour") -> Listing:
        return commands.choose(small.cycle, code, given, hand=small.hand("committee"))

    one, two = small.code("甲一"), small.code("甲二")
    refused("shortlist.not-drawn", lambda: choose({one: WHY}))
    refused("shortlist.unknown", lambda: choose({one: WHY}, "other"))
    refused("shortlist.not-yours", lambda: commands.draw(small.cycle, hand=committee))
    drawn(small)
    refused("shortlist.no-meeting", lambda: choose({one: WHY}))
    refused(
        "shortlist.not-chosen",
        lambda: commands.recommend(small.cycle, "honour", hand=clerk),
    )
    meet(small, *waiting_lists(small))
    refused("shortlist.nobody", lambda: choose({}))
    refused("shortlist.no-reason", lambda: choose({one: "同意"}))
    refused("shortlist.not-on-it", lambda: choose({two: WHY}))
    refused(
        "shortlist.not-yours",
        lambda: commands.choose(small.cycle, "honour", {one: WHY}, hand=small.hand("clerk")),
    )
    choose({one: WHY})
    refused("shortlist.chosen", lambda: choose({one: WHY}))
    refused(
        "shortlist.not-yours",
        lambda: commands.recommend(small.cycle, "honour", hand=small.hand("committee")),
    )
    choose({one: WHY}, "reserve")
    refused("shortlist.done", lambda: drawn(small))
    assert recorded() == {
        ("honour", "drawn"): 1,
        ("reserve", "drawn"): 1,
        ("honour", "chosen"): 1,
        ("reserve", "chosen"): 1,
    }


def test_a_version_without_lists_draws_none() -> None:
    small = town()
    closed(small)
    refused("shortlist.none", lambda: drawn(small))
    assert recorded() == {}


def test_nobody_decides_on_a_list_that_they_stand_on() -> None:
    small = made()
    drawn(small)
    meet(small, *waiting_lists(small))
    own = people.add_user("own-committee", "乙一", "a-long-password-of-the-tests", hand=HOST,
                          cadre=small.cadre("乙一"))  # fmt: skip
    people.grant(own, Role.COMMITTEE, small.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    small.users["own"] = own
    given = {small.code("甲一"): WHY}
    refused(
        "shortlist.not-yours",
        lambda: commands.choose(small.cycle, "reserve", given, hand=small.hand("own")),
    )
    commands.choose(small.cycle, "honour", given, hand=small.hand("own"))  # not on this one
    found = recorded()
    assert (found["honour", "chosen"], found["reserve", "chosen"]) == (1, 0)


def test_the_recommendation_names_whom_the_meeting_chose_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers: list[Circular] = []

    def draw(circular: Circular, *rest: object) -> dict[str, bytes]:
        papers.append(circular)
        return {"pdf": b"%PDF"}

    monkeypatch.setattr("jifen.papers.commands._draw", draw)
    small = made()
    drawn(small)
    meet(small, *waiting_lists(small))
    chosen(small, "甲一", code="reserve")
    first = commands.recommend(small.cycle, "reserve", hand=small.hand("clerk"))
    assert commands.recommend(small.cycle, "reserve", hand=small.hand("clerk")) == first
    (paper,) = papers
    said = "".join(one.text for one in paper.blocks if isinstance(one, Paragraph))
    assert "从符合条件的4名干部中推荐1名" in said
    assert "等次为优秀或者称职、名次在第4名以内、没有未办结的警示案件" in said
    assert f"甲一：{WHY}" in said
    (table,) = [one for one in paper.blocks if isinstance(one, Table)]
    assert [row[1] for row in table.rows] == ["甲一"]
    assert "甲二" not in said
    assert first.series == "示积荐"
