"""The form of a claim: its fields follow from the item's way of scoring."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any  # Django's forms clean to anything

from django import forms
from django.utils.translation import gettext_lazy as _

from jifen.core.circumstances import Finder
from jifen.core.facts import Measures
from jifen.core.points import Centipoints, display, parse
from jifen.core.rules import Capacity, Item
from jifen.core.shapes import Figured, Level, PerUnit, Range
from jifen.evidence.queries import PREFIX
from jifen.terms import FINDERS

_FIGURE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
SCORE = "score."
"""What the name of a scorer's field begins with."""
PEOPLE = {Capacity.NAMED: "named", Capacity.RESPONSIBLE: "responsible"}
"""Capacities in which a claim names people → their fields."""


def points_field(value: str) -> Centipoints:
    """Read points as a clerk types them."""
    try:
        amount = parse(value)
    except ValueError:
        amount = Centipoints(0)
    if amount <= 0:
        raise forms.ValidationError(_("Write points like 2 or 0.5, two decimals at most."))
    return amount


def figure_field(value: str) -> Fraction:
    """Read a measured figure: a plain decimal, no percent sign."""
    if not _FIGURE.fullmatch(value):
        raise forms.ValidationError(_("Write a plain number, like 96.5, without a unit."))
    return Fraction(value)


