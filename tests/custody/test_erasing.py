"""Erasing a person's data: two hands, nothing that runs, and everything still verifies."""

import datetime as dt
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from pytest_django import Settings

from jifen.chain import bundle, reading
from jifen.chain.models import Record
from jifen.chain.queries import HOME
from jifen.core.access import Role
from jifen.core.erasure import Basis
from jifen.core.errors import Refusal
from jifen.core.task import Action, Origin
from jifen.custody import erasing, proof
from jifen.cycles.models import Cycle
from jifen.people import commands as people
from jifen.people import queries
from jifen.people.models import Cadre, Grant, Reading, Relation, User
from jifen.tasks.commands import Given, NewTask, Source, issue, take_step
from tests.harness.host import HOST
from tests.records.town import NEXT_LAST, V1, Town, found

pytestmark = pytest.mark.django_db

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"
NUMBER = "示删字〔2040〕1号"
FREE = dt.date(2037, 1, 1)
DAY = dt.date(2024, 1, 1)


@pytest.fixture
def town() -> Town:
    """A town with two security administrators and the county; the person has an account."""
    made = found()
    county = people.add_area("p1/c1/k1", "county", "示例县")
    for login, role, area in (
        ("keeper", Role.SECURITY, made.area),
        ("other-keeper", Role.SECURITY, made.area),
        ("county", Role.COUNTY, county),
    ):
        made.users[login] = people.add_user(login, f"安全{login}", "a-long-password", hand=HOST)
        people.grant(made.users[login], role, area, from_on=DAY, hand=HOST)
    own = people.add_user("own", "甲三", "a-long-password", cadre=person(made), hand=HOST)
    people.grant(own, Role.CADRE, made.unit(V1), from_on=DAY, hand=HOST)
    people.end_grant(own, Role.CADRE, made.unit(V1), to_on=dt.date(2027, 1, 1), hand=HOST)
    people.relate(made.users["member"], person(made), "配偶", hand=HOST)
    made.users["own"] = own
    return made


def person(town: Town) -> Cadre:
    return Cadre.objects.select_related("town").get(town=town.area, name="甲三")


def closed(town: Town) -> None:
    """Have the only cycle closed; how that is done has its own tests."""
    Cycle.objects.filter(town=town.area).update(state="closed", closed_seq=1)
    town.today = FREE


def said(
    town: Town, who: str, *, basis: Basis = Basis.RETENTION_ENDED, number: str = NUMBER
) -> str:
    try:
        erasing.propose(person(town), basis=basis, document_number=number, hand=town.hand(who))
    except Refusal as refusal:
        return refusal.code
    return ""


def told() -> list[tuple[str, str, int | None, str]]:
    """What the whole proof says, apart from the cycle that a fixture closed and no record did."""
    faults = [one for several in proof.prove().values() for one in several]
    closing = ("cycle", "closing", "standing", "ledger")
    return [
        (one.town, one.code, one.seq, one.detail)
        for one in faults
        if not one.code.startswith(closing)
    ]


def test_nobody_in_a_running_cycle_is_erased(town: Town) -> None:
    assert said(town, "keeper") == "erasure.cycle"
    assert said(town, "keeper", basis=Basis.UNLAWFUL) == "erasure.cycle"


def test_the_period_of_keeping_is_waited_for_unless_it_was_unlawful(
    town: Town, settings: Settings
) -> None:
    closed(town)
    last = max(account.cycle.ends_on for account in person(town).accounts.all())
    assert last <= NEXT_LAST + dt.timedelta(days=1)
    due = dt.date((last - dt.timedelta(days=1)).year + 11, 1, 1)
    town.today = due - dt.timedelta(days=1)
    assert said(town, "keeper") == "erasure.early"
    settings.RETENTION_YEARS = 9
    assert said(town, "keeper") == ""
    assert said(town, "keeper") == "erasure.proposed"


def test_what_was_entered_unlawfully_waits_for_no_period(town: Town) -> None:
    closed(town)
    town.today = NEXT_LAST
    assert said(town, "keeper", basis=Basis.UNLAWFUL) == ""


