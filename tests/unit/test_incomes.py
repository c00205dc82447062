"""Income of households: what counts, exact bounds, and how shares are written."""

from typing import Any

import pytest
import yaml
from golden_cases import GOLDEN
from hypothesis import given
from hypothesis import strategies as st

from rasoat.errors import BadProcedure
from rasoat.workflow.incomes import OUTSIDE, Income, load, money, parse, share_text, shipped
from rasoat.workflow.tables import shipped_file

METHOD = load("income-2022")


AREAS = {"nông thôn": "rural", "thành thị": "urban"}
RESULTS = {"hộ có mức sống trung bình": "average_living", "không thuộc diện": OUTSIDE}


def amount(written: Any) -> int:
    """Return 18.000.000 as a number; YAML takes 0 for one already."""
    return int(str(written).replace(".", ""))


def boundary_cases() -> list[dict[str, Any]]:
    """Return the golden cases."""
    cases: list[dict[str, Any]] = yaml.safe_load((GOLDEN / "income-boundaries.yaml").read_text("utf-8"))
    return cases


def income(total: int, members: int = 1, **sources: int) -> Income:
    """Return the income of a household with `total` from crops over the months of the law."""
    lines = [{"source": "crops", "gross": total, "cost": 0}]
    lines += [{"source": code, "gross": gross, "cost": 0} for code, gross in sources.items()]
    return METHOD.income({"months": METHOD.months, "members": members, "lines": lines, "stated": None})


@pytest.mark.parametrize(
    ("area", "each", "expected"),
    [
        ("rural", 1_500_000, OUTSIDE),
        ("rural", 1_500_001, "average_living"),
        ("rural", 2_250_000, "average_living"),
        ("rural", 2_250_001, OUTSIDE),
        ("urban", 2_000_000, OUTSIDE),
        ("urban", 2_000_001, "average_living"),
        ("urban", 3_000_000, "average_living"),
        ("urban", 3_000_001, OUTSIDE),
    ],
)
def test_bounds_of_average_living(area: str, each: int, expected: str) -> None:
    """Above the poverty line and at most the upper bound: the first bound is out, the second is in."""
    assert METHOD.classify("average_living", area, income(each * 12)) == expected


@pytest.mark.parametrize("case", boundary_cases(), ids=lambda case: " ".join(map(str, case.values())))
def test_income_gives_what_the_officer_expects(case: dict[str, Any]) -> None:
    """Every golden case has its income a person a month and its result, at and one đồng beside each bound."""
    lines = [
        {"source": "crops", "gross": amount(case["thu"]), "cost": amount(case["chi"])},
        {"source": "social_assistance", "gross": amount(case["trợ cấp"]), "cost": 0},
    ]
    found = METHOD.income({"months": 12, "members": case["khẩu"], "lines": lines, "stated": None})
    assert found.each == case["bình quân"]
    assert METHOD.classify("average_living", AREAS[case["khu vực"]], found) == RESULTS[case["kết quả"]]


def test_one_dong_a_year_too_much_is_outside() -> None:
    """No rounding: a household of four whose year is one đồng above the bound does not qualify."""
    bound = 2_250_000 * 4 * 12
    assert METHOD.classify("average_living", "rural", income(bound, 4)) == "average_living"
    assert METHOD.classify("average_living", "rural", income(bound + 1, 4)) == OUTSIDE


def test_low_income_has_no_lower_bound() -> None:
    """A worker without income is a low-income worker; at the bound still, above it no more."""
    assert METHOD.classify("low_income_worker", "rural", income(0)) == "low_income_worker"
    assert METHOD.classify("low_income_worker", "urban", income(36_000_000)) == "low_income_worker"
    assert METHOD.classify("low_income_worker", "urban", income(36_000_001)) == OUTSIDE


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 20))
def test_assistance_changes_no_class(total: int, assistance: int, members: int) -> None:
    """Whatever a household gets in social assistance, its class stays."""
    without, with_it = income(total, members), income(total, members, social_assistance=assistance)
    assert with_it.counted == without.counted
    assert with_it.excluded == assistance
    for area in ("rural", "urban"):
        assert METHOD.classify("average_living", area, with_it) == METHOD.classify("average_living", area, without)


@given(st.integers(0, 10**12), st.integers(1, 240))
def test_share_is_written_near_and_exact_where_it_is_whole(total: int, shares: int) -> None:
    """The written share is within half a thousandth of the true one, and has decimals only where it is not whole."""
    whole, _, rest = share_text(total, shares).replace(".", "").partition(",")
    assert bool(rest) == bool(total % shares)
    assert abs((int(whole) * 1000 + int(rest or 0)) * shares - 1000 * total) * 2 <= shares


@given(st.integers(0, 10**11), st.integers(1, 30))
def test_stated_share_may_drop_what_is_less_than_a_dong(total: int, members: int) -> None:
    """A form states whole đồng: the true share cut off or rounded up agrees, one đồng further does not."""
    worked = income(total, members)
    share = total // worked.shares
    assert _stated(worked, share).is_stated(total)
    assert not _stated(worked, share + 2).is_stated(total)
    assert not _stated(worked, None).is_stated(total)


def _stated(worked: Income, stated: int | None) -> Income:
    return Income(months=worked.months, members=worked.members, lines=worked.lines, stated=stated)


def test_loss_is_written_with_its_sign() -> None:
    """A year of loss counts as loss."""
    assert share_text(-1_200_000, 12) == "-100.000"
    assert money(18_000_000) == "18.000.000"


def test_shipped_methods_are_whole() -> None:
    """Every method cites its period, bands and sources, and has something that does not count."""
    for name in shipped():
        method = load(name)
        assert method.period_citation.doc
        assert all(band.citation.doc for band in method.bands.values())
        assert {source.counted for source in method.sources.values()} == {True, False}


@pytest.mark.parametrize(
    ("wrong", "instead", "key"),
    [
        ('citation = "qd24-2"', 'citation = "qd99"', "procedure.unknown_citation"),
        ('code = "salt"', 'code = "crops"', "procedure.double_id"),
        ('id = "income-2022"', 'id = "income-2027"', "procedure.id_is_not_file"),
        ("up_to = 3_000_000", "up_to = 0", None),
        ("producing = true", "produces = true", None),
    ],
)
def test_wrong_method_is_refused_with_its_key(wrong: str, instead: str, key: str | None) -> None:
    """A file with an unknown citation, a code twice, a wrong id, an impossible bound or a misspelt key is refused."""
    text = shipped_file("incomes", "income-2022").replace(wrong, instead, 1)
    with pytest.raises(BadProcedure) as refused:
        parse(text, name="income-2022.toml")
    details: list[Any] = list(refused.value.details)
    assert details
    assert key is None or key in {item.key for item in details}
