"""One module a stage: the facts recorded there, the checks of its requirements, the papers, the handlers."""


def wire() -> None:
    """Bring the checks, fact kinds and papers of all steps to the machinery."""
    from rasoat.steps import (  # noqa: F401, PLC0415 # importing them registers them; only commands that need them pay
        agreement,
        answer_papers,
        answers,
        applications,
        b1_scores,
        balance,
        committee,
        commune_approval,
        complaint_cases,
        complaint_papers,
        complaint_terms,
        complaints,
        conflicts,
        counts,
        decisions,
        denunciations,
        district_report,
        evidence,
        honesty,
        income_papers,
        incomes,
        meeting_hours,
        other_hands,
        pictures,
        preliminary_list,
        public_posting,
        recognition,
        spot_checks,
        survey,
        village_meeting,
    )
