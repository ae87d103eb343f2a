"""Recording on PostgreSQL (W1): a posting, a batch, a whole record, against the driver alone."""

import datetime as dt
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.parts import rounds

if TYPE_CHECKING:
    from tests.laws.town import Town

ONE, FACTS, BATCH, WRITERS = 50, 300, 64, 8
MANY = int(os.environ.get("JIFEN_BENCH_ROWS", "20000"))
NOTE = f"""\
Wall-clock time on one machine, database and program side by side; the server does not wait for \
the disk, which costs both the same. The bare statement takes the town's number, hashes, moves the \
balance and inserts one row, {ONE} times. One posting is the product's own: it holds the town's \
head, appends the chained record, the entry and the balance. The replay sends, through the bare \
driver, exactly the statements that recording one fact of an account of {FACTS} facts sends, and \
takes them back."""
TABLES = """
CREATE TABLE raw_head (town text PRIMARY KEY, seq bigint, hash text);
CREATE TABLE raw_account (id int PRIMARY KEY, balance bigint);
CREATE TABLE raw_entry (
    town text, seq bigint, event text, event_key text, account int REFERENCES raw_account,
    line text, amount bigint CHECK (amount <> 0), version text, recorded_at timestamptz, hash text,
    UNIQUE (town, seq), UNIQUE (town, event_key, account, line)
);
INSERT INTO raw_head VALUES ('t1', 0, repeat('0', 64));
INSERT INTO raw_account VALUES (1, 0);
"""
POST = """
WITH head AS (
    UPDATE raw_head SET seq = seq + 1,
        hash = encode(sha256(convert_to(hash || %(key)s || %(amount)s::text, 'UTF8')), 'hex')
    WHERE town = 't1' RETURNING seq, hash
), moved AS (UPDATE raw_account SET balance = balance + %(amount)s WHERE id = 1)
INSERT INTO raw_entry SELECT 't1', seq, 'accept', %(key)s, 1, %(key)s, %(amount)s, %(version)s,
    now(), hash FROM head
"""


