"""What a public paper may show of a household: dated tables, chosen by the day of the posting."""

import json
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from golden_cases import day, golden

from rasoat.errors import BadProcedure
from rasoat.notices.catalogue import forms
from rasoat.steps.rows import public_rows
from rasoat.workflow.privacy import profile_on, profiles, read_profile
from rasoat.workflow.tables import shipped_file

LAW = shipped_file("privacy", "luat91-2025")
HEADS = (("Lò Văn Mẫu", 1970), ("Vàng Thị Thử", 1965), ("Lò Văn Mẫu", 1982))
NUMBERED = {"no"}


def people() -> list[tuple[dict[str, Any], str]]:
    """Return three heads of households with all that the record knows of them, two of one name."""
    known = {"id_number": "001070000001", "ethnicity": "Thái", "sex": "Nam", "size": 4}
    rows = [{**known, "ref": f"H{no:04}", "name": name, "birth_year": year} for no, (name, year) in enumerate(HEADS, 1)]
    return [(row, "poor") for row in rows]


@pytest.mark.parametrize("case", golden("privacy.yaml"))
def test_list_shows_what_the_day_allows(case: dict[str, Any]) -> None:
    """The profile of the posting's day says which columns a list has, and the commune's own file can only take away."""
    profile = profile_on(day(case["ngày"]), {"privacy": {"hide": case.get("ẩn", [])}})
    assert profile.id == case["hồ sơ luật"]
    rows = public_rows(people(), profile, {"H0001"})
    assert [name for name, value in rows[0].items() if value is not None and name not in NUMBERED] == case["thấy"]
    assert rows[1]["birth_year"] is None
    assert not {"001070000001", "Thái", "H0001"} & {str(value) for row in rows for value in row.values()}


def test_each_day_has_one_profile() -> None:
    """From the first round there was to years ahead no day is without a profile, and none has two."""
    for number in range(365 * 15):
        on = date(2021, 9, 1) + timedelta(days=number)
        assert sum(item.covers(on) for item in profiles()) == 1


def test_ethnicity_and_numbers_are_never_public() -> None:
    """What the law calls sensitive, or identifies, is shown by no kind of public paper, equal names or not."""
    for profile in profiles():
        for surface in profile.papers:
            for column in ("ethnicity", "id_number", "b1", "b2", "deprived"):
                assert column in profile.never
                assert not profile.allows(surface, column, equal_names=True)  # type: ignore[arg-type] # names of a table


def test_forms_that_hang_show_allowed_columns_only() -> None:
    """The rows of each public form carry nothing but what today's table lets a posted list show."""
    profile = profiles()[-1]
    public = [form.code for form in forms().values() if form.public]
    assert public
    samples = files("rasoat.notices") / "samples"
    for code in public:
        for row in json.loads((samples / f"{code}.json").read_text("utf-8"))["body"].get("rows", ()):
            for column in row.keys() - NUMBERED:
                assert profile.allows("public_list", column, equal_names=True), (code, column)


@pytest.mark.parametrize(
    ("old", "new", "fault", "key"),
    [
        (
            '"members", "result", "changed"]\nbetween',
            '"ethnicity"]\nbetween',
            "shown_and_hidden",
            "papers.public_list.columns",
        ),
        ('["name", "result"]', '["name", "phone"]', "not_allowed", "papers.notice.columns"),
        ('citation = "nd356"', 'citation = "nd357"', "unknown_citation", "never[0].citation"),
        ('from = "2026-01-01"', 'from = "2026-01-01", to = "2025-01-01"', "ends_before_it_begins", "valid.to"),
        ("[papers.notice]", "[papers.poster]", "unknown_key", "papers.poster"),
    ],
)
def test_a_wrong_table_is_refused(old: str, new: str, fault: str, key: str) -> None:
    """A sensitive column shown, an unknown column, a missing citation: refused with the key and the reason."""
    assert old in LAW
    with pytest.raises(BadProcedure) as refused:
        read_profile(LAW.replace(old, new, 1), name="luat91-2025.toml")
    found = [(item.key, str(item.params["key"])) for item in refused.value.details]
    assert any(name == f"procedure.{fault}" and place.startswith(key) for name, place in found), found
