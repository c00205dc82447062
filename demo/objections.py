"""The two objections of the demonstration: one in time with all that follows, one late."""

from rasoat.demo import plot
from rasoat.demo.stage import PLACES, Stage, posting
from rasoat.messages import Message, message
from rasoat.models.store import Store
from rasoat.steps.filing import file_objection, reverify
from rasoat.steps.outcomes import outcomes
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import NewFact


def _objected(stage: Stage) -> str:
    """Return the household the objection is about: the first that was to leave the list of the poor."""
    with stage.database.read() as connection:
        store = Store(connection)
        desk_round = Round(store, open_file(store, plot.ROUND))
        row = desk_round.row_of(desk_round.file.village_named(plot.OBJECTED))
        results = outcomes(desk_round.view(row, plot.OBJECTION_FILED)).values()
    return next(item.ref for item in results if item.on_list in {"escaped_poor", "escaped_near_poor"})


def object_(stage: Stage) -> Message:
    """File the objection in time."""
    on = plot.OBJECTION_FILED
    data = {
        "kind": "result",
        "by": {"name": "Chủ hộ có đơn", "address": f"thôn {plot.OBJECTED}"},
        "ref": _objected(stage),
        "content": "Lao động chính bị tai nạn từ tháng 7, đề nghị xem lại điểm thu nhập của hộ.",
        "received_by": "Nông Văn Ví",
        "evidence": stage.photo("đơn phản ánh", on),
    }
    file_objection(stage.database, plot.ROUND, plot.OBJECTED, on, data, stage.author(on), stage.command())
    return message("demo.objected", village=plot.OBJECTED)


def reverify_(stage: Stage) -> Message:
    """Re-verify: the household is poor again."""
    on = plot.REVERIFIED
    data = {
        "no": 1,
        "after": {"b1": 120, "b2": 30, "deprived": ["employment", "health_insurance", "toilet"]},
        "team": [
            {"name": "Nông Văn Ví", "title": "Phó Trưởng Ban Chỉ đạo"},
            {"name": "Rà soát viên Mẫu", "title": "Rà soát viên"},
        ],
        "opinion": None,
        "evidence": stage.photo("biên bản phúc tra", on),
    }
    reverify(stage.database, plot.ROUND, plot.OBJECTED, on, data, stage.author(on), stage.command())
    return message("demo.reverified", village=plot.OBJECTED)


_AGAIN = {"purpose": "reverification", "objection": 1}


def repost(stage: Stage) -> Message:
    """Post the result of the re-verification again."""
    on = plot.REPOSTED
    facts = [posting(stage, "posting_started", place, on, "Giàng A Dụ", _AGAIN) for place in PLACES]
    stage.step(plot.OBJECTED, on, facts)
    return message("demo.reposted", village=plot.OBJECTED)


def answer(stage: Stage) -> Message:
    """Take it down after its term and answer."""
    on = plot.ANSWERED
    down = [posting(stage, "posting_stopped", place, plot.REPOST_DOWN, "Giàng A Dụ", _AGAIN) for place in PLACES]
    reason = "Phúc tra cho thấy hộ thiếu hụt thêm chỉ số việc làm, điểm B1 giảm xuống dưới chuẩn."
    answer = {"no": 1, "reason": reason, "evidence": stage.photo("văn bản trả lời", on)}
    stage.step(plot.OBJECTED, on, [*down, NewFact(kind="objection_answered", on=on, data=answer)])
    return message("demo.answered", village=plot.OBJECTED)


def object_late(stage: Stage) -> Message:
    """File an objection after the posting ended."""
    on = plot.LATE_FILED
    data = {
        "kind": "other",
        "by": {"name": "Người dân có đơn", "address": f"thôn {plot.LATE}"},
        "ref": None,
        "content": "Đề nghị xem xét lại danh sách hộ cận nghèo của thôn.",
        "received_by": "Nông Văn Ví",
        "evidence": stage.photo("đơn muộn", on),
    }
    file_objection(stage.database, plot.ROUND, plot.LATE, on, data, stage.author(on), stage.command())
    return message("demo.objected_late", village=plot.LATE)


def answer_late(stage: Stage) -> Message:
    """Answer the late objection."""
    on = plot.LATE_ANSWERED
    reason = "Ý kiến gửi sau khi hết thời gian niêm yết nên không thuộc trường hợp phúc tra."
    answer = {"no": 1, "reason": reason, "evidence": stage.photo("trả lời đơn muộn", on)}
    stage.step(plot.LATE, on, [NewFact(kind="objection_answered", on=on, data=answer)])
    return message("demo.answered_late", village=plot.LATE)
