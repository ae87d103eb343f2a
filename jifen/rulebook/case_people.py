"""Cases of several people: what a checkpoint makes of their points, votes and scores."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jifen.core import results
from jifen.core.assess import assess
from jifen.core.facts import HolderKind
from jifen.core.months import full_months
from jifen.core.points import Centipoints, display
from jifen.core.ranking import KEPT_OUT, Reason
from jifen.core.results import Ballots, Outcome, PastCycle, Person, Results, UnitResult
from jifen.core.rules import Rulebook
from jifen.core.shortlists import Standing, listed
from jifen.rulebook import case_accounts
from jifen.rulebook.case_accounts import WHO, Written
from jifen.rulebook.fields import Fields
from jifen.rulebook.keys import Keys

_DAY = dt.timedelta(days=1)
NONE, MEETING = "none", "meeting"
"""Written where there is no result, grade, prize or share; and where a meeting has to decide."""

EXPECTED = ("result", "rank", "grade", "prizes", "share", "streaks", "shortlists", "carries")
PERSON = Keys((), (*WHO, "village", "suspended", "withheld", "ballots", "scores", *EXPECTED))
PEOPLE = Keys(("says", "people"), ("villages", "pool", "history", "lowest", "left_over"))
VILLAGE = Keys((), ("result", "grade"))
CYCLE = Keys((), ("grades", "lowest"))
_NAMES = {
    "result": "考核得分",
    "rank": "名次",
    "grade": "等次",
    "prizes": "奖项",
    "share": "奖金（元）",
    "streaks": "连续",
    "shortlists": "推荐名单",
    "carries": "结转下期",
    "lowest": "排名靠后",
    "left_over": "奖金余额（元）",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folk:
    """Everybody of such a case, and what is expected: (whose, what) → words; "" whose: of all."""

    people: Mapping[str, tuple[Written, Person]]
    units: tuple[UnitResult, ...]
    pool_fen: int | None
    history: tuple[PastCycle, ...]
    expected: Mapping[tuple[str, str], str]


def name_of(whose: str, what: str) -> str:
    """Name what is expected: "王甲的等次"."""
    return f"{whose}的{_NAMES[what]}" if whose else _NAMES[what]


def read(rulebook: Rulebook, fields: Fields) -> Folk:
    """Return the people of a case."""
    expected: dict[tuple[str, str], str] = {}
    people: dict[str, tuple[Written, Person]] = {}
    for name, one in fields.tables("people", PERSON):
        written = case_accounts.read(
            rulebook, one, holder=name, kind=HolderKind.CADRE, all_give=False
        )
        people[name] = (written, _person(rulebook, one, written))
        expected |= {(name, what): words for what, words in _said(one)}
    if fields.has("lowest"):
        expected["", "lowest"] = _list(fields.texts("lowest"))
    if fields.has("left_over"):
        expected["", "left_over"] = display(fields.yuan("left_over") or 0)
    return Folk(
        people=people,
        units=tuple(
            UnitResult(
                path=path,
                result=one.amount("result") if one.has("result") else None,
                grade=one.code("grade"),
            )
            for path, one in fields.tables("villages", VILLAGE)
        )
        if fields.has("villages")
        else (),
        pool_fen=fields.yuan("pool") if fields.has("pool") else None,
        history=tuple(_past(n, one) for n, one in enumerate(fields.entries("history", CYCLE), 1)),
        expected=expected,
    )


def _person(rulebook: Rulebook, fields: Fields, written: Written) -> Person:
    ballots = {
        source: {voters: _ballots(counted) for voters, counted in one.tables(source, Keys())}
        for one in [fields.inner("ballots")]
        for source in one.rows
    }
    scores = fields.inner("scores")
    account = written.account
    return Person(
        account=account,
        assessment=assess(rulebook, account, as_of=account.ends_on - _DAY),
        months=full_months(account, leave_costs=rulebook.service.leave_costs),
        village=fields.text("village"),
        kept_out=_kept_out(fields),
        ballots=ballots,
        scores={source: scores.amount(source) or Centipoints(0) for source in scores.rows},
    )


def _kept_out(fields: Fields) -> Reason | None:
    """Return why a case keeps somebody out: each reason is a key of its own."""
    said = (reason for reason in KEPT_OUT.values() if fields.boolean(reason.value, False))
    return next(said, None)


def _ballots(fields: Fields) -> Ballots:
    counts = {key: fields.whole(key, 0, least=0, most=10**6) for key in fields.rows}
    given, spoiled = counts.pop("given", 0), counts.pop("spoiled", 0)
    return Ballots(given=given, answers=counts, spoiled=spoiled)


def _past(number: int, fields: Fields) -> PastCycle:
    return PastCycle(
        name=str(number),
        grades=dict(fields.names("grades")) if fields.has("grades") else {},
        lowest=frozenset(fields.texts("lowest")),
    )


# ------------------------------------------------------------------ what is expected, what came
def _said(fields: Fields) -> Iterator[tuple[str, str]]:
    for key in EXPECTED:
        if not fields.has(key):
            continue
        if key in {"prizes", "streaks", "shortlists"}:
            yield key, _list(fields.texts(key))
        elif key in {"grade", "rank"} or _word(fields, key):
            yield key, fields.text(key)
        elif key == "share":
            yield key, display(fields.yuan(key) or 0)
        else:
            yield key, display(fields.signed_amount(key))


def _word(fields: Fields, key: str) -> bool:
    node = fields.scalar(key)
    return node is not None and node.value == NONE


def _list(texts: tuple[str, ...]) -> str:
    return "、".join(sorted(texts)) or NONE


def work_out(rulebook: Rulebook, folk: Folk) -> Results:
    """Return what a version makes of these people: theirs, or another one tried on them."""
    return results.results(
        rulebook,
        [
            replace(
                person,
                assessment=assess(rulebook, person.account, as_of=person.account.ends_on - _DAY),
                months=full_months(person.account, leave_costs=rulebook.service.leave_costs),
            )
            for _, person in folk.people.values()
        ],
        units=folk.units,
        pool_fen=folk.pool_fen,
        history=folk.history,
    )


def came(rulebook: Rulebook, folk: Folk, found: Results) -> Mapping[tuple[str, str], str]:
    """Return what came out, as `Folk.expected` says it."""
    said: dict[tuple[str, str], str] = {}
    lists = _shortlists(rulebook, folk, found)
    said |= {(code, "shortlists"): _list(tuple(names)) for code, names in lists.items()}
    for code, outcome in found.outcomes.items():
        said |= {(code, what): words for what, words in _of(outcome)}
    said["", "lowest"] = _list(tuple(found.low.inside)) if found.low is not None else NONE
    said["", "left_over"] = display(found.bonus.left_fen if found.bonus is not None else 0)
    return said


def _shortlists(rulebook: Rulebook, folk: Folk, found: Results) -> dict[str, list[str]]:
    """Return who is on which list; a case knows of no talk, and of no grave deduction before."""
    months = {person.code: person.months for _, person in folk.people.values()}
    people = [
        Standing(
            code=one.code,
            kept_out=one.not_ranked in KEPT_OUT.values(),
            grade=one.grade.grade if one.grade is not None else "",
            streaks={run.streak for run in one.runs},
            place=one.place,
            total=one.result.total,
            months=months[one.code],
            open_case=False,
            talk_on=None,
            grave_on=None,
        )
        for one in found.outcomes.values()
    ]
    on = max(person.account.ends_on for _, person in folk.people.values())
    lists: dict[str, list[str]] = {one.code: [] for one in people}
    for rule in rulebook.results.shortlists if rulebook.results is not None else ():
        for code in listed(rule, people, on=on):
            lists[code].append(rule.code)
    return lists


def _of(one: Outcome) -> Iterator[tuple[str, str]]:
    yield "result", NONE if one.result.total is None else display(one.result.total)
    yield "rank", str(one.place)
    if one.grade is None:
        yield "grade", NONE
    else:
        yield "grade", one.grade.grade or MEETING
    yield "prizes", _list(tuple(award.prize for award in one.awards))
    yield "share", NONE if one.share is None else display(one.share.fen)
    yield "streaks", _list(tuple(run.streak for run in one.runs))
    yield "carries", display(one.carry_in)
