"""What is read in a picture: its day, its look; what cannot be read is a file, and never an error."""

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from photographs import bomb, page, photo, scene
from PIL import Image

from rasoat.steps.picture_files import read

TAKEN = date(2026, 10, 9)


def look(path: Path) -> int:
    """Return what a photograph looks like."""
    found = read(path).look
    assert found is not None
    return int(found, 16)


@pytest.mark.parametrize("name", ["anh.jpg", "anh.png", "anh.webp"])
def test_the_day_of_a_photograph_is_read(tmp_path: Path, name: str) -> None:
    """The day on the camera's clock is read from the picture, whatever its format."""
    reading = read(photo(tmp_path / name, scene(1), TAKEN))
    assert (reading.kind, reading.taken_on) == ("picture", TAKEN)


def test_the_day_is_read_from_xmp_where_exif_has_none(tmp_path: Path) -> None:
    """A picture that passed through an editor may keep its day in XMP alone."""
    xmp = b'<x:xmpmeta><rdf:Description exif:DateTimeOriginal="2026-10-09T08:30:00"/></x:xmpmeta>'
    scene(1).save(tmp_path / "anh.jpg", xmp=xmp)
    assert read(tmp_path / "anh.jpg").taken_on == TAKEN


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "hôm qua", "2026:13:40 00:00:00"])
def test_a_clock_that_was_never_set_gives_no_day(tmp_path: Path, text: str) -> None:
    """What is no day is no day, and the picture is a picture all the same."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text
    scene(1).save(tmp_path / "anh.jpg", exif=exif)
    reading = read(tmp_path / "anh.jpg")
    assert (reading.kind, reading.taken_on) == ("picture", None)


def test_copies_look_alike_and_other_scenes_do_not(tmp_path: Path) -> None:
    """Compressing, scaling and trimming stay within 8 bits; moving the camera and other scenes do not."""
    image = scene(1)
    first = look(photo(tmp_path / "a.jpg", image))
    width, height = image.size
    near = {
        "compressed": photo(tmp_path / "b.jpg", image, quality=35),
        "scaled": photo(tmp_path / "c.jpg", image.resize((320, 240))),
        "another format": photo(tmp_path / "d.png", image),
        "trimmed": photo(tmp_path / "e.jpg", image.crop((8, 8, width - 8, height - 8))),
    }
    assert {
        name: (look(path) ^ first).bit_count() for name, path in near.items() if (look(path) ^ first).bit_count() > 8
    } == {}
    others = [scene(1, moved=40), *(scene(seed) for seed in range(2, 12))]
    distances = [(look(photo(tmp_path / "x.jpg", other)) ^ first).bit_count() for other in others]
    assert min(distances) > 8


def test_pages_of_paper_have_no_look(tmp_path: Path) -> None:
    """Two forms would look alike although they are two papers; nor is an empty picture compared."""
    assert read(photo(tmp_path / "a.png", page(1))).look is None
    assert read(photo(tmp_path / "b.png", Image.new("RGB", (200, 200), (30, 30, 30)))).look is None


def test_what_is_no_picture_is_a_file(tmp_path: Path) -> None:
    """Text under the name of a picture, a cut JPEG and a picture of too many points are files without a look."""
    text = tmp_path / "chu.jpg"
    text.write_text("đây không phải là ảnh", encoding="utf-8")
    assert read(text).kind == "file"
    whole = photo(tmp_path / "anh.jpg", scene(1), TAKEN).read_bytes()
    for size in (3, 100, len(whole) // 2, len(whole) - 2):
        (tmp_path / "cut.jpg").write_bytes(whole[:size])
        assert read(tmp_path / "cut.jpg").look is None or size > len(whole) // 2
    assert read(bomb(tmp_path / "bom.png")).kind == "file"


def test_a_picture_of_many_points_is_not_decoded(tmp_path: Path) -> None:
    """A picture that claims fewer points than the limit, but too many to decode, costs no memory."""
    path = bomb(tmp_path / "bom.png", side=13_000)
    tracemalloc.start()
    reading = read(path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.look is None
    assert most < 20 * 2**20
