"""One clause, many people: a table filled in or pasted, checked row by row, kept together."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jifen.claims import queries as claims
from jifen.claims.commands.many import Row, draft_many, faults
from jifen.core.errors import Refusal
from jifen.core.rules import Capacity, Item, Rulebook
from jifen.core.shapes import Level
from jifen.people import queries as people
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.rulebook.wording import describe
from jifen.web.forms import PEOPLE, ClaimForm
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle
    from jifen.people.models import Area, Cadre

MOST = 100
"""Rows of one table."""
FIRST = 10
"""Empty rows a new table has."""
ALWAYS = ("who", "happened_on", "evidence", "reason")
MEASURED = ("quantity", "level", "chosen", "figure")
"""Columns in which an item's measure may stand: those its form asks for."""
OPTIONAL = frozenset({"department", "override", "decision", "reminded_on"})
"""Fields that a row may leave out; an item that needs another is claimed one by one."""
_ANY_DAY = dt.date(2000, 1, 1)
"""What a form asks for does not hang on the day."""
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(slots=True)
class Line:
    """One line of the table as it was typed, what is wrong with it, and what it came to."""

    cells: dict[str, str]
    said: list[str] = field(default_factory=list)
    row: Row | None = None

    @property
    def empty(self) -> bool:
        """Say whether nothing was typed."""
        return not any(text.strip() for text in self.cells.values())


@require_http_methods(["GET", "POST"])
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the table of one clause; look at each row; keep all drafts together."""
    seat = request.seat
    cycle = seat.cycle
    if cycle is None or cycle.state != "open":
        return render(request, "claims/closed.html")
    rules = rulebook(cycle.version)
    item = rules.by_code.get(request.GET.get("item", ""))
    if item is None or not claims.may_propose(item, seat.roles) or not fits(item):
        return redirect(reverse("claim-new", args=[ref]))
    columns = _columns(item)
    lines = _typed(request, columns)
    if request.method == "POST" and any(not line.empty for line in lines):
        held = people.rosters(seat.town)
        filled = [line for line in lines if not line.empty]
        _look(seat, cycle, item, rules, filled, held)
        bad = sum(1 for line in filled if line.said)
        if not bad and request.POST.get("do") == "keep":
            rows = [line.row for line in filled if line.row is not None]
            return _kept(request, cycle, item, rows, held)
        lines = filled + [Line(dict.fromkeys(columns, "")) for _n in range(3)]
    else:
        filled, bad = [], 0
    context = {
        "item": item,
        "says": describe(item, rules),
        "columns": columns.items(),
        "levels": [row.name for row in item.scoring.rows]
        if isinstance(item.scoring, Level)
        else [],
        "lines": [(n, line) for n, line in enumerate(lines[:MOST], start=1)],
        "looked": bool(filled),
        "filled": len(filled),
        "bad": bad,
        "once": _once(request),
        "most": MOST,
        "day": seat.today,
    }
    return render(request, "claims/many.html", context, status=422 if bad else 200)


def fits(item: Item) -> bool:
    """Say whether a row can hold all that an item asks for."""
    form = ClaimForm(item, (), today=_ANY_DAY, first_on=_ANY_DAY)
    asked = {name for name, one in form.fields.items() if one.required or name not in OPTIONAL}
    return item.board is None and asked <= {*ALWAYS, *MEASURED, *PEOPLE.values()}


def _columns(item: Item) -> dict[str, str]:
    """Return the columns of an item's table: name of the cells, and what stands above them."""
    form = ClaimForm(item, (), today=_ANY_DAY, first_on=_ANY_DAY)
    whose = _("Person: name, initials or code") if _names_people(item) else _("Village")
    order = [ALWAYS[1], *(name for name in MEASURED if name in form.fields), *ALWAYS[2:]]
    return {ALWAYS[0]: whose} | {name: str(form.fields[name].label) for name in order}


# ------------------------------------------------------------------ what was typed
def _typed(request: Request, columns: Mapping[str, str]) -> list[Line]:
    """Return the lines of the table, then those pasted; a new table where nothing was sent."""
    lines = []
    for n in range(1, MOST + 1):
        cells = {name: request.POST.get(f"{name}-{n}", "").strip()[:1000] for name in columns}
        if any(cells.values()):
            lines.append(Line(cells))
    for pasted in request.POST.get("pasted", "")[:100_000].splitlines():
        texts = [text.strip() for text in pasted.split("\t")]
        if any(texts) and len(lines) < MOST:
            lines.append(Line(dict.fromkeys(columns, "") | dict(zip(columns, texts, strict=False))))
    return lines or [Line(dict.fromkeys(columns, "")) for _n in range(FIRST)]


