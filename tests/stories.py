"""Stories: whole rounds as an officer types them, told in YAML, and what comes of a few things done otherwise."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden_cases import GOLDEN, day
from office import Office

STORIES = ("average-living", "low-income-worker")
POOR = (
    "Ngày nhận,Họ và tên,Giới tính,Ngày sinh,Dân tộc,Số CCCD,Thôn,Số khẩu,Nội dung đề nghị,Lý do\n"
    "16/10/2026,Hồ Văn Muối,Nam,1969,Kinh,020069000077,Yên Sơn,2,Rà soát hộ nghèo,Mất mùa\n"
)


def story(name: str) -> Mapping[str, Any]:
    """Return a story."""
    told: Mapping[str, Any] = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text("utf-8"))
    return told


def breaches() -> list[Any]:
    """Return each thing done wrong in each story, under its title."""
    cases = [(name, case) for name in STORIES for case in story(name)["sai phạm"]]
    return [pytest.param(name, case, id=f"{name}: {case['trường hợp']}") for name, case in cases]


def planted() -> set[str]:
    """Return the requirements that some story breaks."""
    return {rule for name in STORIES for case in story(name)["sai phạm"] for rule in case["phát hiện"]}


def open_office(folder: Path) -> Office:
    """Return an office of the sample commune, with a photo or scan for every name that a story uses."""
    office = Office(folder)
    office.does("commune", "template", folder / "xa.toml")
    office.does("commune", "add", folder / "xa.toml")
    office.file("don-ngheo.csv", POOR)
    return office


def tell(office: Office, name: str, changes: Mapping[str, Any] | None = None) -> None:
    """Type a story, some of its acts changed; every command must answer as the story says."""
    for act in ({**story(name)["diễn biến"], **(changes or {})}).values():
        if act is not None:
            _type(office, act)


def _type(office: Office, act: Mapping[str, Any]) -> None:
    on = f"{day(str(act['ngày']))}"
    words: list[str | Path] = []
    for word in shlex.split(act["gõ"]):
        is_file = word.endswith((".jpg", ".csv", ".xlsx"))
        words.append(office.file(word, word) if is_file else word)
    if not act.get("không ngày"):
        words += ["--date", on]
    said = office.types(*words, on=on)
    assert said.code == act.get("từ chối", 0), said
    assert str(act.get("trả lời", "")) in said.out, said


def findings(office: Office) -> dict[str, str]:
    """Return what the audit finds fault with: requirement and status."""
    said = office.types("audit", "--json")
    assert said.out, said
    found = said.json["findings"]
    return {item["requirement"]: item["status"] for item in found if item["status"] not in {"claimed", "not_due"}}
