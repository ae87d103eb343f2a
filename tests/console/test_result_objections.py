"""Objections to publicised results by the terminal: made, listed, ruled on, answered on paper."""

import pytest

from jifen.console.main import DONE, REFUSED
from jifen.results.models import Answer
from tests.console.test_results import run
from tests.records.town import Town
from tests.web.test_result_objections import REASON, TEXT, small

pytestmark = pytest.mark.django_db
__all__ = ["small"]


def test_objections_go_their_way_by_the_terminal(
    capsys: pytest.CaptureFixture[str], small: Town
) -> None:
    words = ("results", "object", TEXT, "--code", small.code("甲一"))
    code, made = run(capsys, small, "cadre", *words)
    assert code == DONE
    words = ("results", "object", TEXT, "--way", "phone", "--reporter", "村民", "--paper", "电3号")
    code, phoned = run(capsys, small, "clerk", *words)
    assert code == DONE
    for who, count in (("cadre", 1), ("clerk", 1), ("discipline", 2), ("committee", 0)):
        code, rows = run(capsys, small, who, "results", "objections")
        assert (code, len(rows)) == (DONE, count), who
    for one, ruling in ((made, "dismissed"), (phoned, "upheld")):
        rule = ("results", "rule", str(one["objection"]), ruling, "--reason", REASON)
        assert run(capsys, small, "head", *rule)[0] == REFUSED
        assert run(capsys, small, "discipline", *rule)[0] == DONE
    assert Answer.objects.filter(upheld=True).count() == 1
    code, gave = run(capsys, small, "clerk", "results", "reply", str(phoned["objection"]))
    assert code == DONE
    assert "积异" in str(gave["paper"])
    assert run(capsys, small, "clerk", "results", "reply", str(made["objection"]))[0] == REFUSED
