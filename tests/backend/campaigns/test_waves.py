"""How many are invited: never more than the quotas could bear, never nobody while there is need."""

from hypothesis import given
from hypothesis import strategies as st

from backend.campaigns.waves import Candidate, likely_rate, wave

COUNTERS = st.frozensets(st.integers(1, 6), min_size=1, max_size=3)
CANDIDATES = st.lists(COUNTERS, max_size=60).map(
    lambda all_: [Candidate(number, counters) for number, counters in enumerate(all_)]
)
NEED = st.dictionaries(st.integers(1, 6), st.integers(-2, 20))
RATES = st.floats(0.05, 1.0)


@given(CANDIDATES, NEED, RATES)
def test_no_counter_gets_more_invitations_than_a_third_of_its_need_bears(
    candidates: list[Candidate], need: dict[int, int], rate: float
) -> None:
    chosen = set(wave(candidates, need, rate))

    for counter, places in need.items():
        invited = [c for c in candidates if c.case_id in chosen and counter in c.counters]
        assert len(invited) <= max(places / rate / 3, 1 if places > 0 else 0)


@given(CANDIDATES, NEED, RATES)
def test_who_falls_in_a_full_counter_or_in_none_is_not_invited(
    candidates: list[Candidate], need: dict[int, int], rate: float
) -> None:
    for case_id in wave(candidates, need, rate):
        assert all(need.get(one, 0) > 0 for one in candidates[case_id].counters)


@given(CANDIDATES, st.fixed_dictionaries({n: st.integers(1, 20) for n in range(1, 7)}), RATES)
def test_while_every_counter_needs_somebody_somebody_is_invited(
    candidates: list[Candidate], need: dict[int, int], rate: float
) -> None:
    assert bool(wave(candidates, need, rate)) == bool(candidates)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_rate_is_never_thought_lower_than_what_was_seen(answered: int, more: int) -> None:
    asked = answered + more
    seen = (answered + 2) / (asked + 20)

    assert min(seen, 1.0) <= likely_rate(answered, asked) <= 1.0
