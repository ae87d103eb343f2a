"""Files on claims: attached, shown, handed out as downloads, known when they prove two things."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from jifen.claims import commands as claims
from jifen.claims.commands.attaching import add_files
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.policy import ACTIONS, FILE, ROUTES, Kind
from jifen.core.rules import Capacity
from jifen.core.workflow import Action
from jifen.evidence import commands, queries
from jifen.evidence.models import File, Use
from jifen.people.models import Reading
from jifen.terms import PAGES
from tests.evidence import hostile
from tests.harness.world import TODAY, Town
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes
from tests.web.test_queries import NO_PAGES

pytestmark = pytest.mark.usefixtures("home")


def sent(town: Town, *files: SimpleUploadedFile, **changed: object) -> dict[str, object]:
    return {
        "happened_on": "2026-02-27",
        "reason": "提出道路修缮建议，被镇采纳。",
        "evidence": "",
        "named": [town.cadres["member-v1"].code],
        "once": str(uuid.uuid4()),
        "do": "keep",
        "files": list(files),
    } | changed


def upload(content: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(browser: Browser, town: Town, data: dict[str, object]) -> HttpResponse:
    return browser.post(reverse("claim-new", args=[town.area.ref]) + "?item=B-03", data)


def claimed(browser: Browser, town: Town, *files: SimpleUploadedFile) -> Claim:
    data = sent(town, *files, do="submit")
    assert post(browser.as_(town, "cadre-v1"), town, data).status_code == 302
    return Claim.objects.get(ref=data["once"])


# ------------------------------------------------------------------ on the form
def test_a_file_alone_proves_a_claim_and_so_does_a_number_alone(
    town: Town, browser: Browser
) -> None:
    claim = claimed(browser, town, upload(hostile.picture()), upload(hostile.PDF, "通报.pdf"))
    assert claim.evidence == [queries.mark(file) for file in File.objects.order_by("pk")]
    other = sent(town, evidence="示镇办〔2026〕31号")
    assert post(browser, town, other).status_code == 302
    assert Use.objects.filter(about=claim.ref).count() == Use.objects.count() == 2


def test_nothing_at_all_proves_nothing(town: Town, browser: Browser) -> None:
    answer = post(browser.as_(town, "cadre-v1"), town, sent(town))
    assert answer.status_code == 422
    assert "请至少填写一个文号，或附上一个文件" in answer.content.decode()


def test_a_file_that_is_not_kept_says_why_and_the_others_are_not_lost(
    town: Town, browser: Browser
) -> None:
    data = sent(
        town, upload(hostile.picture()), upload(b"MZ", "a.exe"), evidence="示镇办〔2026〕31号"
    )
    answer = post(browser.as_(town, "cadre-v1"), town, data)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "a.exe" in shown
    mark = queries.mark(File.objects.get())
    assert f'value="{mark}" checked' in shown
    again = sent(town, attached=[mark], once=data["once"])
    assert post(browser, town, again).status_code == 302
    assert Claim.objects.get(ref=data["once"]).evidence == [mark]


def test_a_file_taken_off_a_draft_is_evidence_of_it_no_more(town: Town, browser: Browser) -> None:
    data = sent(town, upload(hostile.picture()), upload(hostile.PDF, "通报.pdf"))
    post(browser.as_(town, "cadre-v1"), town, data)
    claim = Claim.objects.get(ref=data["once"])
    kept = claim.evidence[1]
    way = reverse("claim-edit", args=[claim.ref])
    assert claim.evidence[0] in browser.get(way).content.decode()
    assert browser.post(way, sent(town, attached=[kept])).status_code == 302
    assert Claim.objects.get(pk=claim.pk).evidence == [kept]
    assert [queries.PREFIX + use.digest for use in Use.objects.all()] == [kept]


def test_knowing_a_digest_is_not_enough_to_attach_it(town: Town, browser: Browser) -> None:
    file = commands.keep(town.area, io.BytesIO(hostile.PDF), "密件.pdf", town.hand("discipline"))
    mark = queries.mark(file)
    answer = post(browser.as_(town, "cadre-v1"), town, sent(town, attached=[mark]))
    assert answer.status_code == 422
    assert "其中有文件不是您上传的" in answer.content.decode()
    with pytest.raises(Refusal) as refused:
        claims.draft(
            town.cycles["2025"],
            item="B-03",
            unit=town.villages[0],
            people={town.cadres["member-v1"].code: Capacity.NAMED},
            happened_on=TODAY,
            measures=Measures(),
            reason="提出建议。",
            evidence=[mark],
            hand=town.hand("cadre-v1"),
        )
    assert refused.value.code == "evidence.unknown"
    written = sent(town, evidence=f"{mark}\n示镇办〔2026〕31号")
    assert post(browser, town, written).status_code == 302
    assert Claim.objects.get(ref=written["once"]).evidence == ["示镇办〔2026〕31号"]


# ------------------------------------------------------------------ handed out
def test_a_file_is_handed_out_as_a_download_that_no_browser_opens(
    town: Town, browser: Browser
) -> None:
    claim = claimed(browser, town, upload(hostile.PDF, "县督通报.pdf"))
    way = reverse("claim-evidence", args=[claim.ref])
    answer = browser.as_(town, "clerk").get(f"{way}?file={queries.digest_in(claim.evidence[0])}")
    assert b"".join(answer) == hostile.PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%8E%BF")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/pdf"


def test_only_who_may_read_the_claim_gets_its_files_and_no_others(
    town: Town, browser: Browser
) -> None:
    claim = claimed(browser, town, upload(hostile.PDF, "通报.pdf"))
    other = commands.keep(town.area, io.BytesIO(hostile.docx()), "a.docx", town.hand("cadre-v1"))
    way = reverse("claim-evidence", args=[claim.ref])
    mine = f"{way}?file={queries.digest_in(claim.evidence[0])}"
    codes = {
        who: browser.as_(town, who).get(mine).status_code for who in ("cadre-v2", "member-kin")
    }
    assert set(codes.values()) == {404}
    browser.as_(town, "clerk")
    for digest in (other.digest, "0" * 64, "../../etc/passwd", ""):
        assert browser.get(f"{way}?file={digest}").status_code == 404


# ------------------------------------------------------------------ with an answer
def noticed(town: Town) -> Claim:
    claim = town.claims["proposed"]
    way = (("discipline", Action.ATTEST), ("clerk", Action.TAKE_UP), ("clerk", Action.NOTICE))
    for who, action in way:
        claims.take_step(claim, action, hand=town.hand(who), reason="经核实，情况属实。")
    return Claim.objects.get(pk=claim.pk)


def test_whoever_answers_a_deduction_adds_files_of_their_own(town: Town, browser: Browser) -> None:
    claim = noticed(town)
    way = reverse("claim-evidence", args=[claim.ref])
    browser.as_(town, "cadre-v1")
    assert "附到我的陈述申辩" in browser.get(way).content.decode()
    browser.post(way, {"files": [upload(hostile.PDF, "请假条.pdf"), upload(b"MZ", "a.exe")]})
    shown = browser.get(way).content.decode()
    assert "请假条.pdf" in shown
    assert "a.exe" in shown, "and why the other was not kept"
    assert Claim.objects.get(pk=claim.pk).evidence == claim.evidence, "what it says itself stays"
    assert "请假条.pdf" in browser.as_(town, "head").get(way).content.decode()


def test_nobody_else_adds_files_and_nobody_before_the_notice(town: Town, browser: Browser) -> None:
    for who in ("cadre-v1", "clerk"):
        claim = town.claims["proposed"] if who == "cadre-v1" else noticed(town)
        file = commands.keep(town.area, io.BytesIO(hostile.PDF), "a.pdf", town.hand(who))
        with pytest.raises(Refusal) as refused:
            add_files(claim, [queries.mark(file)], hand=town.hand(who))
        assert refused.value.code == "claim.not-your-step"
    assert not Use.objects.exists()


# ------------------------------------------------------------------ twice
def test_the_same_file_and_a_picture_like_it_are_flagged_on_both_claims(
    town: Town, browser: Browser
) -> None:
    photo = hostile.picture(size=(640, 480))
    again = io.BytesIO()
    with Image.open(io.BytesIO(photo)) as opened:
        opened.resize((500, 375)).save(again, "JPEG", quality=60)
    first = claimed(browser, town, upload(photo))
    same = claimed(browser, town, upload(photo, "另一张.jpg"))
    alike = claimed(browser, town, upload(again.getvalue(), "缩小.jpg"))
    strange = claimed(browser, town, upload(hostile.picture(seed=9, size=(640, 480))))
    browser.as_(town, "clerk")
    for claim in (first, same, alike):
        assert "别处也用过" in browser.get(reverse("claim", args=[claim.ref])).content.decode()
    assert "别处也用过" not in browser.get(reverse("claim", args=[strange.ref])).content.decode()
    found = queries.shared(town.area, first.evidence, apart_from={first.ref})
    assert {(one.about, one.percent >= 90) for one in found} == {
        (same.ref, True),
        (alike.ref, True),
    }
    assert {one.percent for one in found if one.about == same.ref} == {100}
    shown = browser.get(reverse("claim-evidence", args=[first.ref])).content.decode()
    assert str(same.ref) in shown
    assert str(alike.ref) in shown


def test_a_claim_without_files_asks_nothing_of_them(town: Town) -> None:
    claim = town.claims["submitted"]
    with CaptureQueriesContext(connection) as asked:
        assert queries.elsewhere(town.area, claim.evidence, apart_from={claim.ref}) == []
        assert queries.shared(town.area, claim.evidence, apart_from={claim.ref}) == []
    assert len(asked) == 0


# ------------------------------------------------------------------ 谁看过我的信息
PERSONAL = sorted(
    route
    for route, action in ROUTES.items()
    if ACTIONS[action].kind in {Kind.CADRE, Kind.CLAIM, Kind.FACT} and route not in NO_PAGES
)


@pytest.mark.parametrize("route", PERSONAL)
def test_whoever_looks_at_what_is_about_a_person_is_written_down(
    town: Town, browser: Browser, route: str
) -> None:
    """Asked of every page of the kinds that are about people: a new one is asked too."""
    kind = ACTIONS[ROUTES[route]].kind
    for who in ("clerk", "auditor"):
        for _, ref in _of(town, kind):
            Reading.objects.all().delete()
            code = browser.as_(town, who).get(address(route, ref)).status_code
            seen = set(Reading.objects.values_list("user__login", "page"))
            assert seen == ({(f"a-{who}", route)} if code == 200 else set()), (who, code)
            if code == 200:
                assert route in PAGES, "the person reads what it was"


def test_looking_again_within_a_minute_is_the_same_look(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk")
    for _ in range(3):
        browser.get(reverse("cadre", args=[town.cadres["member-v1"].ref]))
    assert Reading.objects.filter(page="cadre").count() == 1


def test_nobody_is_written_down_for_looking_at_themselves(town: Town, browser: Browser) -> None:
    browser.as_(town, "cadre-v1")
    browser.get(reverse("cadre", args=[town.cadres["member-v1"].ref]))
    browser.get(reverse("claim", args=[town.claims["submitted"].ref]))
    assert not Reading.objects.exists()


def test_the_pages_about_people_are_for_those_named_in_the_policy() -> None:
    assert {"cadre", "cadre-readings", "claim", "claim-evidence", "fact"} <= set(PERSONAL)
    assert {Role.CLERK, Role.AUDITOR} <= FILE
    assert routes().keys() >= set(PERSONAL)
