"""Evidence that contradicts: photos of another time, and one picture for two things."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from facts import (
    DOWN,
    HOUSE,
    OFFICE,
    OTHER_PHOTO,
    PHOTO,
    POSTED,
    REASON,
    SAME_PHOTO,
    A,
    announced,
    day,
    put_up,
    taken_down,
)
from photographs import page, photo, scene
from play import Play, changed, facts_changed, lawful_way

from rasoat.errors import Refused, UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.evidence import keep, misread, read_again
from rasoat.workflow.auditing import Finding
from rasoat.workflow.orders import NewFact
from rasoat.workflow.sifting import Sieve

WAY = lawful_way()


def posting_found(play: Play, on: date) -> tuple[str, str]:
    """Return status and finding of the evidence of village A's posting."""
    item = next(item for item in play.findings(on) if item.rule.id == "posting_evidence" and item.subject.name == A)
    return item.verdict.status.value, item.verdict.found.render("vi")


def pictures(play: Play) -> Finding:
    """Return what the audit says of pictures used twice."""
    return next(item for item in play.findings() if item.rule.id == "pictures_differ")


def posted(database: Database, **photos: list[str]) -> Play:
    """Return a round whose village A posted with a photo at its house and took the list down with others."""
    play = Play(database, photographed=POSTED).start().go(WAY, until="post")
    up = (put_up(HOUSE, evidence=photos.get("start", PHOTO)), put_up(OFFICE), announced())
    play.step(A, POSTED, *up)
    down = (taken_down(HOUSE, evidence=photos.get("end", OTHER_PHOTO)), taken_down(OFFICE))
    play.step(A, DOWN, *down)
    return play


def kept(database: Database, folder: Path, taken: date | None, seed: int, name: str = "anh.jpg") -> list[str]:
    """Hand in a photo of a scene and return its digest."""
    return keep(database, folder / "kho", [photo(folder / name, scene(seed), taken)])


@pytest.mark.parametrize("taken", [POSTED, day(9, 22), DOWN], ids=["first day", "between", "last day"])
def test_photo_within_the_posting_proves_it(file_database: Database, tmp_path: Path, taken: date) -> None:
    """A photo taken on any day from putting up to taking down proves its posting, and the step passes."""
    end = kept(file_database, tmp_path, taken, 1)
    play = posted(file_database, end=end)
    assert play.step(A, DOWN, trigger="take_down").stage == "complaints"
    assert posting_found(play, DOWN)[0] == "proven"


@pytest.mark.parametrize(
    "taken", [day(9, 20), day(9, 25), date(2000, 1, 1)], ids=["before", "after", "camera never set"]
)
def test_photo_of_another_time_contradicts(file_database: Database, tmp_path: Path, taken: date) -> None:
    """A photo taken before putting up or after taking down proves nothing: the step is refused, the file named."""
    play = posted(file_database, end=kept(file_database, tmp_path, taken, 1, "ảnh gỡ.jpg"))
    status, found = posting_found(play, DOWN)
    assert status == "contradicted"
    for told in ("ảnh gỡ.jpg", f"{taken:%d/%m/%Y}", "nhà văn hóa thôn", "21/09/2026", "24/09/2026"):
        assert told in found
    with pytest.raises(Refused):
        play.step(A, DOWN, trigger="take_down")


def test_photo_without_a_day_is_not_held_against_the_posting(file_database: Database, tmp_path: Path) -> None:
    """A picture that does not say when it was taken counts as before."""
    play = posted(file_database, end=kept(file_database, tmp_path, None, 1))
    assert posting_found(play, DOWN)[0] == "proven"


def test_right_photo_handed_in_later_cures(file_database: Database, tmp_path: Path) -> None:
    """A photo of a right day, handed in for the taking down, outweighs the one of a wrong day; the entry stays."""
    play = posted(file_database, end=kept(file_database, tmp_path, day(9, 30), 1))
    stopped = play.entries(A, "posting_stopped")[0]
    right = kept(file_database, tmp_path, DOWN, 2, "ảnh đúng.jpg")
    play.step(A, DOWN, NewFact(kind="evidence_added", on=DOWN, data={"evidence": right, "entry": stopped.seq}))
    assert posting_found(play, DOWN)[0] == "proven"
    assert play.entries(A, "posting_stopped")[0] == stopped
    (added,) = play.entries(A, "evidence_added")
    play.correct(added.seq, annul=True)
    assert posting_found(play, DOWN)[0] == "contradicted"


