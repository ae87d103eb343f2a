"""Says in sentences what changed from one version to another, and for whom.

Two versions whose canonical bytes differ always have a change that is said; two that are equal have
none. Fields are walked, so nothing that a version can say is left out.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from enum import StrEnum
from typing import TypeVar

from jifen.core import appraisal, circumstances, rules, shapes
from jifen.core.rules import Capacity, Item, Rulebook, Subject
from jifen.rulebook.circumstance_wording import effects, population
from jifen.rulebook.labels import FIELDS
from jifen.rulebook.values import Names, shown, summary
from jifen.rulebook.wording import VERBS, describe, scoring
from jifen.rulebook.words import CHOICES, word

K = TypeVar("K", bound=Hashable)


class Kind(StrEnum):
    """What kind of change it is."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. `part` is where, `text` what, `whom` those it concerns."""

    kind: Kind
    part: str
    text: str
    path: str
    """Where it stands in the version: "items.A-1.scoring.each"."""
    whom: tuple[str, ...] = ()


EVERYBODY = ("全体干部",)
VILLAGES = ("各村（社区）",)
_WHOM: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("effective_on", "cycle", "score", "service", "ranking", "ladder", "process", "results"),
        EVERYBODY,
    ),
    "rollup": VILLAGES,
}
"""Whom a part of the scheme concerns; the others concern nobody's points by themselves."""

_KEYS: Mapping[type[object], str] = {
    rules.Item: "code",
    rules.Named: "code",
    rules.Chapter: "code",
    rules.MatterGroup: "code",
    rules.Limit: "code",
    circumstances.CalendarPeriod: "code",
    circumstances.ValidFrom: "points",
    shapes.LevelRow: "key",
    shapes.Issuer: "name",
    shapes.TierStep: "bound",
    shapes.LinearPoint: "figure",
    appraisal.Source: "code",
    appraisal.Band: "code",
    appraisal.Quota: "grade",
    appraisal.Prize: "code",
    appraisal.Bracket: "over",
    appraisal.Streak: "code",
}
"""What an entry of a list is known by, where its list may change entry by entry."""


_NAMES = {"code", "key", "name", "text"}
"""What an entry is called, where its name has been said."""
_TEXTS = {"title", "purpose", "procedure", "note", "article"}
"""Fields of an item that move nobody's points."""


def diff(before: Rulebook, after: Rulebook) -> tuple[Change, ...]:
    """Return every change from one version to the other: the scheme first, then item by item."""
    return tuple(_Comparison(before, after).changes())


def sentences(changes: Iterable[Change]) -> list[str]:
    """Return one sentence for each part that changed, and for each whom it concerns.

    "第3项 调解矛盾纠纷：每宗加分由2分改为1分；涉及：当事人"
    """
    parts: dict[tuple[str, tuple[str, ...]], list[Change]] = {}
    for change in changes:
        parts.setdefault((change.part, change.whom), []).append(change)
    said: list[str] = []
    for (part, whom), held in parts.items():
        concerns = f"；涉及：{'、'.join(whom)}" if whom else ""
        said.append(f"{part}：{'，'.join(change.text for change in held)}{concerns}")
    return said


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the words before a field's label, its path, part and people."""

    part: str
    path: str
    words: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    verb: str = "加"

    def inside(self, word_: str, path: str, *, whom: tuple[str, ...] | None = None) -> "_Place":
        """Return the place one step further in."""
        return replace(
            self,
            words=(*self.words, word_) if word_ else self.words,
            path=f"{self.path}.{path}" if self.path else path,
            whom=self.whom if whom is None else whom,
        )

    def entry(self, name: str, path: str) -> "_Place":
        """Return the place of an entry of the list that stands here."""
        *before, label = self.words or ("",)
        return replace(self, words=(*before, f"{label}{name}"), path=f"{self.path}.{path}")

    def said(self, kind: Kind, text: str) -> Change:
        """Return a change at this place."""
        return Change(kind, self.part, text, self.path, self.whom)

    @property
    def label(self) -> str:
        return "的".join(self.words)


