"""What entering costs: a table of seconds, and never too few of them."""

from hypothesis import given
from hypothesis import strategies as st

from jifen.core.burden import FILL, PAGE, PRESS, SECONDS, TARGET, WEEKS, Deed, burden, seconds

deeds = st.dictionaries(st.sampled_from(list(Deed)), st.integers(1, 60))


def test_every_deed_has_its_seconds_and_none_is_free() -> None:
    assert SECONDS.keys() == set(Deed)
    assert all(cost >= PAGE + PRESS for cost in SECONDS.values())
    assert SECONDS[Deed.REPORT] == 2 * PAGE + 2 * PRESS + 2 * FILL


@given(deeds)
def test_a_week_is_never_made_cheaper_than_it_was(done: dict[Deed, int]) -> None:
    whole = sum(SECONDS[deed] * times for deed, times in done.items())
    assert 0 <= seconds(done) * WEEKS - whole < WEEKS


@given(st.dictionaries(st.sampled_from("ABCD"), deeds))
def test_the_mean_lies_under_the_most_and_those_over_are_named(
    done: dict[str, dict[Deed, int]],
) -> None:
    found = burden(done)
    each = {code: seconds(one) for code, one in done.items() if one}
    assert found.people == len(each)
    assert found.mean <= found.most == max(each.values(), default=0)
    assert list(found.over) == sorted(code for code in each if each[code] > TARGET)


def test_four_reports_a_month_are_far_from_the_target_and_claims_by_the_dozen_are_over_it() -> None:
    found = burden({"A": {Deed.REPORT: 4}, "B": {Deed.CLAIM: 24}, "C": {}})
    assert found.over == ("B",)
    assert found.people == 2