def test_interruption_has_photos_of_its_own_time(file_database: Database, tmp_path: Path) -> None:
    """Each stretch of a posting is measured by itself: a photo of the gap shows neither of the two."""
    play = Play(file_database, photographed=POSTED).start().go(WAY, until="post")
    gap = kept(file_database, tmp_path, day(9, 23), 1)
    play.step(A, POSTED, put_up(HOUSE), put_up(OFFICE), announced())
    play.step(A, day(9, 22), taken_down(HOUSE, on=day(9, 22), interrupted=True, reason="mưa"))
    play.step(A, day(9, 24), put_up(HOUSE, on=day(9, 24), evidence=gap))
    play.step(A, day(9, 28), taken_down(HOUSE, on=day(9, 28)), taken_down(OFFICE, on=day(9, 28)))
    status, found = posting_found(play, day(9, 28))
    assert status == "contradicted"
    assert "24/09/2026" in found
    assert "28/09/2026" in found


def test_evidence_for_nothing_recorded_is_refused(file_database: Database) -> None:
    """A file is handed in for an entry of the village, or for none."""
    play = Play(file_database, photographed=POSTED).start().go(WAY, until="post")
    with pytest.raises(UsageError) as refused:
        play.step(A, POSTED, NewFact(kind="evidence_added", on=POSTED, data={"evidence": PHOTO, "entry": 9999}))
    assert refused.value.key == "evidence_of_nothing"


TWICE: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "two villages": ({"name": "meeting"}, {"name": "meeting/B"}),
    "meeting and committee": ({"name": "meeting"}, {"name": "approve"}),
    "two days": ({"name": "meeting"}, {"name": "post", "kind": "announcement_made"}),
    "start and end": ({"name": "post", "place": HOUSE}, {"name": "take_down", "place": HOUSE}),
    "two places": ({"name": "post", "place": HOUSE}, {"name": "post", "place": OFFICE}),
}


def shown(way: Any, where: Mapping[str, Any], evidence: list[str]) -> Any:
    """Return a way where a fact has other evidence."""
    kinds = {
        "meeting": "meeting_held",
        "meeting/B": "meeting_held",
        "approve": "committee_met",
        "post": "posting_started",
        "take_down": "posting_stopped",
    }
    kind = where.get("kind") or kinds[where["name"]]
    facts = tuple(
        replace(fact, data={**fact.data, "evidence": evidence})
        if fact.kind == kind and where.get("place") in {None, fact.data.get("place")}
        else fact
        for fact in way[where["name"]].facts
    )
    return changed(way, where["name"], facts=facts)


@pytest.mark.parametrize("second", [PHOTO, SAME_PHOTO], ids=["same", "near copy"])
@pytest.mark.parametrize("case", TWICE)
def test_picture_used_twice_is_found(file_database: Database, case: str, second: list[str]) -> None:
    """The same picture, or a near copy, for two villages, places or days is told with both uses, and only that."""
    one, other = TWICE[case]
    play = Play(file_database, photographed=POSTED).start().go(shown(shown(WAY, one, PHOTO), other, second))
    assert play.breaches() == [("approve", "pictures_differ", "contradicted")]
    finding = pictures(play)
    assert len(finding.verdict.facts) == 2
    for lang, word in (("vi", "thôn Bản Mới"), ("en", "on")):
        text = finding.verdict.found.render(lang)  # type: ignore[arg-type] # the two languages
        assert "a.jpg" in text
        assert word in text


def test_other_pictures_are_not_told(file_database: Database) -> None:
    """Two different photographs of two days are nobody's breach; nor is one picture for one day and place."""
    way = shown(shown(WAY, TWICE["two days"][0], PHOTO), TWICE["two days"][1], OTHER_PHOTO)
    way = facts_changed(way, "post", "posting_started", evidence=OTHER_PHOTO)
    way = shown(way, {"name": "post", "place": OFFICE}, ["e" * 64])
    assert Play(file_database, photographed=POSTED).start().go(way).breaches() == []


