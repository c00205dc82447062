"""The facts that a step may freeze as unknown: a paper prints a dotted line for each."""

from typing import Any

OPTIONAL = frozenset(  # facts a step may freeze as null
    [
        "date",
        "number",
        "village",
        "district",
        "superior",
        "phone",
        "time",
        "ended",
        "secretary",
        "opinions",
        "meeting_on",
        "others_count",
        "until",
        "from",
        "to",
        "media",
        "witness",
        "evidence_from",
        "evidence_to",
        "notice",
        "state",
        "deviation",
        "reverify_by",
        "result_after",
        "result_before",
        "reason",
        "opinion",
        "report",
        "id_issued",
        "id_number",
        "b1",
        "b2",
        "birth",
        "ethnicity",
        "surveyor",
        "surveyed_on",
        "class_before",
        "class_after",
        "movement",
        "quick_form",
        "note",
        "birth_year",
        "birth_year_male",
        "birth_year_female",
        "head",
        "deprived",
        "address",
        "relation",
        "content",
    ]
)


def unknown(value: Any) -> Any:
    """Return JSON with every optional fact null."""
    if isinstance(value, dict):
        return {key: None if key in OPTIONAL else unknown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unknown(item) for item in value]
    return value
