"""What the ranking of a call is computed from, as of its deadline. Read from the database, decided by nobody.

Grade: the one valid on the day of the deadline, else the last one that lapsed (it gives no
points, and says so). Track record and fit: contracts that ended by that day. The statistics
behind the fit are counted from the district's own texts of that day and kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallKind
from app.law import Track
from app.lawbook import queries as lawbook
from app.low_prices import queries as low_prices
from app.organizations.models import Grade
from app.organizations.rules import grade_at
from app.panels import queries as panels
from app.results import queries, rules
from app.results.models import Qualification
from app.submissions.models import Submission
from app.track_records import queries as track_records
from app.track_records.models import TrackRecord
from matching.fit import Fit, Statistics, fit, similarity
from scoring.criteria import Kind, Scheme
from scoring.errors import ScoringError
from scoring.fit import FitFact
from scoring.grade import GradeFact
from scoring.marks import Mark
from scoring.ranking import BidFacts, Reason
from scoring.track_record import District, Record
from scoring.track_record import district as district_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that goes into scoring.rank, and the statistics to keep."""

    scheme: Scheme
    bids: tuple[BidFacts, ...]
    marks: tuple[Mark, ...]
    on: date
    district: District | None
    statistics: Statistics | None


def gather(call: Call) -> Facts:
    """Return the facts of a call whose panel has closed."""
    if call.deadline_at is None:
        raise ValueError(call.number)
    on, scheme = rules.legal_day(call.deadline_at), calls.scheme_of(call)
    found = queries.decided(call.id)
    wants_fit = scheme.of(Kind.FIT) is not None
    wants_record = scheme.of(Kind.TRACK_RECORD) is not None
    statistics = statistics_at(call, on) if wants_fit or wants_record else None
    records = track_records.of_many([s.organization_id for s in found], on)
    rejected = {
        key: _reasons(row)
        for key, row in queries.qualifications([s.id for s in found]).items()
        if not row.passed
    }
    rejected |= {
        key: (Reason("low-price-unproven", "CB2026-2/R-LOW-05", {"note": review.opinion}),)
        for key, review in low_prices.unproven(call.id).items()
    }
    scorer = _Scorer(call, on, statistics)
    return Facts(
        scheme=scheme,
        bids=tuple(
            scorer.bid(s, records[s.organization_id], rejected.get(s.id, ()), scheme) for s in found
        ),
        marks=tuple(panels.marks_of(call.id)),
        on=on,
        district=district_at(on) if wants_record else None,
        statistics=statistics,
    )


def _reasons(row: Qualification) -> tuple[Reason, ...]:
    found = tuple(
        Reason(f["code"], f.get("law"), {k: str(v) for k, v in (f.get("detail") or {}).items()})
        for f in row.findings
    )
    return found or (Reason("rejected-for", None, {"note": row.note}),)


@dataclass(frozen=True, slots=True)
class _Scorer:
    """What is the same for all bids of a call."""

    call: Call
    on: date
    statistics: Statistics | None

    def bid(
        self,
        submission: Submission,
        records: Sequence[TrackRecord],
        rejected: Sequence[Reason],
        scheme: Scheme,
    ) -> BidFacts:
        """Return what counts of one bid."""
        organization = submission.organization
        price = submission.price if self.call.kind is CallKind.PROJECT else None
        return BidFacts(
            key=str(submission.id),
            name=organization.name,
            price=submission.price,
            evaluated_price=price,
            grade=grade_fact(organization.grades, self.on) if scheme.of(Kind.GRADE) else None,
            records=self._records(records) if scheme.of(Kind.TRACK_RECORD) else (),
            fit=self._fit(organization.scope, records) if scheme.of(Kind.FIT) else None,
            rejected=tuple(rejected),
        )

    def _records(self, records: Sequence[TrackRecord]) -> tuple[Record, ...]:
        wanted = text_of(self.call)
        if self.statistics is None:
            return ()
        return tuple(
            Record(
                str(r.id), r.title, r.score, r.ends_on, similarity(wanted, done(r), self.statistics)
            )
            for r in records
        )

    def _fit(self, scope: str, records: Sequence[TrackRecord]) -> FitFact | None:
        if self.statistics is None:
            return None
        found = fit(text_of(self.call), scope, [done(r) for r in records], self.statistics)
        return FitFact(
            found.value,
            found.statistics_version,
            tuple(_fit_parts(found, records)),
            found.matched,
            found.missing,
        )


def _fit_parts(found: Fit, records: Sequence[TrackRecord]) -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = []
    for part in found.parts:
        title = records[part.contract].title if part.contract is not None else ""
        rows.append(
            {
                "kind": part.kind,
                "title": title,
                "raw": part.raw,
                "similarity": part.similarity,
                "weight": part.weight,
                "value": part.value,
            }
        )
    return rows


def text_of(call: Call) -> str:
    """Return what is compared with scopes and contracts: title and content, nothing else."""
    return f"{call.title}\n{call.content}"


def done(record: TrackRecord) -> str:
    """Return the text of a performed contract."""
    return f"{record.title}\n{record.content}"


def grade_fact(grades: Sequence[Grade], on: date) -> GradeFact:
    """Return the grade of a day: the valid one, else the last that has lapsed, else none."""
    held = grade_at(grades, on)
    if held is None:
        past = [g for g in grades if g.valid_until < on and g.cancelled_on is None]
        held = max(past, key=lambda g: (g.valid_until, g.level), default=None)
    if held is None:
        return GradeFact(None, None, None, None, on)
    return GradeFact(held.level, held.certificate_no, held.awarded_on, held.valid_until, on)


def district_at(on: date) -> District:
    """Return mean and spread of the contract scores of the district, as of a day."""
    try:
        return district_of({str(key): own for key, own in track_records.scores(on).items()})
    except ScoringError:
        start: Decimal = lawbook.law_on(on, Track.SUB).track_record_start
        return District(start)


def statistics_at(call: Call, on: date) -> Statistics:
    """Count the texts of the district as of the deadline: scopes, contracts, published calls."""
    if call.deadline_at is None:
        raise ValueError(call.number)
    return Statistics.build(queries.texts(on, call.deadline_at), queries.place_names())