def test_scans_of_one_form_are_not_near_copies(file_database: Database, tmp_path: Path) -> None:
    """Minutes of two villages scanned from the same form are two papers; the very same scan is told."""
    first = keep(file_database, tmp_path / "kho", [photo(tmp_path / "mot.png", page(1))])
    second = keep(file_database, tmp_path / "kho", [photo(tmp_path / "hai.png", page(2))])
    way = shown(shown(WAY, {"name": "meeting"}, first), {"name": "meeting/B"}, second)
    play = Play(file_database, photographed=POSTED).start().go(way)
    assert play.breaches() == []


def test_record_that_shows_two_things_is_no_breach(file_database: Database, tmp_path: Path) -> None:
    """A file that is no picture may show both places and both days: a scanned record does."""
    record = tmp_path / "bien-ban.pdf"
    record.write_bytes(b"%PDF-1.7 bien ban niem yet")
    file = keep(file_database, tmp_path / "kho", [record])
    way = facts_changed(
        facts_changed(WAY, "post", "posting_started", evidence=file), "take_down", "posting_stopped", evidence=file
    )
    assert Play(file_database, photographed=POSTED).start().go(way).breaches() == []


def test_pictures_are_told_before_the_committee_meets(file_database: Database) -> None:
    """Who looks during the round sees it at once, at the step that the round waits for."""
    way = shown(shown(WAY, {"name": "meeting"}, PHOTO), {"name": "meeting/B"}, PHOTO)
    play = (
        Play(file_database, photographed=POSTED)
        .start()
        .go(
            {name: way[name] for name in way if name not in {"submit_report", "opinion", "recognise", "close"}},
            until="approve",
        )
    )
    assert [item for item in play.breaches() if item[2] != "not_due"] == [
        ("approve", "pictures_differ", "contradicted")
    ]


def test_sieve_looks_into_evidence_as_the_audit_does(file_database: Database, tmp_path: Path) -> None:
    """The fast audit finds what the full one finds where files are at hand."""
    play = posted(file_database, end=kept(file_database, tmp_path, day(9, 30), 1))
    play.step(A, DOWN, trigger="take_down", deviation=REASON)
    with play.desk() as desk:
        sifted = Sieve(DOWN).findings(desk)
    assert sifted == tuple(item for item in play.findings(DOWN) if not item.clean)
    assert "posting_evidence" in {item.rule.id for item in sifted}


def test_files_of_an_older_version_are_read_once(database: Database, tmp_path: Path) -> None:
    """A file entered before files were read is read when asked; a damaged one is named and left."""
    digests = kept(database, tmp_path, POSTED, 1)
    other = tmp_path / "kho" / "ff" / ("f" * 64)
    other.parent.mkdir(parents=True)
    other.write_bytes(b"khac")
    with database.write() as connection:
        Store(connection).add_evidence("f" * 64, 1, "mat.jpg")
    assert read_again(database, tmp_path / "kho") == (0, ["f" * 64])
    with database.read() as connection:
        rows = {row.sha256: row for row in Store(connection).exhibits()}
    assert rows[digests[0]].taken_on == POSTED.isoformat()
    assert rows["f" * 64].kind is None


def test_altered_reading_is_found(database: Database, tmp_path: Path) -> None:
    """When the database says another day than the photo itself, verification names the photo."""
    path = photo(tmp_path / "anh.jpg", scene(1), POSTED)
    digest, _size = keep(database, tmp_path / "kho", [path])[0], 0
    assert misread(database, tmp_path / "kho") == []
    with database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER reading_no_update" + ("" if database.is_sqlite else " ON reading"))
        connection.exec_driver_sql(f"UPDATE reading SET taken_on = '2026-09-24' WHERE sha256 = '{digest}'")  # noqa: S608 # our own digest
    assert misread(database, tmp_path / "kho") == [(digest, "anh.jpg")]


def test_readings_are_append_only(database: Database, tmp_path: Path) -> None:
    """Nobody rewrites a day by a plain statement: the database refuses it."""
    kept(database, tmp_path, POSTED, 1)
    with pytest.raises(Exception, match="append-only"), database.write() as connection:
        connection.exec_driver_sql("UPDATE reading SET taken_on = '2026-09-24'")
