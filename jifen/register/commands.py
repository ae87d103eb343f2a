"""Writing the register (名册): import a roster, open a cycle, end a post the lawful way.

A post is ended here and nowhere else, with a reason; nothing that counts points imports this.
"""

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.posts import Body
from jifen.core.report import Outcome, Report
from jifen.cycles import commands as cycles
from jifen.cycles.models import Cycle
from jifen.ledger.commands import follow_day, follow_register
from jifen.people import commands as people
from jifen.people.mergers import MOST, check_stands, merger_of
from jifen.people.models import Area, Cadre, Duty, Holding, Leave, Merger
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.models import Version
from jifen.rulebook.queries import latest, rulebook
from jifen.sheets.people import DutyRow, LeaveRow, PeopleSheet, PersonRow, UnitRow


@transaction.atomic(durable=True)
def open_cycle(town: Area, name: str, *, starts_on: dt.date, version: Version, hand: Hand) -> Cycle:
    """Open a cycle under a version, with an account for every cadre serving in it and every unit.

    Raises:
        Refusal: see `cycles.commands.open_cycle`.
    """
    chain = hold(town.path, at=hand.at)
    cycle = cycles.open_cycle(
        town, name, starts_on=starts_on, version=version, chain=chain, hand=hand
    )
    follow_register(cycle, event_key=f"open:{cycle.seq}", chain=chain, hand=hand)
    chain.seal()
    return cycle


@transaction.atomic(durable=True)
def bring_to_today(town: Area, *, hand: Hand) -> int:
    """Bring every account of a town's open cycles to today; return how many entries that made.

    What the day alone does to points (expiry, recurrence, freezing) is posted by this once a day;
    done again on the same day it adds nothing.
    """
    chain = hold(town.path, at=hand.at)
    made = follow_day(town, chain=chain, hand=hand)
    chain.seal()
    return made


@transaction.atomic(durable=True)
def import_people(town: Area, sheet: PeopleSheet, *, hand: Hand, dry_run: bool = False) -> Report:
    """Enter a people workbook: units, roster, duties, leaves; accounts of open cycles follow.

    What stands already is not entered again, so the same file adds nothing. A row that is
    refused is named with its reason; the others go in.
    """
    report = Report(sheet.filename, sheet.digest, dry_run, notes=[str(n) for n in sheet.notes])
    for problem in sheet.problems:
        report.unreadable(problem.sentence)
    chain = hold(town.path, at=hand.at)
    first = chain.seq + 1
    entry = _Entry(town, chain, hand, report)
    entry.units(sheet.units)
    entry.each(sheet.people, entry.person)
    entry.each(sheet.duties, entry.duty)
    entry.each(sheet.leaves, entry.leave)
    if report.count(Outcome.ADDED):  # a unit is no record, and yet has an account
        for cycle in Cycle.objects.filter(town=town).select_related("town", "version"):
            key = f"register:{first}:{cycle.pk}"
            follow_register(cycle, event_key=key, chain=chain, hand=hand)
        chain.seal()
    if dry_run:
        transaction.set_rollback(True)
    return report


@transaction.atomic(durable=True)
def end_holding(holding: Holding, *, to_on: dt.date, reason: str, hand: Hand) -> None:
    """Enter that a post ended, on the strength of the decision or vote named in `reason`.

    Raises:
        Refusal: "holding.ended", "holding.span", "holding.no-reason".
    """
    if not reason.strip():
        raise Refusal("holding.no-reason", post=holding.post)
    town = holding.cadre.town
    chain = hold(town.path, at=hand.at)
    people.end_holding(holding, to_on=to_on, reason=reason, chain=chain, hand=hand)
    _follow(town, holding.end_seq, chain, hand)


@transaction.atomic(durable=True)
def enter_leave(
    cadre: Cadre, *, kind: str, from_on: dt.date, to_on: dt.date | None, hand: Hand
) -> Leave:
    """Enter a leave or a suspension, until (not including) `to_on`; open cycles follow.

    Raises:
        Refusal: "leave.span" where it ends before it begins, "leave.stands" where that kind began
            that day already.
    """
    return _enter_leave(cadre, kind, from_on=from_on, to_on=to_on, document="", hand=hand)


