"""What is told of a procedure file: names for every word, lines for every fault, differences, copies."""

from collections.abc import Iterator
from datetime import date

import pytest
from procedure_words import WORDS
from toy_procedure import TOY, toy

from rasoat.errors import BadProcedure, UsageError
from rasoat.messages import message
from rasoat.workflow.citations import Text
from rasoat.workflow.counting import counting_rules
from rasoat.workflow.places import at_line, line_of
from rasoat.workflow.procedure_copies import new_procedure
from rasoat.workflow.procedure_diff import Change, changes
from rasoat.workflow.procedure_file import ProcedureTable
from rasoat.workflow.procedure_marks import mark_counts, unverified
from rasoat.workflow.procedure_names import params_line
from rasoat.workflow.procedure_pages import page
from rasoat.workflow.procedure_plain import plain_procedure
from rasoat.workflow.procedures import load
from rasoat.workflow.tables import read_table

FORMS = {"note": Text(vi="Phiếu ghi", en="Note")}


def table(source: str = TOY) -> ProcedureTable:
    """Return the small procedure's file, read."""
    return read_table(source, name="toy.toml", shape=ProcedureTable)


def told(source: str) -> list[Change]:
    """Return what a changed file says differently from the small procedure."""
    assert source != TOY
    return list(changes(table(), table(source), FORMS))


def fields(source: str) -> list[tuple[str, str, str | None, str]]:
    """Return the differences as group, id, field and kind."""
    return [(item.group, item.id, item.field, item.kind) for item in told(source)]


def test_words_the_catalogue_does_not_know_stand_for_themselves() -> None:
    """A province's own trigger, check or parameter is shown as it is written."""
    lines = [line.text.render("vi") for line in page(toy(), {})]
    assert "Chuyển bước “finish” (finish) sang “Xong”" in lines
    assert "Bắt buộc: percent (least = 50, tại a, b)" in lines
    assert "Văn bản: note" in lines


def test_page_tells_a_loop_and_a_step_without_conditions() -> None:
    """A new pass, and a step that asks for nothing, are said in words."""
    lines = [line.text.render("en") for line in page(toy(), FORMS)]
    assert "Starts a new pass of the review; the one before stays on record." in lines
    assert "No condition of its own." in lines
    assert "Papers: Note" in lines


def test_a_procedure_without_end_or_window_has_its_page() -> None:
    """What a file does not say is not invented."""
    window = next(line for line in TOY.splitlines() if line.startswith("window"))
    item = toy(source=TOY.replace(f"{window}\n", ""))
    lines = [line.text.render("vi") for line in page(item, FORMS)]
    assert "Được mở đợt từ ngày 01/01/2026; chưa ấn định ngày hết hiệu lực." in lines
    assert not any(line.startswith("Thời gian rà soát trong năm") for line in lines)
    plain = plain_procedure(item, FORMS, "en")
    assert plain["window"] is None
    assert plain["valid"] == {"from": "2026-01-01", "to": None}


def test_a_truth_among_parameters_is_a_word() -> None:
    """Yes and no are shown as words."""
    assert params_line({"strict": True}).render("vi") == "strict = có"
    assert params_line({"strict": False}).render("en") == "strict = no"


@pytest.mark.parametrize("mark", ["seen", "secondary", "assumed", "unverified"])
def test_every_mark_is_counted(mark: str) -> None:
    """Marks of citations and of terms are counted as the file bears them."""
    counts = mark_counts(table(TOY.replace('evidence = "assumed"', f'evidence = "{mark}"')))
    assert sum(counts.values()) == 4
    assert list(counts) == ["seen", "secondary", "assumed", "unverified"]


def test_a_term_may_be_unverified_although_its_article_is_known() -> None:
    """A term's own mark is told with the requirements that rest on it."""
    source = TOY.replace('evidence = "assumed"', 'evidence = "unverified"')
    (found,) = unverified(table(source))
    assert found.key == "terms[1]"
    assert [user.render("en") for user in found.used_by] == ["requirement replied"]


