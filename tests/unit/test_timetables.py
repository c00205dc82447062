"""The picture of a timetable: every bar, every day off, and words that stay where they belong."""

from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree

from rasoat.notices.timetables import Bar, Chart, ChartRow, Mark, Style, draw

SVG = "{http://www.w3.org/2000/svg}"


def day(number: int) -> date:
    """Return a day of October 2026."""
    return date(2026, 10, number)


def bar(first: int, last: int, style: Style = "planned", label: str = "Niêm yết") -> Bar:
    """Return a bar."""
    return Bar(first=day(first), last=day(last), style=style, label=label, short="5", tip=f"{label}: {last}")


def chart(*bars: Bar, name: str = "thôn Cây Thị", **changes: Any) -> Chart:
    """Return the chart of one village."""
    row = ChartRow(name=name, remark="dư 3 ngày", strong=False, bars=bars)
    plain = Chart(
        title="Kế hoạch",
        subtitle="đợt thử",
        first=day(1),
        last=day(31),
        months=("Tháng 10/2026",),
        days_off=frozenset({day(3), day(4)}),
        rows=(row,),
        marks=(Mark(day=day(12), label="Hôm nay", dashed=True), Mark(day=day(30), label="Hạn cuối", dashed=False)),
        legend=(("done", "đã làm"), ("reserve", "dự phòng")),
        notes=("Ghi chú",),
        lang="vi",
    )
    return replace(plain, **changes)


def drawn(picture: Chart) -> Any:
    """Return the picture's root."""
    return etree.fromstring(draw(picture))


def texts(picture: Chart) -> list[str]:
    """Return the words in the picture."""
    return [str(item.text) for item in drawn(picture).iter(f"{SVG}text")]


def bars_of(picture: Chart) -> list[Any]:
    """Return the groups of the bars."""
    return list(drawn(picture).iter(f"{SVG}g"))


def test_each_step_is_a_bar_with_its_tip() -> None:
    """Every bar is drawn, one day ten units wide, and says what it is."""
    found = bars_of(chart(bar(5, 14), bar(15, 15, "done")))
    assert [group.find(f"{SVG}title").text for group in found] == ["Niêm yết: 14", "Niêm yết: 15"]
    assert [float(group.find(f"{SVG}rect").get("width")) for group in found] == [99, 9]


def test_a_label_that_does_not_fit_gives_way_to_its_number() -> None:
    """A long bar bears its name, a short one its number."""
    assert "Niêm yết" in texts(chart(bar(5, 14)))
    found = texts(chart(bar(5, 6)))
    assert "Niêm yết" not in found
    assert "5" in found


def test_styles_are_told_apart_without_colour() -> None:
    """Done, planned, reserve and late differ by ground or hatching, and no colour but grey is used."""
    styles: tuple[Style, ...] = ("done", "planned", "reserve", "late")
    picture = chart(*(bar(place * 6 + 1, place * 6 + 5, style) for place, style in enumerate(styles)))
    fills = [group.find(f"{SVG}rect").get("fill") for group in bars_of(picture)]
    assert len(set(fills)) == 4
    inks = {item.get(name) for item in drawn(picture).iter() for name in ("fill", "stroke")} - {None}
    hexes = [ink.lstrip("#") for ink in inks if ink.startswith("#")]
    assert all(len(set(code)) == 1 or code[:2] == code[2:4] == code[4:] for code in hexes)


def test_days_off_are_shaded() -> None:
    """Each day off is a grey column."""
    grey = [item for item in drawn(chart()).iter(f"{SVG}rect") if item.get("fill") == "#e3e3e3"]
    assert len(grey) == 2


def test_today_and_the_last_day_are_marked() -> None:
    """Today is a dashed line, the last day a whole one; a day outside the picture is not drawn."""
    lines = [item for item in drawn(chart()).iter(f"{SVG}line") if item.get("stroke-width") == "2"]
    assert [item.get("stroke-dasharray") for item in lines] == ["5 3", None]
    outside = chart(marks=(Mark(day=date(2026, 12, 1), label="Hôm nay", dashed=True),))
    assert "Hôm nay" not in texts(outside)


def test_a_long_name_is_cut() -> None:
    """The name of a subject does not run into the days."""
    found = texts(chart(name="tổ dân phố Trần Hưng Đạo số mười hai"))
    assert "tổ dân phố Trần Hưng Đạo s…" in found


def test_a_name_with_signs_of_markup_stays_a_name() -> None:
    """Names are text, whatever they contain."""
    assert "<Bản & Làng>" in texts(chart(name="<Bản & Làng>"))
