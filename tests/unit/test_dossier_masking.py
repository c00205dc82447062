"""Taking names out of what a masked dossier keeps."""

from datetime import date

import pytest

from rasoat.notices.papers import Paper
from rasoat.reports.dossier_masking import Mask
from rasoat.workflow.privacy import profile_on

MASK = Mask(
    names={"lò": [["lò", "văn", "an", "bình"], ["lò", "văn", "an"]], "hồ": [["hồ", "xuân"]]},
    refs={"Nà Hai": {"An": "H0001"}},
    profile=profile_on(date(2026, 10, 9), {}),
    blank="[…]",
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ông/bà Lò Văn An chủ trì", "ông/bà […] chủ trì"),
        ("LÒ VĂN AN, Lò Văn An Bình", "[…], […]"),
        ("Lò Văn Anh ở hồ Xuân Hương", "Lò Văn Anh ở […] Hương"),
        ("số 001085012345, điện thoại 0200 000 000", "số […], điện thoại 0200 000 000"),
        ("CMND 123456789; 0987654321", "CMND […]; 0987654321"),
        ("không có tên ai", "không có tên ai"),
    ],
)
def test_names_and_numbers_are_taken_out(said: str, shown: str) -> None:
    """Whole names go, in capitals too and the longest first; identity numbers go, phone numbers stay."""
    assert MASK.scrub(said) == shown


def test_a_public_paper_shows_refs() -> None:
    """A posted list shows refs; a name that is none or two of the village's heads, and officials, are blanked."""
    context = {
        "village": {"name": "Nà Hai", "kind": "bản", "title": "bản Nà Hai", "house": "Nhà văn hóa", "head": "An"},
        "officials": {"chairman": {"name": "An", "title": "Chủ tịch"}},
        "body": {
            "rows": [{"name": "An", "birth_year": 1970, "members": 4}, {"name": "Ba", "birth_year": None}],
            "household_name": "An",
            "places": ["Nhà văn hóa, nhà ông Lò Văn An"],
        },
    }
    shown = MASK.paper(Paper("posting-notice", context, "TM-2026.1.X"))
    assert shown.context["body"] == {
        "rows": [{"name": "H0001", "birth_year": None, "members": 4}, {"name": "[…]", "birth_year": None}],
        "household_name": "H0001",
        "places": ["Nhà văn hóa, nhà ông […]"],
    }
    assert shown.context["village"]["head"] == "[…]"
    assert shown.context["officials"] == {"chairman": {"name": "[…]", "title": "Chủ tịch"}}
    assert (shown.form, shown.anchor) == ("posting-notice", "TM-2026.1.X")
