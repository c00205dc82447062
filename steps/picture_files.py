"""What a picture file tells of itself: the day it was taken, and what it looks like.

Read once, when a file comes in. A file that cannot be read as a picture is kept all the same, as a file: nobody
must be unable to hand in what there is.
"""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dhash
from PIL import Image, ImageStat

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "MPO")
MOST_PIXELS, MOST_DECODED = 200_000_000, 40_000_000
"""Larger pictures are not read, and no more is decoded: a file of some kilobytes can claim any number of pixels."""
_EXIF_IFD, _ORIGINAL = 0x8769, 0x9003
_XMP_DAY = re.compile(rb"exif:DateTimeOriginal(?:=[\"']|>)\s*(\d{4})-(\d\d)-(\d\d)")
_SIDE = 9
"""Of the tiny grey picture whose neighbours are compared: 8 x 8 pairs across, 8 x 8 down."""
_PAPER, _MOST = 200, 0.5
"""A picture lighter than this in more than this share of it is a page of paper."""
_FLAT = 8.0
"""A picture whose greys differ by less (standard deviation) shows nothing that could be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in a file.

    Attributes:
        kind: `picture` or `file`.
        taken_on: EXIF or XMP DateTimeOriginal: the day on the camera's clock.
        look: dHash of a photograph as 32 hexadecimal digits; None for pages of paper and empty pictures.
    """

    kind: str
    taken_on: date | None = None
    look: str | None = None


def read(path: Path) -> Reading:
    """Return what the file at `path` tells; whatever cannot be read as a picture is a file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a damaged tag is no reason to refuse the picture
            with Image.open(path, formats=FORMATS) as image:
                return _read(image)
    except Exception:  # noqa: BLE001 # a broken picture makes the decoder raise anything; it is then a mere file
        return Reading(kind="file")


def _read(image: Image.Image) -> Reading:
    if image.width * image.height > MOST_PIXELS:
        return Reading(kind="file")
    taken_on = _taken_on(image)
    image.draft("L", (256, 256))  # a JPEG is then decoded small: a large photograph in milliseconds
    look = _look(image) if image.width * image.height <= MOST_DECODED else None
    return Reading(kind="picture", taken_on=taken_on, look=look)


def _taken_on(image: Image.Image) -> date | None:
    exif: Mapping[int, Any] = image.getexif().get_ifd(_EXIF_IFD)
    day = _day(str(exif.get(_ORIGINAL, ""))[:10])
    if day is None and (found := _XMP_DAY.search(_bytes(image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")))):
        day = _day(b":".join(found.groups()).decode("ascii"))
    return day


def _bytes(value: Any) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value or b"")


def _day(text: str) -> date | None:
    """Return the day of an EXIF date; cameras that were never set write zeros."""
    try:
        return datetime.strptime(text, "%Y:%m:%d").date()  # noqa: DTZ007 # EXIF has no zone: the day on the camera's clock
    except ValueError:
        return None


def _look(image: Image.Image) -> str | None:
    grey = image.convert("L")
    grey.thumbnail((128, 128))
    light = sum(grey.histogram()[_PAPER:]) / (grey.width * grey.height)
    if light > _MOST or ImageStat.Stat(grey).stddev[0] < _FLAT:
        return None
    tiny = grey.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return f"{dhash.dhash_int(list(tiny.tobytes())):032x}"
