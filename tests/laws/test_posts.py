"""I9: points end no post. I5: no deduction counts before it is final."""

import ast
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import jifen
from jifen.claims.models import Claim
from jifen.core.facts import Measures
from jifen.core.workflow import Action, Kind, State
from jifen.ledger.models import Account
from jifen.people.models import Duty, Holding, Leave
from jifen.standings import commands as standings
from tests.harness.figures import figure
from tests.laws.histories import Deed, Register, do, histories
from tests.laws.town import WAYS, Town, fact, undone

POINTS = ("ledger", "claims", "standings", "outcomes")
"""The nouns that count points; what they import is held by a contract as well."""
REGISTER = {"Holding", "Duty", "Leave", "Cadre", "holdings", "duties", "leaves"}
WRITES = {
    "save", "create", "update", "delete", "get_or_create", "update_or_create",
    "bulk_create", "bulk_update", "add", "set", "remove", "clear",
}  # fmt: skip


def sources() -> Iterator[tuple[str, str]]:
    """Yield each module of the nouns that count points, with its text."""
    for noun in POINTS:
        (folder,) = (Path(path) / noun for path in jifen.__path__)
        for found in pkgutil.walk_packages([str(folder)], f"jifen.{noun}."):
            if ".migrations" in found.name or found.ispkg:
                continue
            path = folder.joinpath(*found.name.split(".")[2:]).with_suffix(".py")
            yield found.name, path.read_text("utf-8")


def touches_posts(source: str) -> list[str]:
    """Return what in a module could change a post: a command of the register, a write to a row."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            whole = [f"{node.module}.{name.name}" for name in node.names]
            found += [
                name
                for name in (node.module or "", *whole)
                if name in {"jifen.people.commands", "jifen.register.commands"}
            ]
        if isinstance(node, ast.Import):
            found += [
                n.name for n in node.names if n.name.endswith(("people.commands", "register"))
            ]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITES
        ):
            names = {n.id for n in ast.walk(node.func) if isinstance(n, ast.Name)}
            names |= {n.attr for n in ast.walk(node.func.value) if isinstance(n, ast.Attribute)}
            found += sorted(names & REGISTER)
    return found


def test_no_noun_that_counts_points_can_write_a_post() -> None:
    looked = dict(sources())
    assert len(looked) > 15
    assert {
        name: touches for name, text in looked.items() if (touches := touches_posts(text))
    } == {}


@pytest.mark.parametrize(
    "forged",
    [
        "from jifen.people.commands import end_holding",
        "from jifen.people import commands as register",
        "import jifen.people.commands",
        "Holding.objects.filter(cadre=1).update(to_on=today)",
        "Holding.objects.all().delete()",
        "cadre.holdings.filter(body='elected').update(to_on=today)",
    ],
)
def test_a_module_that_could_would_be_found(forged: str) -> None:
    assert touches_posts(forged)


def posts(town: Town) -> object:
    """Everything the register says of who holds what."""
    return tuple(
        tuple(rows.order_by("pk").values_list())
        for rows in (
            Holding.objects.filter(cadre__town=town.area),
            Duty.objects.filter(cadre__town=town.area),
            Leave.objects.filter(cadre__town=town.area),
        )
    )


def test_whatever_is_done_with_points_the_posts_stay(town: Town) -> None:
    @settings(
        max_examples=figure(5, 60),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(histories)
    def stay(history: list[Deed]) -> None:
        stood = posts(town)
        with undone():
            for deed in history:
                if not isinstance(deed, Register):
                    do(town, deed)
            assert posts(town) == stood

    stay()


def test_closing_a_cycle_on_somebody_past_the_line_leaves_their_posts(town: Town) -> None:
    for n in range(3):
        town.enter(fact(f"决{n}号", "D-6", "张三稻"))
        town.enter(fact(f"决{n}号", "D-1", "张三稻", measures=Measures(quantity=3)))
    assert Account.objects.get(cycle=town.cycle, cadre__name="张三稻").gross > 12_00
    stood = posts(town)
    standings.propose_close(town.cycle, hand=town.hand("clerk"))
    standings.close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    town.cycle.refresh_from_db()
    assert town.cycle.state == "closed"
    assert posts(town) == stood


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_counts_before_it_is_final(town: Town, kind: Kind) -> None:
    """Draft to service, not a hundredth moves; the last step moves it (I5)."""
    town.day = town.cycle.ends_on.replace(month=6, day=2)
    claim = town.draft("line", "A-2" if kind is Kind.GRANT else "D-1", "张三稻")
    stood = balances(town)
    for step in WAYS[kind]:
        claim = town.walk(claim, step)
        assert balances(town) == stood, step
        if claim.due_on is not None:
            town.day = claim.due_on.fromordinal(claim.due_on.toordinal() + 1)
    claim = town.walk(claim, ("clerk-2", Action.RECORD))
    assert Claim.objects.get().state == State.RECORDED
    assert balances(town) != stood


def balances(town: Town) -> dict[int, tuple[int, int]]:
    rows = Account.objects.filter(cycle__town=town.area).values_list("pk", "balance", "gross")
    return {pk: (balance, gross) for pk, balance, gross in rows}