# ------------------------------------------------------------------ looking at each row
def _look(
    seat: Seat,
    cycle: "Cycle",
    item: Item,
    rules: Rulebook,
    lines: Sequence[Line],
    held: Rosters,
) -> None:
    """Fill in what each line comes to, and the sentences that say what is wrong with it."""
    cadres = list(people.cadres(seat.town))
    units = people.villages(seat.town)
    scorers = {one.code: one.name for one in rules.proposers}
    for line in lines:
        day = _day(line.cells["happened_on"])
        unit, cadre = None, None
        try:
            unit, cadre = _found(line.cells["who"], item, cadres, units, held, day, seat)
        except Refusal as refusal:
            line.said.append(sentence(refusal))
        code = cadre.code if cadre else ""
        form = ClaimForm(
            item,
            [(code, code)] if code else [],
            today=seat.today,
            first_on=cycle.starts_on,
            scorers=scorers,
            data=_data(line.cells, item, code, day),
        )
        if not form.is_valid():
            for name, errors in form.errors.items():
                if name not in PEOPLE.values():
                    line.said += [f"{form.fields[name].label}：{error}" for error in errors]
        elif unit is not None:
            line.row = Row(
                unit=unit,
                cadres=[cadre] if cadre else [],
                people=form.people(),
                happened_on=form.cleaned_data["happened_on"],
                measures=form.measures(),
                reason=form.cleaned_data["reason"],
                evidence=form.cleaned_data["evidence"],
            )
    looked = [line for line in lines if line.row is not None and not line.said]
    rows = [line.row for line in looked if line.row is not None]
    for line, fault in zip(looked, faults(cycle, item, rows, held, hand=seat.hand()), strict=True):
        if fault is not None:
            line.said.append(sentence(fault))


def _found(
    text: str,
    item: Item,
    cadres: "Sequence[Cadre]",
    units: "Sequence[Area]",
    held: Rosters,
    day: dt.date | None,
    seat: Seat,
) -> "tuple[Area, Cadre | None]":
    """Return the village and the cadre that a cell names: by name, code or initials.

    Raises:
        Refusal: "unit.unknown", "cadre.unknown", "cadre.ambiguous", "cadre.no-post".
    """
    wanted = text.strip().lower()
    if not _names_people(item):
        for unit in units:
            if text.strip() in {unit.name, unit.path}:
                return unit, None
        raise Refusal("unit.unknown", name=text, names="、".join(unit.name for unit in units))
    found = [one for one in cadres if one.code.lower() == wanted or one.name == text.strip()]
    found = found or [one for one in cadres if wanted and wanted in one.name_key.split()]
    if not found:
        raise Refusal("cadre.unknown", name=text)
    if len(found) > 1:
        codes = "、".join(f"{one.name} {one.code}" for one in found)
        raise Refusal("cadre.ambiguous", name=text, codes=codes)
    (cadre,) = found
    on = day or seat.today
    paths = {post.unit for post in held.posts(cadre.code, on)}
    served = [unit for unit in units if unit.path in paths]
    if not served:
        raise Refusal("cadre.no-post", name=cadre.name, on=on)
    return served[0], cadre


def _names_people(item: Item) -> bool:
    return bool(item.shares.keys() & {*PEOPLE, Capacity.HOLDER})


def _data(
    cells: Mapping[str, str], item: Item, code: str, day: dt.date | None
) -> dict[str, object]:
    """Return a line as the form of one claim is sent: a level by its name, people by their code."""
    data: dict[str, object] = {name: text for name, text in cells.items() if name != "who"}
    data["happened_on"] = day.isoformat() if day else cells["happened_on"]
    if isinstance(item.scoring, Level) and "level" in cells:
        keys = {row.name: row.key for row in item.scoring.rows}
        data["level"] = keys.get(cells["level"], cells["level"])
    return data | {name: [code] for name in PEOPLE.values() if code}


def _day(text: str) -> dt.date | None:
    """Read a day as people and Excel write it: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日."""
    met = _DAY.fullmatch(text.strip())
    if met is None:
        return None
    try:
        return dt.date(int(met[1]), int(met[2]), int(met[3]))
    except ValueError:
        return None


# ------------------------------------------------------------------ keeping
def _kept(
    request: Request, cycle: "Cycle", item: Item, rows: Sequence[Row], held: Rosters
) -> HttpResponse:
    try:
        seat = request.seat
        made = draft_many(
            cycle, item, rows, held, author=seat.user, once=_once(request), hand=seat.hand()
        )
    except Refusal as refusal:  # the cycle was closed meanwhile
        messages.error(request, sentence(refusal))
        return redirect("town", ref=request.seat.town.ref)
    said = ngettext("%(n)s draft is kept.", "%(n)s drafts are kept.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect(reverse("claims", args=[request.seat.town.ref]) + "?state=draft")


def _once(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()
