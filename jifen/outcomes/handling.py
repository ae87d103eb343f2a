"""What people entered about the cases (处置), read: where each way stands, and what comes next."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any  # rows of a question, column by column

from django.db.models import OuterRef, Subquery, Value

from jifen.chain import canonical
from jifen.core import consequence
from jifen.core.access import Actor, Target, roles_toward
from jifen.core.consequence import BEGINS, WAY, Action, State, Way
from jifen.core.errors import Refusal
from jifen.core.meeting import PointKind
from jifen.core.recall import (
    Terms,
    Threshold,
    delegates,
    majority,
    petition_stands,
    sponsors,
    turnout,
)
from jifen.meetings.queries import Waiting
from jifen.outcomes import law, listing
from jifen.outcomes.models import Electorate, Handling, LawText, Listing, Talk
from jifen.people.models import Area, Cadre
from jifen.people.queries import post_at, posts_of
from jifen.people.rosters import Post

FIGURES: Mapping[Action, tuple[str, ...]] = {
    Action.PETITION: ("voters_signed", "delegates_signed"),
    Action.COUNT: ("voters_signed", "delegates_signed"),
    Action.VOTE: ("registered", "voted", "in_favour"),
    Action.RESIGN: ("accepted_on",),
    Action.EVALUATE: ("first_on", "second_on"),
}
"""What an entry takes besides its day, paper and reason: counts, and days where they end in _on."""


class Mark(StrEnum):
    """What the law says about an entry's day; shown, and it undoes nothing."""

    VOTE_LATE = "vote-late"  # voted later than the province's days after the petition
    AGAIN_EARLY = "again-early"  # asked again sooner than the province allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One way of one case: toward a holding, or (the talk) toward the person.

    `holding` is the number of the record that opened the holding, 0 for the person; `post` what it
    is called, with its unit. `key` is what a meeting's agenda names the course by. `thresholds` are
    those of the petition and the vote, as far as counts and law are known; `text` is the law of an
    elected post.
    """

    case: str
    cadre: Cadre
    way: Way
    holding: int
    post: str
    secretary: bool
    key: uuid.UUID
    state: State
    entries: tuple[Handling, ...]
    text: law.Text | None = None
    electorate: Electorate | None = None
    thresholds: Mapping[str, Threshold] | None = None
    marks: tuple[Mark, ...] = ()

    def choices(self, actor: Actor, town: Area, *, on: dt.date) -> tuple[Action, ...]:
        """Return what `actor` may enter on it that day."""
        toward = Target(area=town.path, cadres=frozenset({self.cadre.code}))
        roles = roles_toward(actor, toward, on=on)
        return consequence.choices(self.way, self.state, roles, secretary=self.secretary)


def key(town: Area, case: str, holding: int) -> uuid.UUID:
    """Return what an agenda names a course by: always the same for the same."""
    return uuid.uuid5(town.ref, f"{case}#{holding}")


def cadre_of(town: Area, case: str) -> Cadre:
    """Return the cadre a case's identity names. One query.

    Raises:
        Refusal: "case.unknown".
    """
    parts = case.split(":")
    code = parts[1] if len(parts) == 3 else ""
    found = Cadre.objects.filter(town=town, code=code).select_related("town").first()
    if found is None:
        raise Refusal("case.unknown", case=case)
    return found


def course(town: Area, case: str, holding: int, *, on: dt.date) -> Course:
    """Return one course as it stands: what was entered, and what the law asks. Seven queries.

    Whether the case still stands is asked of `queries.case`.

    Raises:
        Refusal: "case.unknown", "consequence.no-course" where the cadre never had that holding,
            "law.none".
    """
    cadre = cadre_of(town, case)
    rows = tuple(
        Handling.objects.filter(town=town, case=case, holding=holding)
        .select_related("cadre")
        .order_by("seq")
    )
    if holding == 0:
        talk = Talk.objects.filter(town=town, case=case, outcome=Talk.Outcome.HELD).exists()
        return _course(town, case, cadre, Way.TALK, rows, talk=talk)
    held = post_at(cadre, holding)
    if held is None:
        raise Refusal("consequence.no-course", case=case)
    way = WAY[held.body]
    text = known = None
    if way is Way.ELECTED:
        entered = [read(row) for row in LawText.objects.filter(town=town).order_by("seq")]
        text = law.text_for(held.unit_kind, province(town), on=on, entered=entered)
        counts = Electorate.objects.filter(town=town, unit__path=held.unit).order_by(
            "from_on", "seq"
        )
        known = _counts_on(list(counts), rows, on)
    return _course(town, case, cadre, way, rows, held=held, text=text, electorate=known)


def _course(
    town: Area,
    case: str,
    cadre: Cadre,
    way: Way,
    rows: tuple[Handling, ...],
    *,
    talk: bool = False,
    held: Post | None = None,
    text: law.Text | None = None,
    electorate: Electorate | None = None,
) -> Course:
    state = State(rows[-1].target) if rows else BEGINS[way]
    if talk and state in {State.DUE, State.NOTICED}:
        state = State.TALKED  # the talk is a row of its own (`Talk`), between notice and the rest
    holding = held.seq if held is not None else 0
    return Course(
        case=case,
        cadre=cadre,
        way=way,
        holding=holding,
        post=f"{held.unit_name}{held.post}" if held is not None else "",
        secretary=held is not None and held.secretary,
        key=key(town, case, holding),
        state=state,
        entries=rows,
        text=text,
        electorate=electorate,
        thresholds=_thresholds(rows, text, electorate),
        marks=_marks(rows, text),
    )


def province(town: Area) -> str:
    """Return the name of the province a town lies in, "" where none is entered. One query."""
    paths = [town.path.rsplit("/", n)[0] for n in range(1, town.path.count("/") + 1)]
    found = Area.objects.filter(path__in=paths, kind=Area.Kind.PROVINCE)
    return next(iter(found.values_list("name", flat=True)), "")


def entered(town: Area) -> list[Handling]:
    """Return everything that was entered in a town, latest first. One query."""
    rows = Handling.objects.filter(town=town).select_related("cadre")
    return list(rows.order_by("-done_on", "-seq"))


def counts(town: Area) -> list[Electorate]:
    """Return the villages' counts, by village, latest first. One query."""
    rows = Electorate.objects.filter(town=town).select_related("unit")
    return list(rows.order_by("unit__path", "-from_on", "-seq"))


