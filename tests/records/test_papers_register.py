"""The register of issued papers: numbers without a gap, files that are what they were."""

import datetime as dt
import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from jifen.chain.models import Record
from jifen.chain.reading import payload
from jifen.core.errors import Refusal
from jifen.papers import commands, queries
from jifen.papers.circular import Circular, Paragraph
from jifen.papers.models import Paper
from jifen.papers.workbook import Column, Sheet
from tests.records.town import Town, found

pytestmark = pytest.mark.django_db
SHEETS = (Sheet("表", "示例表", (Column("名称", 10),), (("甲",),)),)


@pytest.fixture
def town() -> Town:
    return found()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing: these tests are about numbers."""
    monkeypatch.setattr(commands, "_draw", lambda circular, sheets, title: {"pdf": b"%PDF"})


def circular(town: Town, **changes: object) -> Circular:
    plain = Circular(
        letterhead="",
        doc_number="",
        title=("关于示例事项的通报",),
        addressees="各村（社区）党组织",
        blocks=(Paragraph("现将有关情况通报如下。"),),
        issuer="示例镇积分制管理工作领导小组办公室",
        date=town.today,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # field names come from the tests


def issue(
    town: Town, about: int, *, who: str = "clerk", series: str = "示积办", title: str = "通报"
) -> Paper:
    return commands.issue(
        town.area,
        circular(town),
        sheets=SHEETS,
        series=series,
        about=uuid.UUID(int=about),
        title=title,
        hand=town.hand(who),
    )


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code


@pytest.mark.usefixtures("quick")
def test_numbers_run_without_a_gap_in_each_series_and_year(town: Town) -> None:
    numbers = [queries.number(issue(town, about)) for about in (1, 2, 3)]
    numbers.append(queries.number(issue(town, 4, series="示委")))
    town.today = dt.date(2027, 1, 4)
    numbers.append(queries.number(issue(town, 5)))
    assert numbers == [
        "示积办〔2026〕1号",
        "示积办〔2026〕2号",
        "示积办〔2026〕3号",
        "示委〔2026〕1号",
        "示积办〔2027〕1号",
    ]
    assert list(queries.faults(town.area)) == []


@pytest.mark.usefixtures("quick")
def test_the_same_matter_is_issued_once(town: Town) -> None:
    first = issue(town, 1)
    assert issue(town, 1, who="head") == first
    assert issue(town, 1, title="更正").number == 2
    assert Paper.objects.count() == 2


def test_a_paper_that_could_not_be_drawn_takes_no_number(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(circular: Circular, sheets: object, title: str) -> dict[str, bytes]:
        raise Refusal("papers.no-glyph", characters="犇")

    monkeypatch.setattr(commands, "_draw", fails)
    refused("papers.no-glyph", lambda: issue(town, 1))
    monkeypatch.setattr(commands, "_draw", lambda circular, sheets, title: {"pdf": b"%PDF"})
    assert issue(town, 2).number == 1


@pytest.mark.usefixtures("quick")
def test_a_paper_bears_the_day_on_which_it_is_issued(town: Town) -> None:
    early = circular(town, date=dt.date(2026, 2, 28))
    refused(
        "paper.date",
        lambda: commands.issue(
            town.area, early, sheets=SHEETS, series="示积办", about=uuid.UUID(int=1), title="通报",
            hand=town.hand("clerk"),
        ),
    )  # fmt: skip
    assert not Paper.objects.exists()


@pytest.mark.usefixtures("quick")
def test_who_issues_papers(town: Town) -> None:
    refused("paper.not-yours", lambda: issue(town, 1, who="auditor"))
    refused("paper.not-yours", lambda: issue(town, 1, who="committee"))
    assert issue(town, 1, who="member").number == 1


@pytest.mark.usefixtures("quick")
def test_every_town_counts_its_own_numbers(town: Town) -> None:
    issue(town, 1)
    other = found(name="邻镇", path="p1/c1/k1/t2")
    paper = issue(other, 1)
    assert (paper.number, paper.town) == (1, other.area)


def test_the_files_lie_in_the_home_and_their_digests_in_row_and_chain(town: Town) -> None:
    paper = issue(town, 1)
    files = {ending: queries.place(paper, ending).read_bytes() for ending in paper.files}
    assert set(files) == {"docx", "pdf", "xlsx"}
    assert paper.files == {e: hashlib.sha256(data).hexdigest() for e, data in files.items()}
    assert files["pdf"].startswith(b"%PDF-")
    words = zipfile.ZipFile(io.BytesIO(files["docx"])).read("word/document.xml").decode("utf-8")
    assert "示积办〔2026〕1号" in words
    record = Record.objects.get(town=town.area.path, seq=paper.seq)
    kind, fields = payload(bytes(record.payload))
    assert (kind, fields["document_number"]) == ("paper", "示积办〔2026〕1号")
    assert fields["files"] == [[ending, digest] for ending, digest in sorted(paper.files.items())]


@pytest.mark.usefixtures("quick")
def test_a_paper_is_found_by_its_address_and_by_what_it_is_about(town: Town) -> None:
    paper = issue(town, 1)
    assert queries.paper_at(paper.ref) == paper
    assert queries.paper_at(uuid.UUID(int=9)) is None
    assert list(queries.about(uuid.UUID(int=1))) == [paper]
    assert list(queries.papers(town.area)) == [paper]
