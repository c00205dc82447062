"""What one village does in the demonstration: meet, post, tear, take down, settle."""

from collections.abc import Iterable
from datetime import date

from rasoat.demo import plot
from rasoat.demo.stage import Stage, announced, posting
from rasoat.messages import Message, message
from rasoat.models.store import Store
from rasoat.steps.outcomes import list_sizes, outcomes
from rasoat.workflow.cases import Deviation
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import NewFact


class Village:
    """What one village does."""

    def __init__(self, stage: Stage, way: plot.Way, head: str) -> None:
        self.stage = stage
        self.way = way
        self.head = head

    def _meet(self, on: date, agree: int) -> NewFact:
        way = self.way
        with self.stage.database.read() as connection:
            store = Store(connection)
            desk_round = Round(store, open_file(store, plot.ROUND))
            row = desk_round.row_of(desk_round.file.village_named(way.village))
            view = desk_round.view(row, on)
            lists, listed = tuple(list_sizes(view)), len(outcomes(view))
        data = {
            "time": "19:30",
            "ended": "21:15",
            "place": None,
            "chair": {"name": self.head, "title": "Trưởng thôn"},
            "secretary": {"name": f"Rà soát viên {way.village}", "title": "Rà soát viên"},
            "attendees": way.attendees,
            "listed_attending": listed - 4,
            "agree": dict.fromkeys(lists, agree),
            "groups": {
                "committee": [{"name": "Nông Văn Ví", "title": "Phó Trưởng Ban Chỉ đạo"}],
                "party": [{"name": "Bí thư Chi bộ thôn", "title": None}],
                "organisations": [{"name": "Đại diện các đoàn thể thôn", "title": None}],
                "front": [{"name": "Bàn Thị Dụ", "title": "Chủ tịch Ủy ban MTTQ Việt Nam xã"}],
                "surveyors": [{"name": f"Rà soát viên {way.village}", "title": "Rà soát viên"}],
            },
            "front_invited": True,
            "signed": ["chair", "secretary", "households"],
            "copies": 2,
            "opinions": None,
            "evidence": self.stage.photo(f"biên bản {way.village}", on),
        }
        return NewFact(kind="meeting_held", on=on, data=data)

    def reject(self) -> Message:
        """Meet without reaching half of those attending."""
        on = self.way.rejected[0] if self.way.rejected else self.way.met
        agree = self.way.attendees // 2 - 3
        self.stage.step(self.way.village, on, [self._meet(on, agree)], "reject_results")
        return message("demo.rejected", village=self.way.village, agree=agree, attendees=self.way.attendees)

    def agree(self) -> Message:
        """Meet and agree."""
        way = self.way
        self.stage.step(way.village, way.met, [self._meet(way.met, way.agree)])
        return message("demo.agreed", village=way.village, agree=way.agree, attendees=way.attendees)

    def post(self) -> Message:
        """Issue the notice and put the list up at both places."""
        way, on = self.way, self.way.posted
        self.stage.step(way.village, on, trigger="agree_results")
        facts = [*self._up(on), announced(self.stage, way.village, on)]
        self.stage.step(way.village, on, facts)
        return message("demo.posted", village=way.village)

    def _up(self, on: date, places: Iterable[str] = ("village_house", "commune_office")) -> list[NewFact]:
        return [posting(self.stage, "posting_started", place, on, self.head) for place in places]

    def tear(self) -> Message:
        """Lose the list at the village house to the rain."""
        on = self.way.torn[0] if self.way.torn else self.way.posted
        torn = {"interrupted": True, "reason": "mưa lớn làm rách bản niêm yết"}
        fact = posting(self.stage, "posting_stopped", "village_house", on, self.head, torn)
        self.stage.step(self.way.village, on, [fact])
        return message("demo.torn", village=self.way.village)

    def put_up_again(self) -> Message:
        """Put it up again; the posting is extended."""
        on = self.way.torn[1] if self.way.torn else self.way.posted
        self.stage.step(self.way.village, on, self._up(on, ["village_house"]))
        return message("demo.put_up_again", village=self.way.village)

    def take_down(self) -> Message:
        """Take the lists down, a day early where the plot says so."""
        way, on = self.way, self.way.down
        places = ("village_house", "commune_office")
        facts = [posting(self.stage, "posting_stopped", place, on, self.head) for place in places]
        deviation = (
            Deviation(
                reason="Nhà văn hóa thôn bị sạt lở, phải di dời khẩn cấp",
                by="Lý A Ví, Trưởng thôn",
                order="Công điện số 12/CĐ-UBND ngày 14/10/2026",
            )
            if way.early
            else None
        )
        self.stage.step(way.village, on, facts, "take_down", deviation)
        return message("demo.taken_down_early" if way.early else "demo.taken_down", village=way.village)

    def settle(self) -> Message:
        """End the village's way."""
        self.stage.step(self.way.village, self.way.settled, trigger="settle")
        return message("demo.settled", village=self.way.village)
