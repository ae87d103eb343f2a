"""Writes a rulebook as a file: `read(write(rulebook))` is the same rulebook."""

from collections.abc import Mapping

from jifen.core.posts import PostGroup
from jifen.core.rules import LowRank, Rulebook
from jifen.core.shapes import Level
from jifen.rulebook.layout import (
    Value,
    amount,
    count,
    figure,
    lines,
    number,
    part,
    some,
    text,
    texts,
    yes,
)
from jifen.rulebook.reader import FORMAT
from jifen.rulebook.written_items import calendar_period, item, level, population
from jifen.rulebook.written_results import results


def write(rulebook: Rulebook) -> str:
    """Return the file that reads as this rulebook.

    Raises:
        ValueError: two items carry different level tables under one name.
    """
    return "\n".join(lines(_top(rulebook))) + "\n"


def _low(rule: LowRank | None) -> Value:
    return None if rule is None else {"ratio": number(rule.ratio), "people": str(rule.people)}


def _top(book: Rulebook) -> Mapping[str, Value]:
    leaves_out = book.ranking.leaves_out
    return {
        "format": FORMAT,
        "code": text(book.code),
        "title": text(book.title),
        "version": text(book.version),
        "illustrative": yes(book.illustrative),
        "effective_on": book.effective_on.isoformat(),
        "assumptions": texts(book.assumptions),
        "cycle": {
            "months": str(book.cycle.months),
            "start_month": str(book.cycle.start_month),
            "briefings": str(book.cycle.briefings),
            "entry_deadline_days": count(book.cycle.entry_deadline_days),
        },
        "score": {
            "base": figure(book.score.base),
            "add_max": amount(book.score.add_max),
            "deduct_max": amount(book.score.deduct_max),
            "floor": amount(book.score.floor),
        },
        "service": {
            "prorate_base": yes(book.service.prorate_base),
            "months_to_rank": str(book.service.months_to_rank),
            "months_to_award": str(book.service.months_to_award),
            "leave_costs": texts(sorted(book.service.leave_costs)),
            "several": book.service.several.value,
        },
        "ranking": {
            "tie_breaks": [tie.value for tie in book.ranking.tie_breaks],
            "tie_chapter": some(book.ranking.tie_chapter),
            "leaves_out": part(leaves_out, population),
        }
        if book.ranking.tie_breaks or leaves_out
        else None,
        "rollup": {
            "members_weight": number(book.rollup.members_weight),
            "leave_out_village_items": yes(book.rollup.leave_out_village_items),
        },
        "ladder": {
            "gross_line": figure(book.ladder.gross_line),
            "gross_line_of": {
                group.value: figure(book.ladder.gross_line_of[group])
                for group in PostGroup
                if group in book.ladder.gross_line_of
            },
            "removal_line": amount(book.ladder.removal_line),
            "low_rank": _low(book.ladder.low_rank),
            "reminder": _low(book.ladder.reminder),
            "trigger": book.ladder.trigger.value,
            "second_scope": book.ladder.second_scope.value,
            "term_years": str(book.ladder.term_years),
            "first_measure": text(book.ladder.first_measure),
            "follow_up_days": str(book.ladder.follow_up_days),
        },
        "process": {
            "publicity_days": str(book.process.publicity_days),
            "answer_days": str(book.process.answer_days),
            "appeal_days": str(book.process.appeal_days),
            "grave_line": figure(book.process.grave_line),
            "minor_line": figure(book.process.minor_line),
            "time_bar_months": count(book.process.time_bar_months),
            "late": book.process.late and book.process.late.value,
        },
        "articles": {text(row.code): text(row.name) for row in book.articles},
        "duty_areas": {text(row.code): text(row.name) for row in book.duty_areas},
        "proposers": {text(row.code): text(row.name) for row in book.proposers},
        "level_tables": _tables(book),
        "periods": {text(period.code): calendar_period(period) for period in book.periods},
        "chapters": {
            text(chapter.code): {
                "name": text(chapter.name),
                "add_max": amount(chapter.add_max),
                "deduct_max": amount(chapter.deduct_max),
            }
            for chapter in book.chapters
        },
        "matter_groups": {
            text(group.code): {
                "text": text(group.text),
                "mode": group.mode.value,
                "limit": amount(group.limit),
            }
            for group in book.matter_groups
        },
        "limits": {
            text(limit.code): {
                "text": text(limit.text),
                "items": texts(sorted(limit.items)),
                "limit": figure(limit.limit),
                "per": limit.per.value,
            }
            for limit in book.limits
        },
        "items": {text(each.code): item(each) for each in book.items},
        "results": part(book.results, results),
    }


def _tables(book: Rulebook) -> Mapping[str, Value]:
    named: dict[str, Level] = {}
    for each in book.items:
        scoring = each.scoring
        if isinstance(scoring, Level) and scoring.table:
            first = named.setdefault(scoring.table, scoring)
            if first != scoring:
                raise ValueError(f"two level tables are called {scoring.table!r}")
    return {text(name): level(table) for name, table in named.items()}
