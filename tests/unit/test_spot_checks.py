"""A drawn sample follows from its seed alone."""

from hashlib import sha256
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from rasoat.steps.rows import same_person
from rasoat.steps.spot_checks import sample

REFS = st.lists(st.integers(1, 9999).map(lambda no: f"H{no:04d}"), unique=True, min_size=1, max_size=60)


@given(REFS, st.integers(1, 100), st.text(min_size=1), st.randoms())
def test_whoever_has_the_seed_draws_the_same(refs: list[str], percent: int, seed: str, chance: object) -> None:
    """The sample depends on seed and households alone, not on the order in which the list gives them."""
    shuffled = list(refs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis types it as a random.Random
    assert sample(seed, refs, percent) == sample(seed, shuffled, percent)


@given(REFS, st.integers(1, 100), st.text(min_size=1))
def test_sample_has_its_share(refs: list[str], percent: int, seed: str) -> None:
    """The sample is the percentage of the list rounded up, at least one household, nobody twice."""
    drawn = sample(seed, refs, percent)
    assert len(drawn) == max(1, ceil(len(refs) * percent / 100))
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(refs)


def test_the_documented_recipe_draws_the_sample() -> None:
    """By hand: SHA-256 of `SEED:REF`, sorted, the first tenth."""
    refs = [f"H{no:04d}" for no in range(1, 21)]
    by_hand = sorted(refs, key=lambda ref: sha256(f"4711:{ref}".encode()).hexdigest())[:2]
    assert list(sample("4711", refs, 10)) == by_hand


def test_names_are_compared_as_people_write_them() -> None:
    """Case, spaces, a title after a comma and the way accents are stored make nobody another person."""
    assert same_person("Lò Văn  An", "lò văn an, Trưởng thôn")
    assert same_person("Lò Văn An", "Lo\u0300 Va\u0306n An")
    assert not same_person("Lò Văn An", "Lò Văn Ân")
    assert not same_person("", "")
    assert not same_person(None, None)