def test_nobody_is_erased_while_a_task_of_theirs_is_open(town: Town) -> None:
    town.today = dt.date(2025, 5, 6)
    new = NewTask(title="交接台账", people=[person(town).code], days=3)
    (task,) = issue(
        town.area,
        Source(origin=Origin.TOWN),
        [new],
        token=uuid.UUID(int=1),
        hand=town.hand("clerk"),
    )
    closed(town)
    assert said(town, "keeper") == "erasure.case"
    given = Given(reason="人已调离，任务撤销。")
    take_step(task, town.unit(V1), Action.WITHDRAW, given, hand=town.hand("clerk"))
    assert said(town, "keeper") == ""


def test_it_rests_on_a_paper_and_on_the_security_administrator(town: Town) -> None:
    closed(town)
    assert said(town, "keeper", number="") == "erasure.document"
    for who in ("clerk", "head", "county", "own"):
        assert said(town, who) == "erasure.not-yours"


def test_two_hands_carry_it_out(town: Town) -> None:
    closed(town)
    cadre = person(town)
    with pytest.raises(Refusal) as refused:
        erasing.carry_out(cadre, hand=town.hand("other-keeper"))
    assert refused.value.code == "erasure.none"
    assert said(town, "keeper") == ""
    for who, code in (("keeper", "erasure.same"), ("clerk", "erasure.not-yours")):
        with pytest.raises(Refusal) as refused:
            erasing.carry_out(cadre, hand=town.hand(who))
        assert refused.value.code == code
    erasing.carry_out(cadre, hand=town.hand("county"))
    with pytest.raises(Refusal) as refused:
        erasing.see_that_nothing_runs(cadre, Basis.UNLAWFUL, on=FREE)
    assert refused.value.code == "erasure.done"
    (first, second) = [fields for _, fields in reading.records(town.area.path, "erasure")]
    assert (first["state"], second["state"]) == ("proposed", "done")
    assert second["second"] == first["by"]
    assert queries.proposals(town.area) == {}


def test_an_account_that_still_holds_a_role_is_not_erased(town: Town) -> None:
    closed(town)
    Grant.objects.filter(user=town.users["own"]).update(to_on=None)
    assert said(town, "keeper") == ""
    with pytest.raises(Refusal) as refused:
        erasing.carry_out(person(town), hand=town.hand("county"))
    assert refused.value.code == "erasure.roles"
    assert person(town).name == "甲三"


def test_salts_and_texts_are_gone_and_everything_still_verifies(town: Town, tmp_path: Path) -> None:
    closed(town)
    cadre = person(town)
    salt, code = bytes(cadre.salt), cadre.code
    Reading.objects.create(
        cadre=cadre, user=town.users["clerk"], at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), page="x"
    )
    before = list(Record.objects.order_by("town", "seq").values_list("hash", flat=True))
    assert told() == []
    said(town, "keeper")
    erasing.carry_out(cadre, hand=town.hand("other-keeper"))
    cadre = Cadre.objects.get(pk=cadre.pk)
    assert (cadre.name, cadre.code, bytes(cadre.salt)) == (code, code, b"")
    account = User.objects.get(cadre=cadre)
    assert (account.name, account.is_active, bytes(account.salt)) == (code, False, b"")
    assert not account.has_usable_password()
    assert "own" not in account.login
    assert not Relation.objects.filter(cadre=cadre).exists()
    assert not Reading.objects.filter(cadre=cadre).exists()
    # The chain goes on where it stood, and is proved: by ours, and by the verifier.
    after = set(Record.objects.values_list("hash", flat=True))
    assert set(before) <= after
    assert told() == []
    for chain in (town.area.path, HOME):
        file = tmp_path / "chain.zip"
        with file.open("wb") as out:
            bundle.write(chain, out)
        done = subprocess.run([sys.executable, "-I", "-S", VERIFIER, file], capture_output=True)
        assert done.returncode == 0, done.stdout
    # Nothing of it is left in the rows of the register and of accounts.
    for row in (cadre, account):
        assert not any(value in {"甲三", salt} for value in vars(row).values())


def test_a_name_put_back_by_sql_is_found(town: Town) -> None:
    closed(town)
    said(town, "keeper")
    erasing.carry_out(person(town), hand=town.hand("county"))
    Cadre.objects.filter(name__startswith="甲").exclude(salt=b"").update(name_key="x")
    erased = Cadre.objects.get(salt=b"")
    Cadre.objects.filter(pk=erased.pk).update(name="甲三")
    assert [code for _, code, _, _ in told()] == ["cadre.changed"]
