"""Limits that do not nest are named before anybody signs them."""

from dataclasses import replace

from jifen.core.limits import nesting
from jifen.core.points import Centipoints
from jifen.core.rules import Limit
from jifen.core.shapes import Period
from jifen.rulebook.crossings import crossings
from tests.rulebook.test_examples import SCHEMES, book


def test_every_pair_that_does_not_nest_is_said_and_nothing_else() -> None:
    for name in SCHEMES:
        assert len(crossings(book(name))) == len(nesting(book(name)))


def test_both_limits_are_named_as_the_paper_names_them() -> None:
    whole = book("yuekao")
    assert not any("逐月" in sentence for sentence in crossings(whole))
    monthly = Limit(
        code="monthly",
        text="逐月合计",
        items=frozenset({"A-02", "A-03"}),
        limit=Centipoints(600),
        per=Period.MONTH,
    )
    crossed = crossings(replace(whole, limits=(*whole.limits, monthly)))
    (first, *_) = [sentence for sentence in crossed if "逐月" in sentence]
    assert first.startswith("A-02“重点项目征迁清零”封顶与共用封顶monthly（逐月合计）互不包含")
    assert "先入账的先占" in first
