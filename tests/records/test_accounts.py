"""Accounts and roles are chained: what is done is recorded, what SQL does to the rows is found."""

import datetime as dt
import random
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password

from jifen.chain import bundle, reading
from jifen.chain import queries as chain
from jifen.chain.models import Record
from jifen.chain.queries import HOME
from jifen.core.access import Role
from jifen.custody import proof
from jifen.people import commands as people
from jifen.people.models import Area, Cadre, Grant, Relation, User
from jifen.people.proof import faults, home_rows
from tests.harness.database import undone
from tests.harness.figures import figure, record
from tests.harness.host import HOST
from tests.records.town import Town, found

pytestmark = pytest.mark.django_db

N = figure(3, 200)
SEED = 20260302
DAY = dt.date(2024, 1, 1)


@pytest.fixture
def town() -> Town:
    """A town with a county above it, kin registered, a role that ended, an account disabled."""
    made = found()
    county = people.add_area("p1/c1/k1", "county", "示例县")
    officer = people.add_user("officer", "县级甲", "a-long-password-of-tests", hand=HOST)
    people.grant(officer, Role.COUNTY, county, from_on=DAY, hand=HOST)
    cadre = Cadre.objects.filter(town=made.area).earliest("pk")
    people.relate(made.users["member"], cadre, "配偶", hand=HOST)
    people.end_grant(
        made.users["committee"], Role.COMMITTEE, made.area, to_on=dt.date(2025, 1, 1), hand=HOST
    )
    people.disable(made.users["committee"], hand=HOST)
    people.set_password(made.users["clerk"], "another-long-password", hand=HOST)
    made.users["officer"] = officer
    return made


def holds(town: Town) -> bool:
    return not [*faults(town.area), *home_rows()]


def test_what_was_done_through_the_commands_holds(town: Town) -> None:
    assert holds(town)
    found = proof.prove()
    assert found[HOME] == []
    assert set(found) == {"", HOME, town.area.path}


def test_roles_in_a_town_are_in_its_chain_and_those_above_in_the_homes(town: Town) -> None:
    own = [fields["area_path"] for _, fields in reading.records(town.area.path, "grant")]
    above = [fields["area_path"] for _, fields in reading.records(HOME, "grant")]
    assert set(own) == {town.area.path}
    assert above == ["p1/c1/k1"]
    (ended,) = reading.records(town.area.path, "grant-end")
    assert ended[1]["to_on"] == dt.date(2025, 1, 1)
    deeds = [fields["deed"] for _, fields in reading.records(HOME, "account")]
    assert deeds.count("added") == User.objects.count()
    assert deeds[-2:] == ["disabled", "password"]
    assert chain.towns() == [town.area.path]
    assert chain.chains() == [HOME, town.area.path]


def test_the_chain_holds_neither_names_nor_logins_nor_anything_of_a_password(town: Town) -> None:
    user = town.users["officer"]
    town.users["clerk"].refresh_from_db()
    hashed = town.users["clerk"].password
    payloads = b"".join(
        bytes(data)
        for data in Record.objects.filter(kind__in=("account", "grant", "relation")).values_list(
            "payload", flat=True
        )
    )
    for secret in (user.login, user.name, hashed, "another-long-password", "配偶", "spouse"):
        assert secret.encode() not in payloads


def test_the_same_role_again_is_the_one_that_stands(town: Town) -> None:
    before = Record.objects.count()
    user = town.users["clerk"]
    again = people.grant(user, Role.CLERK, town.area, from_on=DAY, hand=HOST)
    assert again.seq is not None
    assert Record.objects.count() == before


# ------------------------------------------------------------------ by SQL
def grants() -> list[Grant]:
    return list(Grant.objects.order_by("pk"))


def another_role(dice: random.Random) -> None:
    one = dice.choice(grants())
    other = dice.choice([role.value for role in Role if role.value != one.role])
    Grant.objects.filter(pk=one.pk).update(role=other)


def another_person(dice: random.Random) -> None:
    one = dice.choice(grants())
    same = Grant.objects.filter(role=one.role, area=one.area, from_on=one.from_on)
    other = dice.choice(list(User.objects.exclude(pk__in=same.values("user"))))  # it is unique
    Grant.objects.filter(pk=one.pk).update(user=other)


def another_area(dice: random.Random) -> None:
    one = dice.choice(grants())
    other = dice.choice(list(Area.objects.exclude(pk=one.area_id)))
    Grant.objects.filter(pk=one.pk).update(area=other)