class _Comparison:
    """Two versions being walked side by side."""

    def __init__(self, before: Rulebook, after: Rulebook) -> None:
        self.before, self.after = before, after
        self.names = Names(before, after)

    def changes(self) -> Iterator[Change]:
        for name, label in FIELDS[Rulebook].items():
            one, other = getattr(self.before, name), getattr(self.after, name)
            if name == "items" or one == other:
                continue
            if name in _USES:
                yield from self._table(name, label, one, other)
                continue
            single = not is_dataclass(one) and not is_dataclass(other)
            place = _Place(
                "细则" if single else label,
                name,
                (label,) if single or one is None or other is None else (),
                _WHOM.get(name, ()),
            )
            yield from self._value(Rulebook, name, one, other, place)
        yield from self._items()

    # ------------------------------------------------------------ tables of the scheme
    def _table(
        self, name: str, label: str, one: tuple[object, ...], other: tuple[object, ...]
    ) -> Iterator[Change]:
        place = _Place(label, name)
        for change in self._list(Rulebook, name, one, other, place):
            code, _, inside = change.path.removeprefix(f"{name}.").partition(".")
            whom = () if inside in _NAMES else self._users(name, "" if code == name else code)
            yield replace(change, whom=whom)

    def _users(self, table: str, code: str) -> tuple[str, ...]:
        """Return whom the items concern that use an entry of a table; "" is the whole table."""
        used = [
            item
            for book in (self.before, self.after)
            for item in book.items
            if (codes := _USES[table](book, item)) and (not code or code in codes)
        ]
        return tuple(dict.fromkeys(who for item in used for who in concerned(item)))

    # ------------------------------------------------------------ items
    def _items(self) -> Iterator[Change]:
        before, after = self.before.items, self.after.items
        if before == after:
            return
        if _repeats(before, "code") or _repeats(after, "code"):
            place = _Place("项目", "items", ("项目",), EVERYBODY)
            yield place.said(Kind.CHANGED, _changed("项目", self._all(before), self._all(after)))
            return
        codes = _renumbered(before, after)
        old = {codes.get(item.code, item.code): (place, item) for place, item in _placed(before)}
        new = {item.code: (place, item) for place, item in _placed(after)}
        for code, (number, item) in old.items():
            if code not in new:
                yield self._whole(Kind.REMOVED, number, item, self.before)
        moved = _moved([code for code in old if code in new], [c for c in new if c in old])
        for code, (number, item) in new.items():
            if code not in old:
                yield self._whole(Kind.ADDED, number, item, self.after)
                continue
            was, previous = old[code]
            place = _item_place(number, item, previous)
            if previous.code != item.code:
                yield place.inside("", "code", whom=()).said(
                    Kind.RENAMED, f"代码由“{previous.code}”改为“{item.code}”"
                )
            if code in moved:
                yield replace(place, whom=()).said(Kind.MOVED, f"由第{was}项移为第{number}项")
            yield from self._record(previous, item, place, leave="code")

    def _all(self, items: Sequence[Item]) -> str:
        return "；".join(summary(item, self.names) for item in items)

    def _whole(self, kind: Kind, number: int, item: Item, book: Rulebook) -> Change:
        place = _item_place(number, item, item)
        verb = "新增" if kind is Kind.ADDED else "删去"
        return place.said(
            kind, f"{verb}本项（{item.code}，{item.article}，{describe(item, book)}）"
        )

    # ------------------------------------------------------------ the walk
    def _record(
        self, one: object, other: object, place: _Place, *, leave: str = ""
    ) -> Iterator[Change]:
        kind = type(one)
        for name in FIELDS[kind]:
            before, after = getattr(one, name), getattr(other, name)
            if name != leave and before != after:
                # A shape that stays is known by its own fields: "每宗加分由2分改为1分".
                stays = name == "scoring" and type(before) is type(after)
                label = "" if stays else _label(kind, name, other, place.verb)
                whom = () if kind is Item and name in _TEXTS else None
                inner = place.inside(label, name, whom=whom)
                if isinstance(one, Item) and isinstance(other, Item) and name == "effects":
                    before, after = self._effects(one, other)
                yield from self._value(kind, name, before, after, inner)

    def _effects(self, one: Item, other: Item) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Return the effects of an item in sentences, or as they are where those do not differ."""
        before, after = effects(one, self.before), effects(other, self.after)
        return (one.effects, other.effects) if before == after else (tuple(before), tuple(after))

    def _value(
        self, owner: type[object], name: str, one: object, other: object, place: _Place
    ) -> Iterator[Change]:
        """Yield what changed in one field: at least one change where the two differ."""
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from self._mapping(owner, name, one, other, place)
        elif isinstance(one, tuple) and isinstance(other, tuple):
            yield from self._list(owner, name, one, other, place)
        elif isinstance(one, frozenset) and isinstance(other, frozenset):
            yield from self._list(owner, name, tuple(sorted(one)), tuple(sorted(other)), place)
        elif is_dataclass(one) and type(one) is type(other):
            yield from self._record(one, other, place)
        else:
            kind = Kind.RENAMED if name in {"title", "name", "code"} else Kind.CHANGED
            before = self._shown(owner, name, one, place)
            after = self._shown(owner, name, other, place)
            if _nothing(one):
                yield place.said(Kind.ADDED, f"新增{place.label}：{after}")
            elif _nothing(other):
                yield place.said(Kind.REMOVED, f"取消{place.label}（原为{before}）")
            else:
                yield place.said(kind, _changed(place.label, before, after))

    def _shown(self, owner: type[object], name: str, value: object, place: _Place) -> str:
        if owner is Item and name == "scoring":
            return f"“{scoring(value, place.verb)}”"  # type: ignore[arg-type]  # an item's scoring
        return shown(owner, name, value, self.names)

    def _mapping(
        self,
        owner: type[object],
        name: str,
        one: Mapping[str, object],
        other: Mapping[str, object],
        place: _Place,
    ) -> Iterator[Change]:
        *before, label = place.words
        for key in _in_order(one, other):
            if one.get(key) == other.get(key):
                continue
            whom = place.whom
            if isinstance(key, Capacity):
                whom = (word(key),)
            elif type(key) in CHOICES and owner is not Item:
                whom = (word(key),)  # type: ignore[arg-type]  # a choice has its word
            there = replace(place, words=(*before, f"{self.names.key(name, key)}的{label}"))
            yield from self._value(
                owner, name, one.get(key), other.get(key), there.inside("", str(key), whom=whom)
            )

    def _list(
        self,
        owner: type[object],
        name: str,
        one: tuple[object, ...],
        other: tuple[object, ...],
        place: _Place,
    ) -> Iterator[Change]:
        known = _known(one, other)
        if known is None:
            before, after = (shown(owner, name, value, self.names) for value in (one, other))
            label = place.label or place.part
            if not one:
                yield place.said(Kind.ADDED, f"新增{label}：{after}")
            elif not other:
                yield place.said(Kind.REMOVED, f"取消{label}（原为{before}）")
            else:
                yield place.said(Kind.CHANGED, _changed(label, before, after))
            return
        old, new = known
        was, now = list(old), list(new)
        moved = _moved([key for key in old if key in new], [key for key in new if key in old])
        for key in _in_order(old, new):
            entry = new[key] if key in new else old[key]
            there = place.entry(self.names.entry(name, entry), str(key))
            if key not in new or key not in old:
                kind, verb = (Kind.REMOVED, "删去") if key in old else (Kind.ADDED, "新增")
                text = summary(entry, self.names, leave=_NAMES)
                yield there.said(kind, f"{verb}{there.label}" + (f"（{text}）" if text else ""))
                continue
            if key in moved:
                first, then = was.index(key) + 1, now.index(key) + 1
                yield there.said(Kind.MOVED, f"{there.label}由第{first}位移到第{then}位")
            if old[key] != new[key]:
                yield from self._record(old[key], new[key], there)


Keyed = Mapping[Hashable, object]


def _known(one: tuple[object, ...], other: tuple[object, ...]) -> tuple[Keyed, Keyed] | None:
    """Return two lists by what their entries are known by; None where that does not tell them."""
    kinds = {type(entry) for entry in (*one, *other)}
    plain = all(issubclass(kind, str) for kind in kinds)
    by = _KEYS.get(next(iter(kinds)), "") if len(kinds) == 1 else ""
    if not plain and not by:
        return None
    old, new = (
        {entry if plain else getattr(entry, by): entry for entry in entries}
        for entries in (one, other)
    )
    return (old, new) if len(old) == len(one) and len(new) == len(other) else None


def concerned(item: Item) -> tuple[str, ...]:
    """Name those whose points an item moves: capacities, the village's account, its population."""
    whom = [word(capacity) for capacity in Capacity if capacity in item.shares]
    if item.subject is Subject.VILLAGE:
        whom.append("村级账户")
    if item.only_for is not None and (said := population(item.only_for)):
        return (f"{said}中的{'、'.join(whom)}",)
    return tuple(whom)


