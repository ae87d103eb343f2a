"""What pages show is what the records say: totals re-add, filters filter, readings are noted."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jifen.chain.models import Checkpoint, Head
from jifen.claims.models import Claim
from jifen.cycles.queries import now
from jifen.ledger.models import Account, Entry
from jifen.people.commands import note_reading
from jifen.people.models import Reading
from tests.harness.world import Town, record
from tests.records.town import LADDER, found
from tests.web.conftest import Browser
from tests.web.test_forms import form, new, text


def page(browser: Browser, route: str, ref: object, query: str = "") -> str:
    answer = browser.get(reverse(route, args=[ref]) + query)
    assert answer.status_code == 200
    return text(answer)


# ------------------------------------------------------------------ why it is this number
def amounts(html: str) -> list[float]:
    """Return the amounts that stand at the right of the lines of a why page."""
    found = re.findall(r'<span class="num [a-z-]*">([+−0-9.]+)</span></summary>', html)
    return [float(one.replace("−", "-")) for one in found]


@pytest.mark.parametrize(("who", "key"), [("cadre-v1", "member-v1"), ("cadre-v2", "member-v2")])
def test_the_lines_of_a_cadre_s_page_add_up_to_the_total(
    town: Town, browser: Browser, who: str, key: str
) -> None:
    cadre = town.cadres[key]
    html = page(browser.as_(town, who), "cadre", cadre.ref)
    account = Account.objects.get(cycle=town.cycles["2025"], cadre=cadre)
    total = re.search(r'points-big">([0-9.]+)<', html)
    assert total is not None
    assert sum(amounts(html)) == float(total[1]) == account.balance / 100 == 106.0


def test_from_a_number_to_article_evidence_and_people_is_two_presses(
    town: Town, browser: Browser
) -> None:
    html = page(browser.as_(town, "cadre-v1"), "cadre", town.cadres["member-v1"].ref)
    line = html[html.index('id="added"') :]
    line = line[: line.index("</details>")]
    for part in ("第九条", "示镇办〔2025〕", "经办员乙", "成员甲", "按时完成", "记录编号"):
        assert part in line
    assert "每次加2分" in line


def test_a_past_cycle_is_explained_under_its_own_rules(town: Town, browser: Browser) -> None:
    query = f"?cycle={town.cycles['2024'].ref}"
    html = page(browser.as_(town, "cadre-v1"), "cadre", town.cadres["member-v1"].ref, query)
    assert "2024-2025 周期总分" in html
    assert sum(amounts(html)) == 102.0


def test_somebody_else_s_reading_is_noted_once_and_shown_to_the_cadre(
    town: Town, browser: Browser
) -> None:
    cadre = town.cadres["member-v1"]
    assert "没有其他人看过" in page(browser.as_(town, "cadre-v1"), "cadre-readings", cadre.ref)
    page(browser, "cadre", cadre.ref)
    assert not Reading.objects.filter(cadre=cadre).exists()
    other = Browser(headers={"accept-language": "zh-CN"}).as_(town, "head")
    for _ in range(2):
        page(other, "cadre", cadre.ref)
    assert Reading.objects.filter(cadre=cadre).count() == 1
    shown = page(browser, "cadre-readings", cadre.ref)
    assert "组长" in shown
    assert "积分及原因" in shown


def test_a_reading_is_noted_again_after_a_while(town: Town) -> None:
    cadre, hand = town.cadres["member-v1"], town.hand("head")
    note_reading(cadre, hand=hand, page="cadre")
    note_reading(cadre, hand=town.hand("head", hour=10), page="cadre")
    assert Reading.objects.filter(cadre=cadre).count() == 2


# ------------------------------------------------------------------ the ledger
def test_the_ledger_s_total_is_the_sum_of_what_fits(town: Town, browser: Browser) -> None:
    cycle = town.cycles["2025"]
    browser.as_(town, "clerk")
    for query, rows in (
        ("", Entry.objects.filter(account__cycle=cycle)),
        ("?item=B-03", Entry.objects.filter(account__cycle=cycle, fact__item="B-03")),
        (
            f"?unit={town.villages[1].ref}&side=add&since=2025-09-02",
            Entry.objects.filter(
                account__cycle=cycle,
                fact__unit=town.villages[1],
                fact__happened_on__gte="2025-09-02",
            ),
        ),
    ):
        html = page(browser, "ledger", cycle.ref, query)
        total = sum(entry.amount for entry in rows)
        assert rows.exists()
        assert f"共{rows.count()}条" in html
        assert f'<td class="num">+{total // 100}</td></tr></tfoot>' in html


@pytest.mark.parametrize("q", ["张三", "zhangsan", "zsd", "ZSD"])
def test_a_person_is_found_by_name_pinyin_and_initials(
    town: Town, browser: Browser, q: str
) -> None:
    html = page(browser.as_(town, "clerk"), "ledger", town.cycles["2025"].ref, f"?q={q}")
    assert "张三稻" in html
    assert "王一禾" not in html
    assert Reading.objects.filter(cadre=town.cadres["member-v1"], page="ledger").count() == 1


def test_nonsense_in_an_address_is_as_if_it_were_not_there(town: Town, browser: Browser) -> None:
    odd = "?unit=7&item=%00&side=x&since=yesterday&before=-1&q=%27%22%3Cb%3E"
    html = page(browser.as_(town, "clerk"), "ledger", town.cycles["2025"].ref, odd)
    assert "这个条件下没有记录" in html
    assert "<b>" not in html.split('name="q"')[1].split(">")[0]


def test_a_long_list_goes_on_after_its_last_row(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jifen.web.paging.SIZE", 4)
    browser.as_(town, "clerk")
    where, seen = reverse("ledger", args=[town.cycles["2025"].ref]), []
    query = ""
    while True:
        html = text(browser.get(where + query))
        seen += [int(n) for n in re.findall(r'data-label="序号">(\d+)<', html)]
        following = re.search(r'href="(\?before=\d+)"', html)
        if following is None:
            break
        query = following[1]
    entries = Entry.objects.filter(account__cycle=town.cycles["2025"]).order_by("-seq")
    assert seen == list(entries.values_list("seq", flat=True))


def test_the_sheet_holds_what_the_page_shows_and_no_formula(town: Town, browser: Browser) -> None:
    cycle = town.cycles["2025"]
    browser.as_(town, "clerk")
    answer = browser.get(reverse("ledger-sheet", args=[cycle.ref]) + "?item=B-03")
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    head, *body = rows.to_python()
    assert head[:3] == ["序号", "入账日期", "发生日期"]
    entries = Entry.objects.filter(account__cycle=cycle, fact__item="B-03").order_by("-seq")
    assert [(row[0], row[8]) for row in body] == [(e.seq, e.amount / 100) for e in entries]
    assert b"<f>" not in _inside(answer.content, "xl/worksheets/sheet1.xml")


def test_a_text_that_looks_like_a_formula_stays_a_text(town: Town, browser: Browser) -> None:
    formula = '=HYPERLINK("http://evil.example","好")'
    sent = form(town, reason=formula, named=[town.cadres["member-v1"].code])
    browser.as_(town, "cadre-v1").post(new(town), sent)
    html = text(browser.get(reverse("claim", args=[sent["once"]])))
    assert "=HYPERLINK(&quot;" in html
    claim = Claim.objects.get(ref=sent["once"])
    record(town, claim, dt.date(2026, 2, 27), submitter="cadre-v1")
    browser.as_(town, "clerk")
    where = reverse("ledger-sheet", args=[town.cycles["2025"].ref])
    assert b"<f>" not in _inside(browser.get(where).content, "xl/worksheets/sheet1.xml")


def _inside(workbook: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(workbook)).read(name)


# ------------------------------------------------------------------ standings
def test_standings_of_a_day_leave_out_what_came_later(town: Town, browser: Browser) -> None:
    browser.as_(town, "cadre-v2")
    ref = town.cycles["2025"].ref
    assert "<b>106</b>" in page(browser, "standings", ref)
    early = page(browser, "standings", ref, "?at=2025-09-01")
    assert "<b>106</b>" not in early
    assert "<b>102</b>" in early


def test_names_link_to_files_only_for_those_who_may_read_them(town: Town, browser: Browser) -> None:
    ref, other = town.cycles["2025"].ref, town.cadres["member-v1"].ref
    assert str(other) in page(browser.as_(town, "clerk"), "standings", ref)
    assert str(other) not in page(Browser().as_(town, "cadre-v2"), "standings", ref)


@pytest.mark.parametrize("scope", ["people", "villages", "chief", "deputy", "member", "nonsense"])
def test_every_scope_has_its_table(town: Town, browser: Browser, scope: str) -> None:
    ref = town.cycles["2025"].ref
    html = page(browser.as_(town, "auditor"), "standings", ref, f"?scope={scope}")
    assert html.count("<tbody>") == 1
    assert html.count("<tr") > 2


def test_a_frozen_edition_hands_out_its_papers(town: Town, browser: Browser) -> None:
    html = page(browser.as_(town, "cadre-v1"), "edition", town.editions["final"].ref)
    paper = town.papers["final"]
    for ending, magic in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        where = reverse("paper", args=[paper.ref, ending])
        assert where in html
        answer = browser.get(where)
        assert b"".join(answer).startswith(magic)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert browser.get(reverse("paper", args=[paper.ref, "exe"])).status_code == 404


# ------------------------------------------------------------------ the desk, people, the rulebook
def test_the_desk_counts_what_waits(town: Town, browser: Browser) -> None:
    html = page(browser.as_(town, "member"), "town", town.area.ref)
    assert re.search(r"<b>1</b>待我办理", html)
    assert "待审定" in html
    quiet = page(browser.as_(town, "auditor"), "town", town.area.ref)
    assert "今天没有要办的事" in quiet


def test_kin_s_claims_do_not_wait_for_their_kin(town: Town, browser: Browser) -> None:
    html = page(browser.as_(town, "member-kin"), "town", town.area.ref)
    assert re.search(r"<b>0</b>待我办理", html)


def test_a_desk_without_a_town_says_whom_to_ask(town: Town, browser: Browser) -> None:
    town.users["committee"].grants.update(to_on="2026-01-01")
    answer = browser.as_(town, "committee").get("/")
    assert "您的账号还没有角色" in text(answer)


def test_people_are_found_by_initials(town: Town, browser: Browser) -> None:
    html = page(browser.as_(town, "clerk"), "people", town.area.ref, "?q=wyh")
    assert "王一禾" in html
    assert "名册里没有找到" in page(browser, "people", town.area.ref, "?q=xyzzy")


def test_the_rulebook_says_every_clause_and_what_it_assumes(town: Town, browser: Browser) -> None:
    html = page(browser.as_(town, "cadre-v1"), "version", town.version.ref)
    assert "共83项" in html
    assert html.count('<li class="list-group-item" id="') == 83
    assert "本版为示意稿" in html
    assert "条假定" in html
    found = page(browser, "version", town.version.ref, "?q=秸秆")
    assert "E-04" in found
    assert "没有找到" in page(browser, "version", town.version.ref, "?q=火星")


def test_the_rulebook_says_its_grades_and_its_bonus(town: Town, browser: Browser) -> None:
    html = page(browser.as_(town, "cadre-v1"), "version", town.version.ref)
    assert "优秀不超过全镇参评人数的20%" in html
    assert "岗位系数：书记主任1、副职0.9、委员0.8" in html
    assert "第二条警示线" not in html


def test_a_post_group_with_its_own_line_is_measured_by_it(db: None, browser: Browser) -> None:
    own = found(ladder=f'{LADDER}  gross_line_of: {{chief: "30"}}\n  removal_line: "60"\n')
    own.fact("甲一", "D-1", "12", dt.date(2024, 9, 1))
    own.fact("甲二", "D-1", "12", dt.date(2024, 9, 1))
    browser.force_login(own.users["clerk"])
    query = f"?cycle={own.cycle.ref}"
    for name, line in (("甲一", "30"), ("甲二", "40")):
        html = page(browser, "cadre", own.cadre(name).ref, query)
        assert f"<b>12 / {line}</b>" in html, name
    html = page(browser, "version", own.version.ref)
    for said in ("扣分累计40分", "书记、主任：30分", "第二条警示线", "扣分累计60分"):
        assert said in html


def test_large_type_is_remembered(town: Town, browser: Browser) -> None:
    browser.as_(town, "cadre-v1")
    assert 'data-type="normal"' in page(browser, "town", town.area.ref)
    browser.post("/type-size/", {"size": "large", "next": "/help/"})
    assert 'data-type="large"' in page(browser, "town", town.area.ref)
    assert 'data-type="large"' in text(browser.get("/nowhere/"))


def test_a_fault_of_ours_says_so_and_shows_nothing_of_it(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("jifen.standings.queries.live", broken)
    browser.raise_request_exception = False
    answer = browser.as_(town, "clerk").get(reverse("standings", args=[town.cycles["2025"].ref]))
    assert answer.status_code == 500
    assert "系统出了问题" in text(answer)
    assert "secret" not in text(answer)


def test_the_ledger_says_what_no_checkpoint_protects(town: Town, browser: Browser) -> None:
    browser.as_(town, "auditor")
    html = page(browser, "ledger", town.cycles["2025"].ref)
    head = Head.objects.get(town=town.area.path)
    assert f"{head.seq}条记录尚无库外校验点保护：从未送出过校验点。" in html
    Checkpoint.objects.create(
        at=now() - dt.timedelta(hours=3, minutes=1),
        place="mail",
        heads=[[head.town, head.seq - 2, "0" * 64]],
        key="0" * 64,
        signature="0" * 128,
    )
    html = page(browser, "ledger", town.cycles["2025"].ref)
    assert "2条记录尚无库外校验点保护；上一个校验点已送出3小时。" in html
