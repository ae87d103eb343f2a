"""Files with a report of a task and a finding: taken like those of a claim, and going along."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from jifen.claims.models import Claim
from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI
from jifen.core.task import Action, Result
from jifen.cycles.commands import move_clock
from jifen.evidence import queries
from jifen.evidence.commands import keep
from jifen.evidence.models import File, Use
from jifen.outcomes.queries import verify
from jifen.tasks.models import Finding, Step, Task
from tests.evidence import hostile
from tests.harness.kept import once
from tests.harness.world import Town as Shown
from tests.laws.town import EAST, WEST, Town
from tests.records.test_inspections import go, one
from tests.records.test_tasks import MONDAY, ask, now, ready, take
from tests.web.conftest import Browser
from tests.web.test_queries import MOST

pytestmark = pytest.mark.django_db


@pytest.fixture
def laws(db: None, settings: Settings, tmp_path: Path) -> Town:
    """A real town whose tasks propose claims, with a folder of evidence of its own."""
    settings.HOME = tmp_path
    return once(ready)


def kept(laws: Town, who: str, name: str = "照片.jpg", seed: int = 0) -> str:
    """Keep a picture as somebody, and return what stands for it."""
    content = io.BytesIO(hostile.picture(seed=seed))
    return queries.mark(keep(laws.area, content, name, laws.hand(who)))


# ------------------------------------------------------------------ what goes along
def test_files_of_a_report_go_along_with_the_claim_it_becomes(laws: Town) -> None:
    task = ask(laws, worth={Result.LATE: ("D-1", "2")})
    laws.day = task.due_on + dt.timedelta(days=1)
    photo = kept(laws, "li")
    done = take(laws, task, "li", Action.REPORT, evidence=["东沟排〔2025〕1号", photo])
    assert done.evidence == ["东沟排〔2025〕1号", photo]
    take(laws, task, "clerk", Action.ACCEPT)
    claim = Claim.objects.get()
    assert claim.evidence == [str(task), task.document, "东沟排〔2025〕1号", photo]
    assert queries.borne(laws.area, claim.ref) == queries.digests([photo])
    assert list(verify(laws.area)) == []


def test_a_photo_of_a_finding_goes_along_with_what_it_proposes(laws: Town) -> None:
    photo = kept(laws, "line")
    go(laws, one(laws, evidence=["现场检查记录", photo]))
    claim = Claim.objects.get()
    assert claim.evidence[-2:] == ["现场检查记录", photo]
    assert queries.borne(laws.area, claim.ref) == queries.digests([photo])
    assert list(verify(laws.area)) == []


def test_a_changed_file_of_a_report_fails_the_proof(laws: Town) -> None:
    photo = kept(laws, "li")
    take(laws, ask(laws), "li", Action.REPORT, evidence=[photo])
    queries.place(queries.digest_in(photo)).write_bytes(b"another")
    assert {fault.code for fault in verify(laws.area)} == {"evidence.file"}


def test_nobody_reports_or_finds_with_a_file_that_somebody_else_kept(laws: Town) -> None:
    photo = kept(laws, "zhang")
    task = ask(laws)
    with pytest.raises(Refusal) as reported:
        take(laws, task, "li", Action.REPORT, evidence=[photo])
    with pytest.raises(Refusal) as found:
        go(laws, one(laws, evidence=[photo]))
    assert reported.value.code == found.value.code == "evidence.unknown"
    assert now(task, laws.unit(EAST)).action == Action.ISSUE
    assert not Finding.objects.exists()
    assert not Use.objects.exists()


def test_what_was_sent_back_stays_with_the_task_and_goes_no_further(laws: Town) -> None:
    task = ask(laws, "line", worth={Result.ON_TIME: ("A-1", "")})
    first, second = kept(laws, "li"), kept(laws, "li", "台账.jpg", seed=5)
    take(laws, task, "li", Action.REPORT, evidence=[first])
    take(laws, task, "clerk", Action.RETURN)
    take(laws, task, "li", Action.REPORT, evidence=[second])
    accepted = take(laws, task, "clerk", Action.ACCEPT)
    assert accepted.evidence == [second]
    assert queries.digests(Claim.objects.get().evidence) == queries.digests([second])
    assert Use.objects.filter(digest=queries.digest_in(first)).count() == 1


# ------------------------------------------------------------------ on the page
def upload(content: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def looked_at(browser: Browser | Client, where: str) -> str:
    """Return a page that is read again, and asks the database little."""
    browser.get(where)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(where).content.decode()
    assert sum(one["sql"].startswith("SELECT") for one in asked) <= MOST, where
    return str(page)


def report(browser: Browser, town: Shown, who: str = "cadre-v1", **changed: object) -> HttpResponse:
    body = {"unit": str(town.villages[0].ref), "action": "report", **changed}
    return browser.as_(town, who).post(reverse("task-step", args=[town.task.key]), body)


@pytest.mark.usefixtures("home")
def test_a_file_is_shown_and_handed_out_to_those_who_read_the_task_alone(
    browser: Browser, town: Shown
) -> None:
    form = browser.as_(town, "cadre-v1").get(reverse("task", args=[town.task.key]))
    assert 'name="files" type="file"' in form.content.decode()
    assert report(browser, town, files=upload(hostile.picture())).status_code == 302
    (mark,) = Step.objects.get(task=town.task, action="report").evidence
    file = File.objects.get()
    assert mark == queries.mark(file)
    where = reverse("task-evidence", args=[town.task.key])
    for who in ("cadre-v1", "clerk", "head"):
        page = browser.as_(town, who).get(reverse("task", args=[town.task.key])).content.decode()
        assert "照片.jpg" in page
        assert mark not in page
        got = browser.get(where, {"file": file.digest})
        assert got["Content-Disposition"].startswith("attachment")
        assert b"".join(got) == queries.place(file.digest).read_bytes()
        assert "照片.jpg" in browser.get(where).content.decode()
    for asked in ({"file": "0" * 64}, {"unit": str(town.villages[1].ref)}, {"unit": "x"}):
        assert browser.get(where, asked).status_code == 404
    for who in ("cadre-v2", "system"):
        assert browser.as_(town, who).get(where, {"file": file.digest}).status_code in {403, 404}


@pytest.mark.usefixtures("home")
def test_a_file_that_is_not_kept_says_why_and_the_others_wait_on_the_form(
    browser: Browser, town: Shown
) -> None:
    good, bad = upload(hostile.PDF, "台账.pdf"), upload(b"MZ", "照片.exe")
    answer = report(browser, town, files=[good, bad], reason="已经全部排查完毕")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "照片.exe" in page
    assert "台账.pdf" in page
    assert not Step.objects.filter(task=town.task, action="report").exists()
    marks = [queries.mark(File.objects.get())]
    assert report(browser, town, attached=marks).status_code == 302
    assert Step.objects.get(task=town.task, action="report").evidence == marks


def test_the_same_file_of_two_villages_is_flagged_and_that_of_its_own_claim_is_not(
    client: Client, laws: Town
) -> None:
    task = ask(laws, units=[EAST, WEST], worth={Result.LATE: ("D-1", "2")})
    laws.day = task.due_on + dt.timedelta(days=1)
    move_clock(dt.datetime.combine(laws.day, dt.time(10), SHANGHAI))
    take(laws, task, "li", Action.REPORT, evidence=[kept(laws, "li")])
    take(laws, task, "clerk", Action.ACCEPT)
    client.force_login(laws.users["clerk"])
    where = reverse("task", args=[task.key])
    claim = reverse("claim", args=[Claim.objects.get().ref])
    for page in (where, claim):
        assert "别处也用过，请核对" not in client.get(page).content.decode()
    take(laws, task, "qian", Action.REPORT, WEST, evidence=[kept(laws, "qian", "另一张.jpg")])
    for page in (where, claim):
        assert "别处也用过，请核对" in looked_at(client, page)
    said = client.get(reverse("claim-evidence", args=[Claim.objects.get().ref])).content.decode()
    assert f"{task} {task.title} {WEST}" in said


@pytest.mark.usefixtures("home")
def test_a_round_is_entered_with_photos_and_without_loses_none(
    browser: Browser, town: Shown
) -> None:
    where = reverse("inspection-new", args=[town.area.ref])
    village = str(town.villages[0].ref)
    body = {
        "look": "covert",
        "held_on": "2026-03-02",
        "units": [village],
        "text-1": "",
        "unit-1": village,
        "people-1": town.cadres["chief-v1"].code,
        "days-1": "5",
        "files-1": upload(hostile.picture()),
    }
    answer = browser.as_(town, "clerk").post(where, body)
    assert answer.status_code == 422
    assert "照片.jpg" in answer.content.decode()
    assert 'name="files-5" type="file"' in answer.content.decode()
    mark = queries.mark(File.objects.get())
    again = body | {"text-1": "河道有垃圾", "files-1": [], "attached-1": [mark]}
    assert browser.post(where, again).status_code == 302
    assert Finding.objects.latest("pk").evidence == [mark]
    task = Finding.objects.latest("pk").task
    for page in ("inspections", "task", "task-evidence"):
        address = reverse(page, args=[town.area.ref if page == "inspections" else task.key])
        assert "照片.jpg" in looked_at(browser, address), page


# ------------------------------------------------------------------ by the terminal
def test_the_terminal_takes_files_with_a_report_and_a_finding(
    laws: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    move_clock(dt.datetime.combine(MONDAY, dt.time(10), SHANGHAI))
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(hostile.picture())
    task = ask(laws)
    login = {who: laws.users[who].login for who in ("li", "line")}
    line = ["task", "step", "2025-1", "report", "--unit", EAST, "--file", str(photo)]
    assert verbs.run([*line, "--as", login["li"]]) == DONE
    assert now(task, laws.unit(EAST)).evidence == [queries.mark(File.objects.get())]
    round_ = ["task", "inspect", "covert", "--on", str(MONDAY), "--unit", EAST]
    found = ["--found", f"{EAST};safety;5;河道有垃圾堆积;D-1;2", "--file", f"1={photo}"]
    assert verbs.run([*round_, *found, "--as", login["line"]]) == DONE
    finding = Finding.objects.get()
    assert queries.digests(finding.evidence) == [File.objects.latest("pk").digest]
    assert Claim.objects.get().measures == {"quantity": "2"}
    for wrong in (["--found", "随便"], [*found[:2], "--file", f"2={photo}"]):
        assert verbs.run([*round_, *wrong, "--as", login["line"]]) == REFUSED
    assert "无法读取" in capsys.readouterr().err
    assert Task.objects.count() == 2
