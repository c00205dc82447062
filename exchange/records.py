"""What a file says once it is understood: people, households, applications, survey results, a commune."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Generic, Literal, Protocol, TypeVar

from msgspec import Meta

from rasoat.exchange.findings import Notice

T = TypeVar("T")

Sex = Literal["nam", "nu"]
StatedClass = Literal["poor", "near_poor", "non_poor"]
ManagedClass = Literal["poor", "near_poor", "escaped_poor", "escaped_near_poor"]
QuickForm = Literal["exit", "pass"]
ApplicationKind = Literal["review", "escape", "average_living", "low_income_worker"]
Area = Literal["rural", "urban"]

Line = Annotated[str, Meta(min_length=1, max_length=200)]
"""One line of text that must not be empty."""
Code = Annotated[str, Meta(pattern=r"^[0-9A-Za-z._-]{1,20}$")]
"""A code as offices use it: digits or letters, no blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """A date of birth; old papers often know the year alone.

    Attributes:
        text: as papers print it: `05/10/1961`, or `1961`.
        year: the year.
        date: the day, None when the year alone is known.
    """

    text: str
    year: int
    date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of a household.

    Attributes:
        relation: to the head, as written (`Con`); empty when the file does not say.
        id_number: 12 digits (or 9 of an old identity card), None when the cell is empty.
        ethnicity: as written; any text is taken.
    """

    name: str
    relation: str
    birth: Birth
    sex: Sex
    id_number: str | None
    ethnicity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedHousehold:
    """A household of the list that the commune manages.

    Attributes:
        sheet: the sheet it stands on, and `row` the row of its head (1 is the first row of the sheet).
        village: in the commune's spelling.
        members: all of them, the head first.
        class_: as the list states it; whether the scores agree is not judged here.
        minority: marked as an ethnic-minority household, on the head's row.
        no_labour: marked as a household without labour capacity, on the head's row.
        merit: has a person of merit: the mark stands on any of its rows.
        cause: main cause of poverty, None when not given.
        decision: number of the decision that recognised it, with its date `decided_on`.
    """

    sheet: str
    row: int
    village: str
    head: Person
    members: tuple[Person, ...]
    class_: ManagedClass
    b1: int | None
    b2: int | None
    minority: bool
    no_labour: bool
    merit: bool
    cause: str | None
    note: str
    decision: str | None
    decided_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A household's request (form 01 or 04 of Decision 24/2021/QĐ-TTg).

    Attributes:
        members_count: persons in the household, None when the cell is empty.
        kind: `review` as poor or near-poor, `escape` to be recognised as escaped, `average_living`, or
            `low_income_worker`.
        reason: as written, empty when not given.
    """

    sheet: str
    row: int
    received_on: date
    applicant: Person
    village: str
    members_count: int | None
    kind: ApplicationKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResult:
    """What the survey of one household found.

    Attributes:
        id_number: the head's, None when the cell is empty: then name and village identify the household.
        quick_form: `exit` (screened out by form A: no scores), `pass` (form B follows), None: not used.
        b1: income score, None after `exit`.
        b2: deprivation score, None after `exit`.
        deprived: codes of the deprived indicators, in the order of the standard.
        stated_class: as the file states it; whether the scores agree is not judged here.
        options: by indicator of the point table of B1, None where the file has none.
        local_class: class by the province's standard as the file states it.
    """

    sheet: str
    row: int
    id_number: str | None
    name: str
    village: str
    quick_form: QuickForm | None
    b1: int | None
    b2: int | None
    deprived: tuple[str, ...]
    stated_class: StatedClass | None
    surveyor: str | None
    surveyed_on: date
    options: Mapping[str, str] | None = None
    local_class: StatedClass | None = None


@dataclass(frozen=True, slots=True)
class Imported(Generic[T]):
    """A file that was taken whole: its records, and what was accepted with a remark."""

    records: tuple[T, ...]
    notices: tuple[Notice, ...]


class Village(Protocol):
    """A village as an import needs it."""

    @property
    def name(self) -> str:
        """The name as papers spell it."""

    @property
    def kind(self) -> str:
        """What stands before the name: `thôn`."""


class Commune(Protocol):
    """A commune as an import needs it."""

    @property
    def name(self) -> str:
        """The name without its kind."""

    @property
    def villages(self) -> Sequence[Village]:
        """All its villages."""


class Indicator(Protocol):
    """A deprivation indicator as a survey file shows it."""

    @property
    def code(self) -> str:
        """The code in the standard."""

    @property
    def column(self) -> str:
        """The header of its column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Somebody who acts for an office, as papers name them."""

    name: Line
    title: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageDescription:
    """A village of the commune file.

    Attributes:
        kind: `thôn`, `tổ dân phố`, `bản`, ... as papers write it.
        head: name of the village head (trưởng thôn), who chairs the meeting.
        posting_place: where lists are posted in the village.
    """

    name: Line
    kind: Line
    code: Code
    head: Line
    posting_place: Line

    @property
    def title(self) -> str:
        """The village with its kind: `thôn Cây Thị`."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officials:
    """Who signs, acts and takes part.

    Attributes:
        chairman: of the commune People's Committee, head of the steering committee.
        deputy: may sign for the chairman; None when there is none.
        officer: the civil servant for poverty reduction.
        front: represents the Fatherland Front, which is invited to supervise; None when not named.
    """

    chairman: Official
    officer: Official
    deputy: Official | None = None
    front: Official | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Superior:
    """Offices above the commune, as papers address them.

    Attributes:
        committee: the People's Committee that is reported to.
        department: the specialised office, None when not named.
    """

    committee: Line
    department: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRule:
    """What the commune's public papers leave out although the law of the day lets them show it.

    Attributes:
        hide: columns of the posted list.
        document: the document of the province or the commune that says so.
    """

    hide: tuple[Literal["birth_year", "members"], ...]
    document: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneDescription:
    """The commune file.

    Attributes:
        district: None since 01/07/2025, when the district level ceased.
        area: which poverty line applies.
        posting_place: the commune's own place for lists, beside those of the villages.
        surveyors: names of the surveyors (rà soát viên); may be empty.
        privacy: what the posted list leaves out beyond the law; None where it leaves out no more.
    """

    code: Code
    name: Line
    kind: Literal["xã", "phường", "thị trấn", "đặc khu"]
    province: Line
    area: Area
    address: Line
    phone: Line
    posting_place: Line
    superior: Superior
    officials: Officials
    villages: Annotated[tuple[VillageDescription, ...], Meta(min_length=1)]
    district: Line | None = None
    email: Line | None = None
    surveyors: tuple[Line, ...] = ()
    privacy: PrivacyRule | None = None

    @property
    def title(self) -> str:
        """The commune with its kind: `xã Tân Mẫu`."""
        return f"{self.kind} {self.name}"
