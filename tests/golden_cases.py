"""Golden cases: YAML that an officer can read, in Vietnamese; days as 05/10/2026."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

GOLDEN = Path(__file__).parent / "golden"
LISTS = {
    "hộ nghèo": "poor",
    "hộ cận nghèo": "near_poor",
    "hộ thoát nghèo": "escaped_poor",
    "hộ thoát cận nghèo": "escaped_near_poor",
}
PLACES = {"nhà văn hóa": "village_house", "trụ sở xã": "commune_office"}
CLASSES = {"hộ nghèo": "poor", "hộ cận nghèo": "near_poor", "hộ không nghèo": "non_poor"}
VERDICTS = {
    "đạt": "proven",
    "chưa có": "missing",
    "trái quy định": "contradicted",
    "chưa đến hạn": "not_due",
}


def golden(name: str) -> list[Any]:
    """Return the cases of a file, each under its title."""
    cases = yaml.safe_load((GOLDEN / name).read_text("utf-8"))
    return [pytest.param(case, id=case["trường hợp"]) for case in cases]


def day(text: str) -> date:
    """Return 05/10/2026 as a date."""
    return datetime.strptime(f"{text} +0700", "%d/%m/%Y %z").date()