def texts(town: Area, *, on: dt.date) -> list[law.Text]:
    """Return the texts that govern villages and communities of a town that day. Two queries."""
    entered_texts = [read(row) for row in LawText.objects.filter(town=town).order_by("seq")]
    where = province(town)
    return [
        law.text_for(unit, where, on=on, entered=entered_texts) for unit in ("village", "community")
    ]


def for_meeting(town: Area) -> list[Waiting]:
    """Return what a meeting is to decide about cases, each the case of its cadre.

    Those that the office submitted and the committee has not decided; beside them the shortlists
    that were drawn last, as one question reads both. One query.
    """
    held = posts_of(OuterRef("cadre"), OuterRef("holding"))
    rows = Handling.objects.filter(town=town).select_related("cadre")
    rows = rows.annotate(
        what=Value("handling"),
        post=Subquery(held.values("post")),
        of=Subquery(held.values("unit__name")),
    )
    asked = rows.order_by().values_list(
        "what", "seq", "key", "case", "holding", "target", "cadre__name", "cadre__code", "post",
        "of", "figures",
    )  # fmt: skip
    last: dict[tuple[str, str, int], tuple[Any, ...]] = {}
    for row in sorted(asked.union(listing.asked(town), all=True), key=lambda row: row[1]):
        last[row[0], row[3], row[4]] = row
    waiting: list[Waiting] = []
    for what, _seq, ref, case, holding, target, name, code, post, of, people in last.values():
        if what == "handling" and target == State.SUBMITTED:
            title, about, cadres = f"{name} {of}{post}（{case}）", key(town, case, holding), (code,)
        elif what == "listing" and target == Listing.Outcome.DRAWN and people:
            title, about, cadres = f"{code}年度{name}（{len(people)}人）"[:160], ref, tuple(people)
        else:
            continue
        waiting.append(Waiting(PointKind.CONSEQUENCE, about, title, cadres=cadres))
    return waiting


def _counts_on(
    counts: Sequence[Electorate], rows: Sequence[Handling], on: dt.date
) -> Electorate | None:
    """Return the counts that hold on the day of the petition, or today where there is none."""
    asked = [row.done_on for row in rows if row.action == Action.PETITION]
    day = asked[-1] if asked else on
    known = [one for one in counts if one.from_on <= day]
    return max(known, key=lambda one: (one.from_on, one.seq), default=None)