@contextmanager
def served() -> Iterator[str]:
    """Run a PostgreSQL of one's own, migrated, with Django set up on it."""
    from tests.harness.postgres import PostgreSQL

    server = PostgreSQL.start()
    try:
        os.environ |= {"DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "jifen.settings"}
        os.environ["JIFEN_HOME"] = str(server.folder / "home")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield server.url
    finally:
        server.stop()


# ------------------------------------------------------------------ the references
def bare(raw: "psycopg.Connection[tuple[object, ...]]", count: int) -> None:
    """Post so often with one statement each."""
    for _ in range(count):
        key = uuid.uuid4().hex
        raw.execute(POST, {"key": key, "amount": 100, "version": "0" * 64})


def replayed(raw: "psycopg.Connection[tuple[object, ...]]", sent: list[tuple[str, object]]) -> None:
    """Send what the product sent, read all answers, and take it back."""
    with raw.transaction(force_rollback=True), raw.cursor() as cursor:
        for sql, values in sent:
            cursor.execute(sql, values)
            if cursor.description:
                cursor.fetchall()


# ------------------------------------------------------------------ the product
class Postings:
    """An account whose points go up and down by single postings."""

    def __init__(self, town: "Town", which: int) -> None:
        from jifen.core.assess import Assessment
        from jifen.ledger import queries

        self.town = town
        self.account = list(queries.accounts(town.cycle))[which]
        self.now: Assessment = queries.assessments(town.cycle, of=[self.account])[self.account.pk]
        self.hand = town.hand("clerk")

    def post(self, count: int, at_once: int = 1) -> None:
        """Post so many entries, so many to a transaction: each a line of its own."""
        from django.db import transaction

        from jifen.chain.commands import hold
        from jifen.ledger.commands import posting
        from jifen.ledger.models import Entry

        amounts = self.now.amounts()
        for _ in range(0, count, at_once):
            with transaction.atomic(durable=True):
                chain = hold(self.town.area.path, at=self.hand.at)
                keys = [uuid.uuid4().hex for _ in range(at_once)]
                before = {**amounts, **{f"x{key[:30]}": -100 for key in keys}}
                posting.post(
                    [self.account], {self.account.pk: before}, {self.account.pk: self.now},
                    Entry.Event.ACCEPT, keys[0], chain,
                )  # fmt: skip
                chain.seal()


class Recording:
    """An account with so many facts, and one more to be recorded."""

    def __init__(self, town: "Town") -> None:
        from jifen.core.facts import Measures
        from jifen.core.points import Centipoints
        from tests.laws.town import fact

        few = Measures(chosen=Centipoints(50))
        day = dt.date(2025, 3, 1)
        rows = [
            fact(f"试决{n}号", "A-2", "张三稻", measures=few, on=day + dt.timedelta(days=n % 90))
            for n in range(FACTS)
        ]
        done = town.enter(*rows)
        assert all(row.refusal is None for row in done.rows)
        self.town, self.few = town, few
        self.hand, self.second = town.hand("clerk"), town.actor("member").key
        self.unit, self.code = town.unit("东沟村"), town.code("张三稻")

    def once(self) -> None:
        """Record the fact, and take it back."""
        from django.db import transaction

        from jifen.chain.commands import hold
        from jifen.core.rules import Capacity
        from jifen.ledger.commands import NewFact, record_facts
        from jifen.ledger.models import Fact

        key = uuid.uuid4()
        with transaction.atomic():
            chain = hold(self.town.area.path, at=self.hand.at)
            new = NewFact(
                key=key, item="A-2", unit=self.unit, named={self.code: Capacity.NAMED},
                happened_on=dt.date(2025, 3, 3), measures=self.few, reason="经核实。",
                evidence=["试府办〔2024〕1号"], way=Fact.Way.CLAIM, by=self.hand.actor.key,
                second=self.second,
            )  # fmt: skip
            cycle = self.town.cycle
            record_facts(cycle, [new], event_key=key.hex, chain=chain, hand=self.hand)
            chain.seal()
            transaction.set_rollback(True)

    def sent(self) -> list[tuple[str, object]]:
        """Return the statements that it sends, with what they are given."""
        from django.db import connection

        found: list[tuple[str, object]] = []

        def note(execute: Callable[..., object], sql: str, values: object, *rest: object) -> object:
            if not sql.startswith(("SAVEPOINT", "RELEASE")):
                found.append((sql, values))
            return execute(sql, values, *rest)

        with connection.execute_wrapper(note):
            self.once()
        return found


# ------------------------------------------------------------------ eight writers
def eight(towns: "list[Town]") -> float:
    """Let eight processes post, each to an account of its own; return entries a second."""
    from django.db import connections

    share = MANY // WRITERS
    connections.close_all()
    crowd = [
        get_context("fork").Process(
            target=_one, args=(towns[n % len(towns)], n // len(towns), share)
        )
        for n in range(WRITERS)
    ]
    began = perf_counter()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    took = perf_counter() - began
    assert all(one.exitcode == 0 for one in crowd)
    return share * WRITERS / took


def _one(town: "Town", which: int, share: int) -> None:
    Postings(town, which).post(share)


def eight_bare(url: str) -> float:
    """The same with the bare statement, all on the one town."""
    share = MANY // WRITERS
    crowd = [get_context("fork").Process(target=_bare, args=(url, share)) for _ in range(WRITERS)]
    began = perf_counter()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return share * WRITERS / (perf_counter() - began)


def _bare(url: str, share: int) -> None:
    with psycopg.connect(url, autocommit=True) as raw:
        bare(raw, share)


def bad(towns: "list[Town]") -> list[str]:
    """Return links, heads and balances that are not as they should be."""
    from django.db.models import Sum

    from jifen.chain.queries import faults
    from jifen.ledger.models import Account

    wrong = [str(fault) for town in towns for fault in faults(town.area.path)]
    for account in Account.objects.annotate(total=Sum("entries__amount")):
        if account.balance != (account.total or 0):
            wrong.append(f"{account}: {account.balance}, entries {account.total}")
    return wrong


def main() -> int:
    """Run the benchmark; 1 where a goal is missed, 3 where the machine is too noisy to say."""
    with served() as url:
        from tests.laws.town import found

        towns = [found("p1/c1/k1/t1", "一镇"), found("p1/c1/k1/t2", "二镇")]
        recording, postings = Recording(towns[0]), Postings(towns[1], 0)
        with (
            psycopg.connect(url, autocommit=True) as raw,
            psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as replay,
        ):
            raw.execute(TABLES)
            sent = recording.sent()
            start = postings.account.balance
            bare(raw, ONE)
            postings.post(ONE)
            (moved,) = raw.execute("SELECT balance FROM raw_account").fetchone() or (0,)
            assert postings.account.balance - start == moved == ONE * 100
            assert bad(towns) == []
            try:
                ratios = [
                    rounds.compare(
                        "one posting ÷ one bare statement",
                        goal=2,
                        reference=lambda: bare(raw, ONE),
                        product=lambda: postings.post(ONE),
                        pieces=ONE,
                        clock=perf_counter,
                    ),
                    rounds.compare(
                        f"an entry of a batch of {BATCH} ÷ one bare statement",
                        goal=1 / 6,
                        reference=lambda: bare(raw, BATCH),
                        product=lambda: postings.post(BATCH, BATCH),
                        pieces=BATCH,
                        clock=perf_counter,
                    ),
                    rounds.compare(
                        f"recording in an account of {FACTS} facts ÷ its {len(sent)} statements",
                        goal=4,
                        reference=lambda: replayed(replay, sent),
                        product=recording.once,
                        clock=perf_counter,
                    ),
                ]
            except rounds.TooNoisy as noisy:
                print(f"Too noisy to judge: {noisy}")
                return rounds.TOO_NOISY
        print("\n".join(ratio.row() for ratio in ratios), flush=True)
        before, ours, after = eight_bare(url), eight(towns), eight_bare(url)
        wrong = bad(towns)
        assert wrong == [], wrong[:3]
        if max(before, after) > rounds.NOISE * min(before, after):
            print(f"Too noisy to judge: eight writers, {before:.0f} and {after:.0f} rows/s")
            return rounds.TOO_NOISY
        part = ours / max(before, after)
        told = (
            f"{WRITERS} writers, {MANY:,} postings: {ours:,.0f} a second, **{part:.3f}** of the "
            f"bare statement's {max(before, after):,.0f} (goal ≥ 0.5); no bad link, balance, head."
        )
        code = rounds.tell("Recording", ratios, [told, NOTE])
        return code or int(part < 0.5)


if __name__ == "__main__":
    sys.exit(main())
