"""Numbers as a person writes them."""

from hypothesis import given
from hypothesis import strategies as st

from rasoat.models.spans import runs, spans


def test_three_in_a_row_are_a_span() -> None:
    """Three and more that follow one another are written first-last; two stay two; what is doubled is said once."""
    assert spans([9, 1, 2, 4, 5, 6, 9, 7]) == ("1", "2", "4-7", "9")


@given(st.sets(st.integers(0, 200)))
def test_runs_cover_exactly_the_numbers(numbers: set[int]) -> None:
    """Runs name each number once, and none that was not given."""
    named = [number for first, last in runs(numbers) for number in range(first, last + 1)]
    assert named == sorted(numbers)
