"""Papers as Word files: their XHTML through the house style `styles/paper.xsl`, zipped so that bytes repeat."""

import io
from collections.abc import Iterator
from copy import deepcopy
from functools import cache, lru_cache
from importlib.resources import files
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from rasoat.notices.papers import Paper
from rasoat.notices.xhtml import clean, qr_code, to_xhtml

PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can carry


def to_docx(paper: Paper) -> bytes:
    """Return one paper as a Word file with named styles; the same paper gives the same bytes.

    Raises:
        UsageError: no such form, or a fact is missing.
    """
    page = etree.fromstring(to_xhtml(paper), etree.XMLParser(resolve_entities=False, huge_tree=True))
    package = _house_style()(page, created=etree.XSLT.strparam(f"{paper.stamp:%Y-%m-%dT%H:%M:%SZ}"))
    parts = dict(_parts(package.getroot()))
    if paper.anchor is not None:
        parts["word/media/qr.png"] = _qr_png(clean(paper.anchor))
    return _zip(parts)


def _parts(package: etree._Element) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the package, the list of content types first, as readers expect."""
    types = etree.fromstring(f'<Types xmlns="{TYPES[1:-1]}"/>')
    etree.SubElement(types, f"{TYPES}Default", Extension="rels", ContentType=RELATIONSHIPS)
    etree.SubElement(types, f"{TYPES}Default", Extension="png", ContentType="image/png")
    found = []
    for part in package:
        name, kind = part.attrib[f"{PACKAGE}name"], part.attrib[f"{PACKAGE}contentType"]
        if kind != RELATIONSHIPS:
            etree.SubElement(types, f"{TYPES}Override", PartName=name, ContentType=kind)
        found.append((str(name).lstrip("/"), _bytes(part[0][0])))
    yield "[Content_Types].xml", _bytes(types)
    yield from found


def _bytes(root: etree._Element) -> bytes:
    root = deepcopy(root)  # out of the package, whose name spaces are no business of the part
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, ZIP_EPOCH)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            archive.writestr(entry, content)
    return buffer.getvalue()


@lru_cache(maxsize=64)  # as in `rasoat.notices.xhtml`
def _qr_png(text: str) -> bytes:
    image = io.BytesIO()
    qr_code(text).save(image, kind="png", scale=8, border=0, dark="#555")
    return image.getvalue()


@cache
def _house_style() -> etree.XSLT:
    return etree.XSLT(etree.parse(str(files(__package__) / "styles" / "paper.xsl")))
