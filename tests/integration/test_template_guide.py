"""The designer's guide, played: its commands run on the files it shows, and the form it changes looks as it says."""

import re
from pathlib import Path

import pypdf
import pytest
from doc_pages import text_of
from guide import BLOCK, Officer, typed
from notices_reading import html_words

from rasoat.notices.pages import to_html
from rasoat.notices.papers import sample

PAGE = "docs/mau-van-ban.md"
FILE = re.compile(r"<!-- tệp: (?P<path>\S+) -->\n```jinja\n(?P<text>.*?)```", re.DOTALL)


def test_a_designer_can_follow_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the guide answers as it says, on the templates it shows, in their order on the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RASOAT_TEMPLATES", raising=False)
    officer = Officer()
    page = text_of(PAGE)
    steps = sorted([*BLOCK.finditer(page), *FILE.finditer(page)], key=lambda found: found.start())
    for found in steps:
        if found.re is FILE:
            Path(found["path"]).write_text(found["text"], encoding="utf-8")
            continue
        for step in typed(found[0]):
            fault = officer.play(step)
            assert fault is None, fault
    trial = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "thu" / "posting-notice.pdf").pages)
    assert "ba lần mỗi ngày" in " ".join(trial.split())
    assert "Đài truyền thanh xã Tân Mẫu" in " ".join(trial.split())
    assert "ba lần mỗi ngày" not in " ".join(html_words(to_html(sample("posting-notice"))))


def test_the_guide_explains_every_class_of_a_paragraph_it_lets_people_use() -> None:
    """A class that the guide names is one that the styles know."""
    from rasoat.notices.house_words import PARAGRAPHS

    (row,) = re.findall(r"^\| `<p class=\"…\">` \|(.*)\|$", text_of(PAGE), re.MULTILINE)
    named = set(re.findall(r"`([\w-]+)`", row))
    assert named
    assert named <= PARAGRAPHS