def test_the_window_rests_on_its_citation() -> None:
    """An unverified citation names the window among what uses it."""
    source = TOY.replace('clause = "3"\nevidence = "seen"', 'clause = "3"\nevidence = "unverified"')
    users = [user.render("en") for found in unverified(table(source)) for user in found.used_by]
    assert "time of the review within the year" in users
    assert "transition again" in users


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("days = 3", "days = 4", ("terms", "posting", "length", "changed")),
        ('unit = "calendar"', 'unit = "working"', ("terms", "reply", "length", "changed")),
        ('from = "09-01"', 'from = "08-01"', ("procedure", "procedure", "window", "changed")),
        (
            'valid = { from = "2026-01-01" }',
            'valid = { from = "2026-02-01" }',
            ("procedure", "procedure", "valid", "changed"),
        ),
        ('bases = ["Luật thử"]', 'bases = ["Luật mới"]', ("bases", "Luật thử", None, "removed")),
        ("least = 50", "least = 51", ("requirements", "enough", "params", "changed")),
        ('severity = "warn"', 'severity = "block"', ("requirements", "long_enough", "severity", "changed")),
        (
            'requires = ["enough", "long_enough"]',
            'requires = ["enough"]',
            ("transitions", "village:work:finish", "requires", "removed"),
        ),
        ('produces = ["note"]', "produces = []", ("transitions", "village:work:finish", "produces", "removed")),
        ("new_pass = true", "new_pass = false", ("transitions", "village:done:again", "new_pass", "changed")),
        ('noted = ["note"]', "noted = []", ("stages", "work", "papers", "removed")),
        ('records = ["noted"]', "records = []", ("stages", "work", "records", "removed")),
        ('source = "S-9"', 'source = "S-10"', ("citations", "law", "source", "changed")),
        (
            'clause = "3"\nevidence = "seen"',
            'clause = "3"\nevidence = "assumed"',
            ("citations", "law", "mark", "changed"),
        ),
    ],
)
def test_each_change_is_told_where_it_is(before: str, after: str, expected: tuple[str, str, str | None, str]) -> None:
    """A change of days, paper, condition or mark is told at its rule, and nowhere else but where it follows."""
    found = fields(TOY.replace(before, after, 1))
    assert expected in found
    assert {item[0] for item in found} == {expected[0]}


def test_rules_that_come_and_go_are_told_whole() -> None:
    """A stage that only one file has is told once, as a whole."""
    source = TOY.replace('id = "waiting"', 'id = "resting"').replace('"waiting"', '"resting"')
    found = fields(source)
    assert ("stages", "waiting", None, "removed") in found
    assert ("stages", "resting", None, "added") in found


def test_variants_may_have_the_same_step_twice() -> None:
    """Two transitions of one trigger and stage, in different variants, are compared apart."""
    source = TOY.replace('trigger = "send"', 'trigger = "close"')
    assert len(changes(table(source), table(source.replace('"12-14"', '"12-15"')), FORMS)) == 1
    assert ("transitions", "round:open:close:2", None, "added") in fields(source)


def test_a_citation_of_another_name_is_compared_by_what_it_says() -> None:
    """A rule that now rests on another article shows article and mark."""
    found = told(TOY.replace('citation = "law"\nevidence = "assumed"', 'citation = "annex"\nevidence = "assumed"'))
    assert [(item.group, item.id, item.field) for item in found] == [("terms", "reply", "basis")]
    found = told(TOY.replace('severity = "warn"\ncitation = "law"', 'severity = "warn"\ncitation = "annex"'))
    assert [(item.id, item.field) for item in found] == [("long_enough", "basis"), ("long_enough", "mark")]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("version", 'version = "1"'),
        ("valid.to", "valid = {"),
        ("window.citation", "window = {"),
        ("bases[0]", "bases = ["),
        ("citations.law", "[citations.law]"),
        ("citations.law.source", 'source = "S-9"'),
        ("citations.law.point", "[citations.law]"),
        ("terms[1].days", "days = 5"),
        ("terms[1].variants", 'variants = ["long"]'),
        ("requirements[1].check", 'check = "length"'),
        ("requirements[1].params.least", 'id = "long_enough"'),
        ("transitions[1]", None),
    ],
)
def test_a_key_has_its_line(key: str, words: str | None) -> None:
    """A key is found on its line, a missing one at the head of its entry."""
    lines = TOY.splitlines()
    line = line_of(TOY, key)
    assert line is not None
    if words is None:
        assert lines[line - 1 : line + 1] == ["[[transitions]]", 'trigger = "again"']
    else:
        near = lines[line - 1 : line + 1] if lines[line - 1] == "[[requirements]]" else lines[line - 1 : line]
        assert any(words in text for text in near)


