"""The vocabulary of the shipped procedures, as the tests of the loader know it."""

from rasoat.workflow.procedures import Term, Vocabulary

_PLAIN = """
    list_not_empty list_covers_managed list_covers_applicants survey_complete survey_class_follows
    survey_b1_follows
    quick_form_only_applicants survey_surveyor_named meeting_held meeting_chair meeting_supervision
    meeting_groups meeting_listed_households posting_announced posting_evidence objections_answered
    villages_settled committee_agreed round_in_window no_household_lost report_sent recognition_signed
    recognition_after_opinion opinion_disagrees official_report_sent conflicts_kept_off
    second_look_other_person meeting_secretary_other signer_not_maker movements_balance
    income_complete income_period income_without_assistance income_follows income_from_production income_not_poor
    class_before_known escape_from_a_list somebody_scored nobody_scored decision_signed_if_due applicants_answered
    meetings_apart dates_in_order complaints_accepted complaints_settled complaint_stops_sent
"""
_WITH_TERM = "posting_length posting_over objections_reverified objections_reposted opinion_in_time "
_WITH_TERM += "decided_after_objections decided_in_time answered_in_time term_conflict_explained"
_FORMS = """
    committee-decision review-plan
    list-to-review classification-summary meeting-invitation meeting-minutes posting-notice posting-record
    posting-certificate reposting-certificate committee-minutes upper-report recognition-decision
    household-certificate objection-receipt reverification-minutes reverification-notice objection-answer
    income-declaration income-summary income-decision income-refusal income-reverification
    refusal-notice regular-report
"""
_FACTS = """
    managed_listed application_received household_removed household_surveyed meeting_held posting_started
    household_arrived
    posting_stopped announcement_made objection_filed objection_reverified objection_answered committee_met
    committee_formed plan_issued
    report_sent opinion_received decision_signed official_report_sent evidence_added
    conflict_declared household_checked spot_check_drawn
    income_determined
    recognised_listed application_refused delay_explained
    complaint_filed complaint_accepted complaint_refused complaint_settled complaint_stopped complaint_continued
    denunciation_received
"""

WORDS = Vocabulary(
    checks={
        **{name: {} for name in _PLAIN.split()},
        **{name: {"term": Term} for name in _WITH_TERM.split()},
        "meeting_agreement": {"min_percent": int},
        "meeting_disagreement": {"min_percent": int},
        "meeting_minutes": {"copies": int},
        "posting_places": {"places": list[str]},
        "papers_agree": {"papers": list[str]},
        "conflicts_second_look": {"percent": int},
        "spot_check_passed": {"sample_percent": int, "max_error_percent": int},
        "applications_of_kind": {"kinds": list[str]},
        "opened_from_day": {"day": int},
        "applications_in_turn": {"first_day": int},
        "monthly_report_in_time": {"day": int, "first_month": int, "last_month": int},
        "pictures_differ": {"bits": int},
        "entered_in_time": {"facts": list[str], "days": int},
        "entered_one_by_one": {"facts": list[str], "villages": int, "seconds": int},
        "on_office_days": {"facts": list[str], "offices": list[str]},
    },
    forms=frozenset(_FORMS.split()),
    facts=frozenset(_FACTS.split()),
)
