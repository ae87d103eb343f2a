"""The form of a claim: its fields follow from the item's way of scoring."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any  # Django's forms clean to anything

from django import forms
from django.utils.translation import gettext_lazy as _

from jifen.core.facts import Measures
from jifen.core.points import Centipoints, display, parse
from jifen.core.rules import Capacity, Item
from jifen.core.shapes import Level, PerUnit, Range, Rate, Tiers

_FIGURE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
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
        help_text=_("One on each line, like 县督通〔2026〕3号."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def __init__(
        self,
        item: Item,
        roster: Sequence[tuple[str, str]],
        *,
        today: dt.date,
        first_on: dt.date,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """`roster` are (cadre code, what to show); the claim lies from `first_on` to `today`."""
        super().__init__(data=data, initial=dict(initial or {}))
        self.item = item
        self._people(roster)
        self._measures()
        self.fields["happened_on"].widget.attrs |= {
            "max": today.isoformat(),
            "min": first_on.isoformat(),
        }
        self.order_fields(
            ["happened_on", *PEOPLE.values(), "quantity", "chosen", "level", "department", "figure"]
        )
        for name, field in self.fields.items():
            shape = {
                "level": "form-select",
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

    def _measures(self) -> None:
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
                self.fields["level"] = forms.ChoiceField(
                    label=_("Level"), choices=[(row.key, row.name) for row in scoring.rows]
                )
                if scoring.department_lower:
                    self.fields["department"] = forms.BooleanField(
                        label=_("Issued by a department: counts one level lower"), required=False
                    )
            case Tiers() | Rate():
                self.fields["figure"] = forms.CharField(
                    label=scoring.metric, max_length=16, help_text=_("A plain number, like 96.5.")
                )

    def clean_chosen(self) -> Centipoints:
        """Read the points chosen."""
        return points_field(self.cleaned_data["chosen"].strip())

    def clean_figure(self) -> Fraction:
        """Read the figure measured."""
        return figure_field(self.cleaned_data["figure"].strip())

    def clean_evidence(self) -> list[str]:
        """Read one document number from each line."""
        return [line.strip() for line in self.cleaned_data["evidence"].splitlines() if line.strip()]

    def measures(self) -> Measures:
        """Return what was measured."""
        found = self.cleaned_data
        return Measures(
            quantity=found.get("quantity"),
            chosen=found.get("chosen"),
            level=found.get("level", ""),
            department=found.get("department", False),
            figure=found.get("figure"),
        )

    def people(self) -> dict[str, Capacity]:
        """Return who is named: cadre code → capacity. Who is named is not also responsible."""
        found = self.cleaned_data
        people = dict.fromkeys(found.get("responsible", []), Capacity.RESPONSIBLE)
        return people | dict.fromkeys(found.get("named", []), Capacity.NAMED)