@transaction.atomic(durable=True)
def enter_inquiry(cadre: Cadre, *, from_on: dt.date, document: str, hand: Hand) -> Leave:
    """Enter that somebody is under inquiry, by the document that says so, until it is ended.

    By discipline, and never on themselves or kin. It changes no points: at a checkpoint while it
    lasts they have no place, no grade and no share.

    Raises:
        Refusal: "inquiry.not-yours", "inquiry.no-document", "leave.stands" as `enter_leave`.
    """
    _check_inquiry(cadre, hand)
    if not document.strip():
        raise Refusal("inquiry.no-document")
    kind, number = Leave.Kind.INQUIRY.value, document.strip()
    return _enter_leave(cadre, kind, from_on=from_on, to_on=None, document=number, hand=hand)


@transaction.atomic(durable=True)
def end_leave(leave: Leave, *, to_on: dt.date, reason: str, hand: Hand) -> None:
    """Enter that a leave or an inquiry whose end was open is over: `to_on` is the first day after.

    The day on which it began says that it never was: entered by mistake, or nothing was found.

    Raises:
        Refusal: "inquiry.not-yours", "leave.no-reason", "leave.ended", "leave.span".
    """
    if leave.kind == Leave.Kind.INQUIRY:
        _check_inquiry(leave.cadre, hand)
    if not reason.strip():
        raise Refusal("leave.no-reason")
    town = leave.cadre.town
    chain = hold(town.path, at=hand.at)
    leave.refresh_from_db(fields=["to_on", "end_seq"])
    if leave.to_on is not None:
        raise Refusal("leave.ended", name=leave.cadre.name, on=leave.last_on or leave.from_on)
    if to_on < leave.from_on:
        raise Refusal("leave.span")
    people.end_leave(leave, to_on=to_on, reason=reason.strip(), chain=chain, hand=hand)
    _follow(town, leave.end_seq, chain, hand)


def _enter_leave(
    cadre: Cadre,
    kind: str,
    *,
    from_on: dt.date,
    to_on: dt.date | None,
    document: str,
    hand: Hand,
) -> Leave:
    if to_on is not None and to_on <= from_on:
        raise Refusal("leave.span")
    chain = hold(cadre.town.path, at=hand.at)
    if Leave.objects.filter(cadre=cadre, kind=kind, from_on=from_on).exists():
        raise Refusal("leave.stands", name=cadre.name, on=from_on)
    made = people.add_leave(
        cadre,
        kind=kind,
        from_on=from_on,
        to_on=to_on,
        document=document,
        chain=chain,
        hand=hand,
    )
    _follow(cadre.town, made.seq, chain, hand)
    return made


def _check_inquiry(cadre: Cadre, hand: Hand) -> None:
    target = Target(area=cadre.town.path, cadres=frozenset({cadre.code}))
    if Role.DISCIPLINE not in roles_toward(hand.actor, target, on=hand.today):
        raise Refusal("inquiry.not-yours")


def _follow(town: Area, seq: int | None, chain: Chain, hand: Hand) -> None:
    """Let the accounts of a town's cycles follow a record of the register."""
    for cycle in Cycle.objects.filter(town=town).select_related("town", "version"):
        key = f"register:{seq}:{cycle.pk}"
        follow_register(cycle, event_key=key, chain=chain, hand=hand)
    chain.seal()


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A village or community that begins with a merger."""

    name: str
    kind: str


@transaction.atomic(durable=True)
def merge(
    town: Area,
    units: Sequence[Area],
    into: Area | NewUnit,
    *,
    on: dt.date,
    document: str,
    hand: Hand,
) -> list[Merger]:
    """Enter that villages merged into another, or into a new one; open cycles follow.

    What is open there is handed over after it (`tasks.commands.follow_mergers`). Posts, duties and
    roles stay as they are: who ends them, and how, the law says.

    Raises:
        Refusal: "merger.none", "merger.no-document", "merger.future", "merger.name" for a new
            village without a kind or whose name stands, "merger.elsewhere", "merger.itself",
            "merger.again", "merger.into-merged", "merger.before", "merger.chain".
    """
    chain = hold(town.path, at=hand.at)
    if not units:
        raise Refusal("merger.none")
    if not document.strip():
        raise Refusal("merger.no-document")
    if on > hand.today:
        raise Refusal("merger.future", on=on)
    known = {unit.path: unit for unit in villages(town)}
    target = _begun(town, into, known) if isinstance(into, NewUnit) else into
    known[target.path] = target if isinstance(into, NewUnit) else known.get(target.path, town)
    for unit in units:
        _check_merger(town, unit, target, known, on)
    if (standing := merger_of(target)) is not None:
        raise Refusal("merger.into-merged", unit=target.name, into=standing.into.name)
    said = document.strip()[:60]
    ordered = sorted({unit.path: unit for unit in units}.values(), key=lambda one: one.path)
    made = [
        people.add_merger(unit, target, town=town, on=on, document=said, chain=chain, hand=hand)
        for unit in ordered
    ]
    for cycle in Cycle.objects.filter(town=town).select_related("town", "version"):
        key = f"register:{made[0].seq}:{cycle.pk}"
        follow_register(cycle, event_key=key, chain=chain, hand=hand)
    chain.seal()
    return made


def _begun(town: Area, new: NewUnit, known: Mapping[str, Area]) -> Area:
    """Return a new village under the town's next free path."""
    name = new.name.strip()[:60]
    kinds = {Area.Kind.VILLAGE.value, Area.Kind.COMMUNITY.value}
    if len(name) < 2 or new.kind not in kinds or name in {one.name for one in known.values()}:
        raise Refusal("merger.name", name=name)
    return Area.objects.create(path=_free(town, known), kind=new.kind, name=name)


