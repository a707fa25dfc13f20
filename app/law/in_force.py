"""The law as it stood on one day (现行参数). Rules are given this, never the book."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.law.citations import Citation
from app.law.tracks import Track, TrackInfo, TrackRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Every value in force on `day` for money of `track`. None: not in force, or not set.

    Amounts are yuan, percentages are 0..100, `expert_ratio_min` is a share of 1.
    """

    day: date
    track: Track
    info: TrackInfo
    sources: Mapping[str, Citation]

    # parameters/limits.yaml
    gp_limit: Decimal | None
    open_tender_threshold: Decimal | None
    splitting_warn_pct: Decimal
    survey_amount: Decimal | None
    survey_min: int | None
    so_share_target: Decimal
    satisfaction_target: Decimal
    contract_term_y: int
    contract_term_max_y: int
    national_negative_words: tuple[str, ...]
    # parameters/clocks.yaml
    intent_days: int
    tender_days: int
    doc_period_wd: int
    consult_days: int
    clarify_days: int
    consult_clarify_days: int
    sub_bid_period_min: int
    sub_clarify_days: int
    sub_decide_wd: int
    sub_contract_days: int
    venture_window_days: int
    publicity_working_days: int
    publicity_counts_first_day: bool
    legal_clock_counts_first_day: bool
    objection_answer_wd: int
    result_notice_wd: int
    report_wd: int
    decide_wd: int
    award_notice_wd: int
    contract_days: int
    contract_publish_wd: int
    contract_file_wd: int
    query_wd: int
    challenge_wd: int
    challenge_answer_wd: int
    complaint_wd: int
    complaint_decide_wd: int
    suspension_days: int
    disclosure_wd: int
    # parameters/evaluation.yaml
    bidders_min: int
    score_total: int
    score_places: int
    price_weight_min_service: Decimal
    price_weight_range_consult_service: tuple[Decimal, ...]
    sub_price_weight_min: Decimal
    grade_score_cap_gp: Decimal
    grade_scored_gp_default: bool
    qualification_contracts_max: int | None
    low_price_avg: Decimal | None
    low_price_second: Decimal | None
    low_price_ceiling: Decimal | None
    low_price_max: Decimal | None
    low_price_minutes: int | None
    emergency_addition_max: Decimal | None
    track_record_start: Decimal
    # parameters/panels.yaml
    committee_min: int
    committee_min_big: int
    big_project_amount: Decimal
    expert_ratio_min: Fraction
    consult_group_min: int
    panel_min: int
    panel_odd: bool
    panel_max_same_employer: int
    panel_draw_wd: int
    recusal_years: int
    expert_years_min: int
    # parameters/money.yaml
    bid_bond_max: Decimal
    bond_refund_wd: int
    perf_bond_max: Decimal
    supplement_max: Decimal
    acceptance_days: int
    payment_days: int
    payment_days_max: int
    late_interest_daily: Decimal
    labour_cap: Decimal
    grant_cap_abs: Decimal
    grant_cap_pct: Decimal
    own_share_min_pct: Decimal
    tranches: tuple[Decimal, ...]
    first_payment_wd: int
    final_grades: tuple[Decimal, ...]
    venture_weights: Mapping[str, Decimal]
    venture_months: tuple[int, ...]
    venture_projects_per_org: int
    venture_ban_years: int
    startup_range: tuple[Decimal, ...]
    first_grade_award: Mapping[str, Decimal]
    first_award_levels: tuple[str, ...]
    first_award_after_higher: bool
    # parameters/organizations.yaml
    grade_valid_years: int
    priority_grade_min: int
    assess_after_years: int
    assess_objection_days: int
    assess_ban_downgraded_y: int
    assess_ban_cancelled_y: int
    assessor_recusal_years: int
    assess_basic_years: int
    assess_vote_share: Fraction
    assess_simple_grade_max: int
    assess_party_grade_min: int
    assess_group_min: int
    grade_reminder_days: tuple[int, ...]
    dir_min_staff: Mapping[str, Decimal]
    dir_clean_years: int
    dir_auto_grade: int
    abnormal_lookback_y: int
    serious_lookback_y: int
    violation_lookback_y: int
    credit_entry_wd: int
    abnormal_to_serious_y: int
    serious_off_y: int
    spot_check_ratio: Mapping[str, Decimal]
    spot_check_inspectors: int
    annual_report_supervisor: str
    annual_report_registrar: str
    # parameters/complaints.yaml
    intake_wd: int
    intake_reply_wd: int
    intake_reward_max: Decimal
    activity_notice_days: int
    matter_notice_days: int
    account_audit_days: int
    filing_kind_per_community: int
    filing_prohibited_words: tuple[str, ...]
    filing_controlled_words: tuple[str, ...]
    growth_street_pct: int
    growth_township_pct: int
    filing_check_months: int
    registration_promised_wd: int
    registration_statutory_days: int
    registration_materials: tuple[str, ...]
    registration_direct_kinds: tuple[str, ...]
    registration_dual_kinds: tuple[str, ...]
    registration_visits: int
    condition_due_years: int
    condition_remind_days: int
    zombie_reports_missing: int
    # parameters/supervision.yaml
    abnormal_off_months: int
    abnormal_removal_wd: int
    serious_fine: Decimal
    repeat_penalties: int
    repeat_penalty_years: int
    unreachable_letter_days: tuple[int, ...]
    report_first_year: int
    directory_suspended_by: tuple[str, ...]
    credit_public_years: Mapping[str, Decimal]
    penalty_expires_y: int
    office_level: str
    colour_red: tuple[str, ...]
    colour_yellow: tuple[str, ...]
    colour_blue: tuple[str, ...]
    colour_past_years: int
    colour_check_ratio: Mapping[str, Decimal]
    # parameters/records.yaml
    archive_years: int
    log_months: int
    minor_age: int | None
    session_idle_minutes: int
    sign_in_attempts_max: int
    sign_in_pause_minutes: int
    password_length_min: int

    @property
    def permits(self) -> TrackRules:
        """Return what the track permits."""
        return self.info.permits

    @property
    def bid_days_min(self) -> int:
        """Return the days from publication to the deadline, at least, in this track."""
        return self._shared("bid_days_min")

    @property
    def clarification_days(self) -> int:
        """Return how many days before the deadline a clarification must be out."""
        return self._shared("clarification_days")

    @property
    def panel_size_min(self) -> int:
        """Return how many members the panel has at least."""
        return self._shared("panel_size_min")

    @property
    def publicity_wd(self) -> int:
        """Return the working days a result stands in public."""
        return self._shared("publicity_wd")

    @property
    def objection_wd(self) -> int:
        """Return the working days in which an objection may be raised."""
        return self._shared("objection_wd")

    @property
    def answer_wd(self) -> int:
        """Return the working days in which an objection is answered."""
        return self._shared("answer_wd")

    @property
    def decide_within_wd(self) -> int:
        """Return the working days in which the winner is decided."""
        return self._shared("decide_within_wd")

    @property
    def sign_within_days(self) -> int:
        """Return the days in which the contract is signed."""
        return self._shared("sign_within_days")

    @property
    def price_weight_floor(self) -> Decimal:
        """Return the least weight of the price in per cent (0: need not be scored)."""
        value: Decimal = getattr(self, self.info.uses["price_weight_floor"])
        return value

    def source(self, name: str) -> Citation:
        """Return the article behind a value, also behind a shared name like `bid_days_min`.

        Raises KeyError for a name that is no parameter.
        """
        return self.sources[self.info.uses.get(name, name)]

    def values(self) -> dict[str, Any]:
        """Return every parameter by name, for the law pages and the frozen rule set."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _FRAME}

    def _shared(self, name: str) -> int:
        value: int = getattr(self, self.info.uses[name])
        return value


_FRAME = frozenset({"day", "track", "info", "sources"})
PARAMETERS = frozenset(f.name for f in fields(Law)) - _FRAME