class ClaimForm(forms.Form):
    """One claim about one item in one unit."""

    happened_on = forms.DateField(
        label=_("Day it happened"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("What was done"),
        help_text=_("One or two sentences: who did what, where, with what result."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    evidence = forms.CharField(
        label=_("Evidence: document numbers"),
        help_text=_(
            "One on each line, like 县督通〔2026〕3号."
            " A number is enough; photos are never required."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(
        self,
        item: Item,
        roster: Sequence[tuple[str, str]],
        *,
        today: dt.date,
        first_on: dt.date,
        scorers: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        proved: bool = False,
    ) -> None:
        """`roster` are (cadre code, what to show); the claim lies from `first_on` to `today`.

        `scorers`: what the item's scorers are called; `proved`: whether a file proves it already.
        """
        super().__init__(data=data, initial=dict(initial or {}))
        self.item = item
        self.proved = proved
        self._people(roster)
        self._measures(scorers or {})
        self._circumstances()
        self.fields["happened_on"].widget.attrs |= {
            "max": today.isoformat(),
            "min": first_on.isoformat(),
        }
        self.order_fields(
            [
                "happened_on", *PEOPLE.values(), "quantity", "level", "department", "chosen",
                "figure", *(name for name in self.fields if name.startswith(SCORE)),
                "finder", "reminded_on", "village_item", "override", "decision",
            ]
        )  # fmt: skip
        for name, field in self.fields.items():
            shape = {
                "level": "form-select",
                "finder": "form-select",
                "department": "form-check-input",
                "named": "form-check-input",
                "responsible": "form-check-input",
            }
            field.widget.attrs["class"] = shape.get(name, "form-control")

    def _people(self, roster: Sequence[tuple[str, str]]) -> None:
        shares = self.item.shares
        wanted = [c for c in PEOPLE if c in shares]
        only_holder = Capacity.HOLDER in shares and not wanted
        for capacity in wanted or ([Capacity.NAMED] if only_holder else []):
            self.fields[PEOPLE[capacity]] = forms.MultipleChoiceField(
                label=_("People it is about")
                if capacity is Capacity.NAMED
                else _("People responsible"),
                help_text=_("Nobody marked: it goes to whoever leads this duty that day.")
                if only_holder
                else "",
                choices=list(roster),
                required=capacity is Capacity.NAMED and not only_holder,
                widget=forms.CheckboxSelectMultiple,
            )

    def _measures(self, scorers: Mapping[str, str]) -> None:
        scoring = self.item.scoring
        match scoring:
            case PerUnit():
                self.fields["quantity"] = forms.IntegerField(
                    label=_("How many (%(unit)s)") % {"unit": scoring.unit},
                    min_value=1,
                    max_value=9999,
                )
            case Range():
                self.fields["chosen"] = forms.CharField(
                    label=_("Points, %(least)s to %(most)s")
                    % {"least": display(scoring.least), "most": display(scoring.most)},
                    help_text=_("Say in the text below why so many."),
                    max_length=12,
                    validators=[],
                )
            case Level():
                self._level(scoring)
                if scoring.department_lower:
                    self.fields["department"] = forms.BooleanField(
                        label=_("Issued by a department: counts one level lower"), required=False
                    )
            case _ if isinstance(scoring, Figured):
                fields = {f"{SCORE}{code}": scorers.get(code, code) for code in self.item.scorers}
                for name, label in (fields or {"figure": scoring.metric}).items():
                    self.fields[name] = forms.CharField(
                        label=label if not fields else _("Score given by %(who)s") % {"who": label},
                        max_length=16,
                        help_text=_("A plain number, like 96.5."),
                    )
            case _:
                pass

    def _level(self, scoring: Level) -> None:
        """Ask for the level, or for the issuer that stands for one; and points in its range."""
        rows = [(row.key, row.name) for row in scoring.rows]
        issuers = [(issuer.name, issuer.name) for issuer in scoring.issuers]
        self.fields["level"] = forms.ChoiceField(
            label=_("Level"),
            choices=[(_("By level"), rows), (_("By who issued it"), issuers)] if issuers else rows,
        )
        ranges = [
            f"{row.name} {display(row.points)}–{display(row.most)}"
            for row in scoring.rows
            if row.most is not None
        ]
        if ranges:
            self.fields["chosen"] = forms.CharField(
                label=_("Points chosen"),
                help_text=_("Only for: %(ranges)s. Say in the text below why so many.")
                % {"ranges": "、".join(ranges)},
                max_length=12,
                required=False,
            )

    def _circumstances(self) -> None:
        """Ask for what the item's circumstances need, and for nothing else."""
        item = self.item
        if item.finder_factors:
            self.fields["finder"] = forms.ChoiceField(
                label=_("Who found it"), choices=[(one.value, FINDERS[one]) for one in Finder]
            )
        if item.reminded_within is not None:
            self.fields["reminded_on"] = forms.DateField(
                label=_("Day of the reminder before it"),
                help_text=_("It counts only within %(days)s days after a reminder.")
                % {"days": item.reminded_within},
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                required=False,
            )
        if item.village_set is not None:
            self.fields["village_item"] = forms.CharField(
                label=_("Which of the village's own items"),
                help_text=_("Write it the same each time. At most %(most)s in a cycle.")
                % {"most": item.village_set},
                max_length=60,
            )
        if item.overridable:
            self.fields["override"] = forms.CharField(
                label=_("Points decided instead of the computed ones"),
                help_text=_("Leave empty where no meeting decided otherwise."),
                max_length=12,
                required=False,
            )
        decided = isinstance(item.scoring, Range) and item.scoring.decided
        if item.overridable or decided:
            self.fields["decision"] = forms.CharField(
                label=_("Number of the meeting's decision"), max_length=60, required=decided
            )

    def clean(self) -> dict[str, Any]:
        """Read the scores."""
        for name in self.fields:
            if name.startswith(SCORE) and name in self.cleaned_data:
                try:
                    self.cleaned_data[name] = figure_field(self.cleaned_data[name].strip())
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return self.cleaned_data

    def clean_chosen(self) -> Centipoints | None:
        """Read the points chosen; inside a level, nothing where its row is no range."""
        value = self.cleaned_data["chosen"].strip()
        return points_field(value) if value else None

    def clean_override(self) -> Centipoints | None:
        """Read the points decided, which may be none at all: 0."""
        value = self.cleaned_data["override"].strip()
        return (Centipoints(0) if value == "0" else points_field(value)) if value else None

    def clean_figure(self) -> Fraction:
        """Read the figure measured."""
        return figure_field(self.cleaned_data["figure"].strip())

    def clean_evidence(self) -> list[str]:
        """Read one document number from each line."""
        lines = [line.strip() for line in self.cleaned_data["evidence"].splitlines()]
        found = [line for line in lines if line and not line.startswith(PREFIX)]
        if not found and not self.proved:
            raise forms.ValidationError(_("Write at least one document number, or add a file."))
        return found

    def measures(self) -> Measures:
        """Return what was measured."""
        found = self.cleaned_data
        return Measures(
            quantity=found.get("quantity"),
            chosen=found.get("chosen"),
            level=found.get("level", ""),
            department=found.get("department", False),
            figure=found.get("figure"),
            scores=tuple(
                sorted(
                    (name.removeprefix(SCORE), score)
                    for name, score in found.items()
                    if name.startswith(SCORE)
                )
            ),
            finder=Finder(found["finder"]) if found.get("finder") else None,
            reminded_on=found.get("reminded_on"),
            village_item=found.get("village_item", "").strip(),
            decision=found.get("decision", "").strip(),
            override=found.get("override"),
        )

    def people(self) -> dict[str, Capacity]:
        """Return who is named: cadre code → capacity. Who is named is not also responsible."""
        found = self.cleaned_data
        people = dict.fromkeys(found.get("responsible", []), Capacity.RESPONSIBLE)
        return people | dict.fromkeys(found.get("named", []), Capacity.NAMED)