@pytest.mark.parametrize("key", ["stages", "terms[9].days", "nothing"])
def test_what_has_no_line_is_told_without(key: str) -> None:
    """A fault of the whole file, or of an entry that is not there, has no line."""
    assert line_of(TOY, key) is None
    fault = message("procedure.missing_key", key=key)
    assert at_line(TOY, fault) is fault


def test_a_fault_within_a_variant_has_its_line() -> None:
    """The line of a fault that lies in one variant is that of the rule."""
    inner = message("procedure.dead_end", key="stages[1]", stage="done")
    outer = message("procedure.in_variant", variant="long", fault=inner)
    line = TOY.splitlines().index('id = "done"')
    assert at_line(TOY, outer).render("en").startswith(f"line {line}: ")


def faults(source: str) -> Iterator[str]:
    """Yield the faults of a file, in English."""
    with pytest.raises(BadProcedure) as error:
        table(source)
    yield from (fault.render("en") for fault in error.value.details)


def test_all_faults_of_shape_are_told_at_once() -> None:
    """Missing, unknown and wrong keys anywhere in the file are told in one go."""
    source = TOY.replace("days = 3", 'days = "ba"').replace('severity = "warn"\n', "").replace('id = "again"', "")
    source = source.replace('version = "1"', 'author = "A"')
    found = list(faults(source))
    assert len(found) == 4
    assert [text.partition(":")[0] for text in found] == [
        "author",
        "terms[0].days",
        "requirements[1].severity",
        "version",
    ]


def test_a_copy_of_every_shipped_procedure_can_be_made() -> None:
    """Each procedure of the program can be the origin of a province's own."""
    origin = load("qd24-periodic", vocabulary=WORDS)
    copy = new_procedure(origin, id_="tinh-mau", version="2027-01-01", on=date(2026, 11, 23), lang="en")
    assert "A copy of qd24-periodic" in copy.splitlines()[0]
    assert set(mark_counts(read_table(copy, name="tinh-mau.toml", shape=ProcedureTable)).values()) == {0, 27}


def test_a_file_whose_marks_cannot_be_found_is_not_copied() -> None:
    """A mark that is written in an unusual way would survive the copy; such a file is refused."""
    hidden = toy(source=TOY.replace('evidence = "secondary"', 'evidence = """secondary"""'))
    with pytest.raises(UsageError) as error:
        new_procedure(hidden, id_="ban-sao", version="2", on=date(2026, 11, 23))
    assert "evidence" in error.value.render("vi")


@pytest.mark.parametrize("name", ["toy", "Toy", "a b", "", "-x"])
def test_an_id_must_be_one(name: str) -> None:
    """An id of a copy has small letters, digits and hyphens, and is not that of the origin."""
    with pytest.raises(UsageError):
        new_procedure(toy(), id_=name, version="2", on=date(2026, 11, 23))


def test_rules_of_counting_have_their_articles() -> None:
    """Each rule by which a term is counted has its place in the law and its mark."""
    for unit in ("working", "calendar"):
        rules = counting_rules(unit)
        assert len(rules) == 3
        for rule in rules:
            assert rule.citation.article
            assert rule.citation.source
            assert rule.citation.evidence == "seen" or rule.citation.note
