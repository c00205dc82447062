"""PDFs to be kept for years: every rule of PDF/A-2b that a structure shows, for single papers and for print runs."""

import io
from dataclasses import replace

import pikepdf
import pytest
from archival import archival_faults
from notices_reading import paper

from rasoat.notices.bundle import PART, to_pdf_bundle
from rasoat.notices.catalogue import forms
from rasoat.notices.pdf import to_pdf


@pytest.mark.parametrize("form", forms())
def test_every_paper_can_be_kept(form: str) -> None:
    """Each form, as a paper and as a draft, breaks no rule, and tells its title and language."""
    for issue in (paper(form), paper(form, draft=True)):
        file = to_pdf(issue)
        assert archival_faults(file) == []
        with pikepdf.open(io.BytesIO(file)) as pdf:
            assert str(pdf.Root.Lang) == "vi-VN"
            with pdf.open_metadata(set_pikepdf_as_editor=False) as said:
                assert said["dc:title"] == issue.title


@pytest.mark.parametrize("form", forms())
def test_every_paper_has_a_structure_to_read_aloud(form: str) -> None:
    """Paragraphs, and the cells of a list with their heads, are tagged: a screen reader finds its way."""
    with pikepdf.open(io.BytesIO(to_pdf(paper(form)))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        kinds = {str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}
        assert "/P" in kinds
        if "/Table" in kinds:
            assert {"/TR", "/TH", "/TD"} <= kinds


def test_a_print_run_can_be_kept_too() -> None:
    """Papers of several parts, joined, break no rule: one output intent, all fonts, no structure that leads nowhere."""
    run = [replace(paper("posting-notice"), anchor=f"MAU-{number:04d}-0000") for number in range(PART + 2)]
    file = to_pdf_bundle(run)
    assert archival_faults(file) == []
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert str(pdf.Root.Lang) == "vi-VN"
        assert len(pdf.Root.OutputIntents) == 1
    assert to_pdf_bundle(run) == file


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"), "catalogue has /OpenAction"),
        ("/OutputIntents", pikepdf.Array(), "output intent"),
    ],
)
def test_a_planted_breach_is_found(key: str, value: pikepdf.Object, fault: str) -> None:
    """The rules would notice: a script in the file, an output intent taken out."""
    with pikepdf.open(io.BytesIO(to_pdf(paper("objection-answer")))) as pdf:
        pdf.Root[key] = value
        file = io.BytesIO()
        pdf.save(file)
    assert fault in archival_faults(file.getvalue())


def test_a_font_left_out_is_found() -> None:
    """A font that only the maker's computer has is what breaks old files most often."""
    with pikepdf.open(io.BytesIO(to_pdf(paper("objection-answer")))) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor:
                for key in ("/FontFile2", "/FontFile3"):
                    if key in item:
                        del item[key]
        file = io.BytesIO()
        pdf.save(file)
    assert any("is not in the file" in fault for fault in archival_faults(file.getvalue()))
