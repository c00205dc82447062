"""What happens in the demonstration, and when: the autumn of 2026 in a commune that does not exist."""

from dataclasses import dataclass
from datetime import date

ROUND = "TAN-MAU-2026"
PROCEDURE, VARIANT = "qd24-periodic-two-tier", "province_opinion"
ORDER = "Kế hoạch số 180/KH-UBND ngày 20/8/2026 của Ủy ban nhân dân tỉnh Mẫu Sơn"


def day(month: int, number: int) -> date:
    """Return a day of the demonstration's year."""
    return date(2026, month, number)


OPENED = day(9, 1)
MANAGED_TAKEN = day(9, 3)
APPLIED = day(9, 22)
LISTED = day(9, 23)
SURVEYED = day(10, 5)
CLASSIFIED = day(10, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One village's dates.

    Attributes:
        met: the meeting that agreed.
        posted: notice and posting.
        down: taken down at both places.
        settled: the end of the village's way.
        rejected: an earlier meeting that stayed under half, with the second survey's day.
        torn: the posting at the village's house was blown off, and put up again.
        early: taken down a day early, as a recorded deviation.
    """

    village: str
    met: date
    posted: date
    down: date
    settled: date
    attendees: int
    agree: int
    rejected: tuple[date, date] | None = None
    torn: tuple[date, date] | None = None
    early: bool = False


def _plain(village: str, met: int, posted: int, down: int, attendees: int, agree: int) -> Way:
    """Return the way of a village where nothing went wrong: settled on the fourth day after taking down."""
    return Way(
        village=village,
        met=day(10, met),
        posted=day(10, posted),
        down=day(10, down),
        settled=day(10, down + 4),
        attendees=attendees,
        agree=agree,
    )


OBJECTED, LATE, REJECTING, TORN, EARLY, CORRECTED = (
    "Nà Khoa",
    "Minh Khai",
    "Yên Sơn",
    "Hợp Nhất",
    "Lũng Vài",
    "Suối Bốc",
)

WAYS = (
    _plain("Cây Thị", 8, 9, 15, 46, 41),
    _plain("Phiêng Lằng", 8, 9, 15, 38, 33),
    Way(
        village=OBJECTED,
        met=day(10, 8),
        posted=day(10, 9),
        down=day(10, 15),
        settled=day(10, 27),
        attendees=52,
        agree=39,
    ),
    Way(
        village=LATE,
        met=day(10, 8),
        posted=day(10, 9),
        down=day(10, 15),
        settled=day(10, 21),
        attendees=41,
        agree=30,
    ),
    Way(
        village=REJECTING,
        met=day(10, 16),
        posted=day(10, 19),
        down=day(10, 23),
        settled=day(10, 26),
        attendees=44,
        agree=35,
        rejected=(day(10, 9), day(10, 14)),
    ),
    _plain("Bó Củng", 9, 12, 16, 35, 31),
    _plain("Cốc Phường", 9, 12, 16, 33, 25),
    Way(
        village=TORN,
        met=day(10, 9),
        posted=day(10, 12),
        down=day(10, 19),
        settled=day(10, 20),
        attendees=47,
        agree=40,
        torn=(day(10, 13), day(10, 14)),
    ),
    Way(
        village=EARLY,
        met=day(10, 9),
        posted=day(10, 12),
        down=day(10, 14),
        settled=day(10, 16),
        attendees=39,
        agree=32,
        early=True,
    ),
    _plain("Suối Bốc", 9, 12, 16, 36, 27),
    _plain("Làng Mới", 9, 12, 16, 43, 38),
    _plain("Tà Phời", 9, 12, 16, 40, 36),
)

OBJECTION_FILED = day(10, 13)
REVERIFIED = day(10, 19)
REPOSTED, REPOST_DOWN = day(10, 20), day(10, 26)
ANSWERED = day(10, 26)
LATE_FILED, LATE_ANSWERED = day(10, 19), day(10, 20)
APPROVED = day(10, 29)
REPORTED = day(10, 30)
OPINED = day(11, 5)
RECOGNISED = day(11, 9)
CLOSED = day(11, 20)
REPORT_DOCUMENT = "Báo cáo kết quả chính thức đã nộp Sở Nông nghiệp và Môi trường"
OPINION_DOCUMENT = "915/UBND-NN"