def _item_place(number: int, item: Item, previous: Item) -> _Place:
    whom = tuple(dict.fromkeys((*concerned(previous), *concerned(item))))
    return _Place(
        f"第{number}项 {item.title}", f"items.{item.code}", (), whom, VERBS[item.direction]
    )


def _label(kind: type[object], name: str, record: object, verb: str) -> str:
    """Return a field's label, said of one fact where the shape is of one figure."""
    if isinstance(record, shapes.PerUnit) and name == "each":
        return f"每{record.unit}{verb}分"
    if isinstance(record, shapes.Fixed):
        return f"每次{verb}分"
    if isinstance(record, shapes.Range) and name in {"least", "most"}:
        return f"每次{verb}分{FIELDS[kind][name]}"
    return FIELDS[kind][name]


def _changed(label: str, before: str, after: str) -> str:
    return f"{label}由{before}改为{after}"


def _nothing(value: object) -> bool:
    return value is None or (isinstance(value, str | tuple | frozenset) and not value)


def _placed(items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
    return enumerate(items, start=1)


def _repeats(entries: Sequence[object], by: str) -> bool:
    return len({getattr(entry, by) for entry in entries}) < len(entries)


def _in_order(one: Mapping[K, object], other: Mapping[K, object]) -> list[K]:
    """Return the keys of both, those of the second first: sorted where order says nothing."""
    return [*other, *(key for key in one if key not in other)]


def _renumbered(before: Sequence[Item], after: Sequence[Item]) -> dict[str, str]:
    """Return old code → new code of items that only changed their code: alike, or of one title."""
    lost = [item for item in before if item.code not in {one.code for one in after}]
    found = [item for item in after if item.code not in {one.code for one in before}]
    codes: dict[str, str] = {}
    for alike in (_renumbered_only, _same_title):
        for item in lost:
            fitting = [o for o in found if o.code not in codes.values() and alike(item, o)]
            if item.code not in codes and len(fitting) == 1:
                codes[item.code] = fitting[0].code
    return codes


def _renumbered_only(one: Item, other: Item) -> bool:
    return replace(one, code=other.code) == other


def _same_title(one: Item, other: Item) -> bool:
    return one.title == other.title and one.direction is other.direction


def _moved(before: Sequence[K], after: Sequence[K]) -> frozenset[K]:
    """Return the fewest keys whose moving turns one order into the other."""
    place = {key: number for number, key in enumerate(before)}
    runs: list[list[K]] = []  # the longest run in order that ends with each key
    for key in after:
        longest: list[K] = []
        for run in runs:
            if place[run[-1]] < place[key] and len(run) > len(longest):
                longest = run
        runs.append([*longest, key])
    kept = max(runs, key=len, default=[])
    return frozenset(after) - frozenset(kept)


def _nobody(book: Rulebook, item: Item) -> frozenset[str]:
    return frozenset()


_USES: Mapping[str, Callable[[Rulebook, Item], frozenset[str]]] = {
    "articles": _nobody,
    "duty_areas": _nobody,
    "proposers": _nobody,
    "chapters": lambda book, item: frozenset({item.chapter}),
    "matter_groups": lambda book, item: frozenset({item.matter_group} - {""}),
    "limits": lambda book, item: frozenset(
        limit.code for limit in book.limits if item.code in limit.items
    ),
    "periods": lambda book, item: frozenset(item.period_factors),
}
"""Table of the scheme → the codes of it that bear on an item's points."""