def other_days(dice: random.Random) -> None:
    one = dice.choice(grants())
    if dice.random() < 0.5:
        Grant.objects.filter(pk=one.pk).update(from_on=one.from_on - dt.timedelta(days=1))
    else:
        Grant.objects.filter(pk=one.pk).update(to_on=dt.date(2030, dice.randint(1, 12), 1))


def opened_again(dice: random.Random) -> None:
    ended = Grant.objects.filter(end_seq__isnull=False)
    ended.update(to_on=None, end_seq=dice.choice([None, ended.get().end_seq]))


def role_removed(dice: random.Random) -> None:
    Grant.objects.filter(pk=dice.choice(grants()).pk).delete()


def role_put_in(dice: random.Random) -> None:
    one = dice.choice(grants())
    Grant.objects.create(
        user=one.user, role=one.role, area=one.area, from_on=dt.date(2026, 1, 1),
        seq=dice.choice([None, one.seq]),
    )  # fmt: skip


def enabled_again(dice: random.Random) -> None:
    assert User.objects.filter(is_active=False).update(is_active=True)


def account_put_in(dice: random.Random) -> None:
    User.objects.create(
        login="backdoor", name="某", password=make_password(None), salt=dice.randbytes(16)
    )


def another_login(dice: random.Random) -> None:
    """Two accounts change their logins: each signs in as the other."""
    one, other = dice.sample(list(User.objects.order_by("pk")), 2)
    User.objects.filter(pk=one.pk).update(login="between")
    User.objects.filter(pk=other.pk).update(login=one.login)
    User.objects.filter(pk=one.pk).update(login=other.login)


def another_cadre(dice: random.Random) -> None:
    one = dice.choice(list(User.objects.filter(cadre=None)))
    free = Cadre.objects.filter(account=None)
    User.objects.filter(pk=one.pk).update(cadre=dice.choice(list(free)))


def blotted(dice: random.Random) -> None:
    """The salt goes, and nobody had asked that anybody be erased."""
    if dice.random() < 0.5:
        one = dice.choice(list(User.objects.all()))
        User.objects.filter(pk=one.pk).update(salt=b"", name="换名")
    else:
        cadre = dice.choice(list(Cadre.objects.all()))
        Cadre.objects.filter(pk=cadre.pk).update(salt=b"", name=cadre.code)


def kin_forgotten(dice: random.Random) -> None:
    Relation.objects.all().delete()


def kin_changed(dice: random.Random) -> None:
    one = Relation.objects.get()
    if dice.random() < 0.5:
        Relation.objects.update(kind="other")
    else:
        Relation.objects.update(user=dice.choice(list(User.objects.exclude(pk=one.user_id))))


TAMPERS: dict[str, Callable[[random.Random], None]] = {
    "another role": another_role,
    "another account": another_person,
    "another area": another_area,
    "other days": other_days,
    "a role opened again": opened_again,
    "a role removed": role_removed,
    "a role put in": role_put_in,
    "an account enabled again": enabled_again,
    "an account put in": account_put_in,
    "logins exchanged": another_login,
    "an account given another person": another_cadre,
    "a salt destroyed": blotted,
    "kin forgotten": kin_forgotten,
    "kin changed": kin_changed,
}


def test_whatever_is_done_to_accounts_and_roles_by_sql_is_found(town: Town) -> None:
    for how, tamper in TAMPERS.items():
        dice = random.Random(f"{SEED} {how}")
        for _ in range(N):
            with undone():
                tamper(dice)
                assert not holds(town), how
        record(f"By SQL, accounts and roles: {how}", n=N, seed=SEED, result="all found")
    assert holds(town)


def test_the_whole_proof_names_what_was_changed(town: Town) -> None:
    one = Grant.objects.get(user=town.users["clerk"], area=town.area)
    Grant.objects.filter(pk=one.pk).update(role=Role.HEAD.value)
    (fault,) = proof.prove()[town.area.path]
    assert (fault.code, fault.seq) == ("grant.changed", one.seq)
    User.objects.filter(pk=town.users["committee"].pk).update(is_active=True)
    (account,) = proof.prove()[HOME]
    assert account.code == "account.changed"


def test_the_homes_chain_is_a_bundle_like_any_other(
    town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("home") / "home.zip"
    with file.open("wb") as out:
        count = bundle.write(HOME, out)
    head = chain.head(HOME)
    assert head is not None
    assert count == head.seq