def _free(town: Area, taken: Container[str]) -> str:
    return next(path for n in range(1, 1000) if (path := f"{town.path}/v{n:02d}") not in taken)


def _check_merger(
    town: Area, unit: Area, target: Area, known: Mapping[str, Area], on: dt.date
) -> None:
    for one in (unit, target):
        if known.get(one.path) != one:
            raise Refusal("merger.elsewhere", unit=one.name, town=town.name)
    if unit == target:
        raise Refusal("merger.itself", unit=unit.name)
    if (standing := merger_of(unit)) is not None:
        raise Refusal("merger.again", unit=unit.name, into=standing.into.name, on=standing.on)
    later = Merger.objects.filter(into=unit, on__gt=on).select_related("unit").first()
    if later is not None:
        raise Refusal("merger.before", unit=unit.name, other=later.unit.name, on=later.on)
    if _depth(unit) > MOST:
        raise Refusal("merger.chain", most=MOST)


def _depth(unit: Area) -> int:
    """Return how many mergers in a row lead to a village, plus the one that is entered."""
    before = [merger.unit for merger in Merger.objects.filter(into=unit).select_related("unit")]
    return 1 + max(map(_depth, before), default=0)


Row = PersonRow | DutyRow | LeaveRow


class _Entry:
    """One people workbook on its way into a town's register."""

    def __init__(self, town: Area, chain: Chain, hand: Hand, report: Report) -> None:
        self.town, self.chain, self.hand, self.report = town, chain, hand, report
        self.by_name: dict[str, Area] = {unit.name: unit for unit in villages(town)}
        self._held: Rosters | None = None
        self._named: Mapping[str, str] | None = None

    def each(self, rows: tuple[Row, ...], enter: Callable[..., tuple[str, bool]]) -> None:
        """Enter rows one by one; a refused one is noted and the rest goes on."""
        for row in rows:
            try:
                with transaction.atomic():
                    mark = (self.chain.seq, self.chain.hash, len(self.chain.fresh))
                    understood, fresh = enter(row)
            except Refusal as refusal:
                self.chain.seq, self.chain.hash = mark[:2]
                del self.chain.fresh[mark[2] :]
                self.report.refuse(row.origin, self._said(row), refusal)
            else:
                self.report.add(row.origin, understood, Outcome.ADDED if fresh else Outcome.KNOWN)

    def units(self, rows: tuple[UnitRow, ...]) -> None:
        """Enter villages and communities, each under the town's next free path."""
        for row in rows:
            kind = Area.Kind(row.kind)
            if row.name in self.by_name:
                self.report.add(row.origin, row.name, Outcome.KNOWN)
                continue
            taken = {unit.path for unit in self.by_name.values()}
            path = _free(self.town, taken)
            self.by_name[row.name] = Area.objects.create(path=path, kind=kind, name=row.name)
            self.report.add(row.origin, row.name, Outcome.ADDED)

    def person(self, row: PersonRow) -> tuple[str, bool]:
        """Enter a person's posts in a unit, and the person where nobody bears code or name."""
        unit = self._unit(row.unit)
        check_stands(unit, row.since)
        cadre = self._known(row.code, row.name, unit)
        fresh = cadre is None
        if cadre is None:
            cadre = people.add_cadre(
                self.town, unit, row.name, code_=row.code, chain=self.chain, hand=self.hand
            )
        for post in row.posts:
            fresh |= self._holding(cadre, unit, row, post.title, post.body)
        titles = "、".join(post.title for post in row.posts)
        return f"{row.name}（{cadre.code}）{unit.name} {titles}", fresh

    def _holding(self, cadre: Cadre, unit: Area, row: PersonRow, title: str, body: Body) -> bool:
        held = Holding.objects.filter(cadre=cadre, unit=unit, post=title, from_on=row.since).first()
        if held is None:
            secretary = body is Body.PARTY and title.endswith("书记") and "副书记" not in title
            director = body is Body.ELECTED and title.endswith("主任") and "副主任" not in title
            held = people.add_holding(
                cadre,
                unit,
                post=title,
                body=body,
                group=row.group,
                secretary=secretary,
                director=director,
                from_on=row.since,
                chain=self.chain,
                hand=self.hand,
            )
            fresh = True
        else:
            fresh = False
        if row.until is None or held.to_on == row.until:
            return fresh
        people.end_holding(
            held, to_on=row.until, reason=self.report.filename, chain=self.chain, hand=self.hand
        )
        return True

    def duty(self, row: DutyRow) -> tuple[str, bool]:
        """Enter who leads and who assists a duty area of a unit."""
        unit = self._unit(row.unit)
        check_stands(unit, row.since)
        area = self._areas().get(row.area, row.area)
        if area not in self._areas().values():
            raise Refusal("duty.unknown-area", area=row.area, areas="、".join(self._areas()))
        fresh = False
        for name, lead in ((row.lead, True), *((name, False) for name in row.assist)):
            cadre = self._serving(name, unit, row.since)
            held = Duty.objects.filter(
                cadre=cadre, unit=unit, area=area, lead=lead, from_on=row.since
            ).first()
            if held is None:
                held = people.add_duty(
                    cadre,
                    unit,
                    area=area,
                    lead=lead,
                    from_on=row.since,
                    chain=self.chain,
                    hand=self.hand,
                )
                fresh = True
            if row.until is not None and held.to_on is None:
                people.end_duty(held, to_on=row.until, chain=self.chain, hand=self.hand)
                fresh = True
        return f"{unit.name} {row.area}：{row.lead}", fresh

    def leave(self, row: LeaveRow) -> tuple[str, bool]:
        """Enter a leave."""
        unit = self._unit(row.unit)
        cadre = self._known(row.code, row.name, unit)
        if cadre is None:
            raise Refusal("cadre.unknown", name=row.name)
        said = f"{row.name}（{cadre.code}）{row.since}"
        if Leave.objects.filter(cadre=cadre, kind=row.kind, from_on=row.since).exists():
            return said, False
        people.add_leave(
            cadre,
            kind=row.kind,
            from_on=row.since,
            to_on=row.until,
            chain=self.chain,
            hand=self.hand,
        )
        return said, True

    def _rosters(self) -> Rosters:
        """Return who served when: read once, since duties and leaves come after all posts."""
        if self._held is None:
            self._held = rosters(self.town)
        return self._held

    def _areas(self) -> Mapping[str, str]:
        if self._named is None:
            version = latest(self.town)  # a roster is often entered before the day it takes effect
            self._named = {area.name: area.code for area in rulebook(version).duty_areas}
        return self._named

    def _unit(self, name: str) -> Area:
        if name not in self.by_name:
            raise Refusal("unit.unknown", name=name, names="、".join(self.by_name))
        return self.by_name[name]

    def _known(self, code: str, name: str, unit: Area) -> Cadre | None:
        """Find who a row means: by code; else by name among those who ever served in the unit."""
        if code:
            found = Cadre.objects.filter(town=self.town, code=code).first()
            if found is not None and found.name != name:
                raise Refusal("cadre.other-name", code=code, name=found.name)
            return found
        same = Cadre.objects.filter(town=self.town, name=name, holdings__unit=unit).distinct()
        if same.count() > 1:
            raise Refusal("cadre.ambiguous", name=name, codes="、".join(c.code for c in same))
        return same.first()

    def _serving(self, name: str, unit: Area, day: dt.date) -> Cadre:
        """Find who of the unit's roster of that day bears the name."""
        roster = {member.cadre for member in self._rosters().on(unit.path, day)}
        found = list(Cadre.objects.filter(town=self.town, name=name, code__in=roster))
        if not found:
            raise Refusal("cadre.not-in-unit", name=name, unit=unit.name, on=day)
        if len(found) > 1:
            raise Refusal("cadre.ambiguous", name=name, codes="、".join(c.code for c in found))
        return found[0]

    def _said(self, row: Row) -> str:
        return row.lead if isinstance(row, DutyRow) else row.name
