"""Made-up photographs and broken pictures, each written by the library that reads them, or byte by byte."""

import random
import struct
import zlib
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

SIDES = (800, 600)
_EXIF_IFD, _TAKEN = 0x8769, 0x9003


def scene(seed: int, *, moved: int = 0) -> Image.Image:
    """Return a drawn scene: blocks before a field and a sky; `moved` shifts the blocks."""
    draws = random.Random(seed)  # noqa: S311 # a repeatable picture, no secret
    width, height = SIDES
    image = Image.new("RGB", SIDES, (90, 140, 200))
    pencil = ImageDraw.Draw(image)
    pencil.rectangle((0, height * 6 // 10, width, height), fill=(70, 110, 50))
    for _block in range(25):
        x, y, side = draws.randint(0, width) + moved, draws.randint(0, height), draws.randint(30, 200)
        colour = (draws.randint(0, 180), draws.randint(0, 180), draws.randint(0, 180))
        pencil.rectangle((x, y, x + side, y + side), fill=colour)
    return image


def page(seed: int) -> Image.Image:
    """Return a scanned form: white, with lines of dark words."""
    draws = random.Random(seed)  # noqa: S311 # a repeatable picture, no secret
    image = Image.new("L", (600, 840), 250)
    pencil = ImageDraw.Draw(image)
    for line in range(60, 780, 30):
        pencil.rectangle((60, line, 60 + draws.randint(200, 480), line + 8), fill=40)
    return image


def photo(path: Path, image: Image.Image, taken: date | None = None, quality: int = 90) -> Path:
    """Write a picture as a camera does, with the day it was taken, and return where."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(_EXIF_IFD)[_TAKEN] = f"{taken:%Y:%m:%d} 08:30:00"
    image.save(path, exif=exif.tobytes(), quality=quality)
    return path


def bomb(path: Path, side: int = 60_000) -> Path:
    """Write a PNG of some kilobytes that claims to be a picture of `side` by `side` points."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(1000))))
    return path


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