def _thresholds(
    rows: Sequence[Handling], text: law.Text | None, counts: Electorate | None
) -> dict[str, Threshold] | None:
    """Return what is needed and what there is, as far as the law computes anything."""
    if text is None or not text.terms.verified:
        return None
    latest = {row.action: row.figures for row in rows}
    found: dict[str, Threshold] = {}
    signed = latest.get(Action.COUNT) or latest.get(Action.PETITION) or {}
    if counts is not None:
        found["sponsors"] = sponsors(
            text.terms, voters=counts.voters, signed=int(signed.get("voters_signed", 0))
        )
        found["delegates"] = delegates(
            text.terms,
            representatives=counts.representatives,
            signed=int(signed.get("delegates_signed", 0)),
        )
    if vote := latest.get(Action.VOTE):
        registered, voted = int(vote["registered"]), int(vote["voted"])
        found["turnout"] = turnout(text.terms, registered=registered, voted=voted)
        found["majority"] = majority(text.terms, voted=voted, in_favour=int(vote["in_favour"]))
    return found


def stands(terms: Terms, counts: Electorate, figures: Mapping[str, str]) -> bool:
    """Say whether so many names make a petition stand."""
    return petition_stands(
        terms,
        voters=counts.voters,
        voters_signed=int(figures["voters_signed"]),
        representatives=counts.representatives,
        delegates_signed=int(figures["delegates_signed"]),
    )


def _marks(rows: Sequence[Handling], text: law.Text | None) -> tuple[Mark, ...]:
    if text is None:
        return ()
    found: list[Mark] = []
    asked: dt.date | None = None
    failed: dt.date | None = None
    within, again = text.terms.vote_within_days, text.terms.no_repeat_days
    for row in rows:
        if row.action == Action.PETITION:
            if again is not None and failed is not None and (row.done_on - failed).days < again:
                found.append(Mark.AGAIN_EARLY)
            asked = row.done_on
        if row.action == Action.VOTE:
            if within is not None and asked is not None and (row.done_on - asked).days > within:
                found.append(Mark.VOTE_LATE)
            if row.target == State.NOT_CARRIED:
                failed = row.done_on
    return tuple(found)


def read(row: LawText) -> law.Text:
    """Return a text that the county entered as the statute it is: verified, with its source."""
    figures = row.figures
    shares = {
        name: law.share(figures[name])
        for name in ("sponsors", "delegates", "turnout_over", "majority_over")
    }
    return law.Text(
        terms=Terms(
            name=row.name,
            article=row.article,
            source=row.source,
            unit=row.unit_kind,
            province="",
            in_force_on=row.in_force_on,
            verified=True,
            **shares,
            vote_within_days=_days(figures.get("vote_within_days")),
            no_repeat_days=_days(figures.get("no_repeat_days")),
        ),
        rule=law.text_of_rule(row.unit_kind),
    )


def _days(text: str | None) -> int | None:
    return int(text) if text else None


# ------------------------------------------------------------------ the proof
def handling_fields(row: Handling) -> dict[str, canonical.Value]:
    """Return what the chain holds of an entry."""
    return {
        "key": row.key.hex,
        "case": row.case,
        "cadre": row.cadre.code,
        "way": row.way,
        "holding": row.holding,
        "action": row.action,
        "source": row.source,
        "target": row.target,
        "role": row.role,
        "done_on": row.done_on,
        "document_number": row.paper,
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "figures": [[name, str(value)] for name, value in sorted(row.figures.items())],
        "by": row.by.hex,
        "second": row.second.hex if row.second else None,
        "point": row.point.hex if row.point else None,
    }


def electorate_fields(row: Electorate) -> dict[str, canonical.Value]:
    """Return what the chain holds of a village's counts."""
    return {
        "key": row.key.hex,
        "unit": row.unit.path,
        "from_on": row.from_on,
        "voters": row.voters,
        "representatives": row.representatives,
        "document_number": row.source,
        "by": row.by.hex,
    }


def law_fields(row: LawText) -> dict[str, canonical.Value]:
    """Return what the chain holds of a text of law."""
    return {
        "key": row.key.hex,
        "unit_kind": row.unit_kind,
        "title": row.name,
        "article": row.article,
        "document_number": row.source,
        "from_on": row.in_force_on,
        "figures": [[name, str(value)] for name, value in sorted(row.figures.items())],
        "by": row.by.hex,
    }
