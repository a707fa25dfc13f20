"""The words of calls: states, steps, phases, what rules find."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.calls.states import CallKind, Phase

KINDS = {
    CallKind.PROJECT: _l("Service project"),
    CallKind.ROUND: _l("Venture funding"),
}

# Groups of the public list, in the order of its filters.
GROUPS = {
    "open": _l("Taking bids and applications"),
    "soon": _l("Closing soon"),
    "review": _l("Under review"),
    "publicity": _l("Result in public notice"),
    "results": _l("With a result"),
    "ended": _l("Ended without a result"),
    "draft": _l("Draft"),
    "in_review": _l("Being reviewed"),
    "awarded": _l("Awarded"),
}

# Kind of tag and word of every phase.
PHASES = {
    Phase.DRAFT: ("draft", _l("Draft")),
    Phase.IN_REVIEW: ("review", _l("Being reviewed")),
    Phase.TAKING: ("open", _l("Open")),
    Phase.WAITING_OPENING: ("wait", _l("Closed, not opened yet")),
    Phase.OPENED: ("review", _l("Opened")),
    Phase.SCORING: ("review", _l("Being scored")),
    Phase.RANKED: ("part", _l("Ranked, to be decided")),
    Phase.PUBLICITY: ("public", _l("In public notice")),
    Phase.PUBLICITY_OVER: ("public", _l("Public notice over")),
    Phase.AWARDED: ("ok", _l("Awarded")),
    Phase.FAILED: ("stop", _l("Failed")),
    Phase.CANCELLED: ("stop", _l("Cancelled")),
}
SOON = ("soon", _l("Closing soon"))
FUNDED = ("ok", _l("Grants decided"))


def standing(kind: CallKind, phase: Phase) -> tuple[str, LazyString]:
    """Return kind and word of the tag: a round grants money, it awards no contract."""
    return FUNDED if kind is CallKind.ROUND and phase is Phase.AWARDED else PHASES[phase]


CRITERION_KINDS = {
    "grade": _l("Assessment grade"),
    "track_record": _l("Track record"),
    "fit": _l("Fit"),
    "judged": _l("Judged by experts"),
    "price": _l("Price"),
}

MODES = {
    "project_letting": _l("Project letting"),
    "open_tender": _l("Open tender"),
    "long_term_purchase": _l("Long-term purchase"),
    "temporary_service": _l("Temporary service"),
}

STATES = {
    "call.draft": _l("Draft"),
    "call.in_review": _l("Being reviewed"),
    "call.published": _l("Published"),
    "call.opened": _l("Opened"),
    "call.scoring": _l("Being scored"),
    "call.ranked": _l("Ranked, to be decided"),
    "call.publicity": _l("In public notice"),
    "call.awarded": _l("Awarded"),
    "call.failed": _l("Failed"),
    "call.cancelled": _l("Cancelled"),
}

STEPS = {
    "call.again": _l("Began a project anew that had ended"),
    "call.draft": _l("Begin a draft"),
    "call.save": _l("Save the draft"),
    "call.send": _l("Send for review"),
    "call.return": _l("Send it back"),
    "call.publish": _l("Publish"),
    "call.cancel": _l("Cancel the call"),
    "call.open": _l("Open the bids"),
    "call.begin": _l("Begin the review"),
    "call.report": _l("Hand in the report"),
    "call.award": _l("Decide the result"),
    "call.withdraw_result": _l("Take the result back"),
    "call.confirm": _l("Confirm the result"),
    "call.fail": _l("Declare it failed"),
    "call.ask": _l("Ask a question"),
    "call.answer": _l("Answer a question"),
}

FINDINGS = {
    "title-missing": _l("Give it a title that says what is done for whom"),
    "summary-missing": _l("Say in one sentence what is done; it stands below the title"),
    "content-missing": _l("Write what is to be done, one point a line"),
    "fields-missing": _l("Choose at least one service field"),
    "directory-forbidden": _l(
        "The directory may not be a condition here: this is government procurement, "
        "and the directory is a recommendation only. Untick it"
    ),
    "directory-care": _l(
        "You ask for a place on the directory. That is fair only while the directory is open, free, "
        "takes applications at any time and lets in organizations from elsewhere"
    ),
    "wording-place": _l("“%(words)s” shuts out those registered elsewhere. Take it out"),
    "wording-region-record": _l(
        "“%(words)s” counts only records of one region. Write what kind of work counts, not where"
    ),
    "wording-trade-record": _l(
        "“%(words)s” counts only records of one trade. Write which ability counts"
    ),
    "wording-scale": _l(
        "“%(words)s” asks for age or size. Write what people and equipment this project needs"
    ),
    "wording-amount": _l(
        "“%(words)s” sets a contract amount for records. Count similar work instead"
    ),
    "wording-form": _l(
        "“%(words)s” limits the form of organization. Write what it must be able to do"
    ),
    "wording-brand": _l(
        "“%(words)s” points to one supplier or brand. Write the performance needed"
    ),
    "wording-certificate": _l(
        "“%(words)s” asks for a certificate that does not show ability for this work. Take it out"
    ),
    "wording-list": _l("“%(words)s” lets in only those on a list. Take it out"),
    "wording-vague": _l(
        "“%(words)s” does not say what must be seen. Write a number, a step or a paper that can be checked"
    ),
    "scheme-no-criteria": _l("Fill in the scoring scheme"),
    "scheme-key-twice": _l("“%(name)s” is there twice"),
    "scheme-kind-twice": _l("“%(name)s” is there twice"),
    "scheme-points-not-positive": _l("“%(name)s” must have more than 0 points"),
    "scheme-too-many-places": _l("Points of “%(name)s” have at most two decimal places"),
    "scheme-step-wrong": _l("The smallest step of “%(name)s” is wrong"),
    "scheme-grade-unknown": _l("There is no grade %(grade)s"),
    "scheme-grade-points-missing": _l("Write how many points each grade gives"),
    "scheme-grade-points-out-of-range": _l(
        "Grade %(grade)s gives %(points)s points; it must lie between 0 and the points of the criterion"
    ),
    "scheme-grade-points-out-of-order": _l(
        "Grade %(grade)s gives %(points)s points, more than a higher grade (%(most)s)"
    ),
    "scheme-half-life-wrong": _l("The half-life is a number of days, at least 1"),
    "scheme-kappa-wrong": _l("The weight of the district mean is a number above 0"),
    "scheme-total-wrong": _l("All points add up to %(points)s; they must be %(total)s"),
    "scheme-price-too-low": _l("The price has too few points: at least %(percent)s%% of the total"),
    "scheme-price-too-high": _l(
        "The price has too many points: at most %(percent)s%% of the total"
    ),
    "scheme-grade-too-high": _l(
        "The grade gives %(points)s points; in government procurement at most %(most)s"
    ),
    "scheme-fit-forbidden": _l(
        "Fit may not be scored in government procurement. Set it to 0 and give the points to another part"
    ),
    "scheme-trimming-forbidden": _l("Highest and lowest marks may not be dropped here"),
    "scheme-trimming-unused": _l("Nothing is judged, so there are no marks to drop"),
    "scheme-levels-missing": _l(
        "Describe the levels of “%(name)s”: what must be seen for how many points"
    ),
    "scheme-levels-start": _l("The lowest level of “%(name)s” must begin at 0, not at %(low)s"),
    "scheme-levels-gap": _l("Levels of “%(name)s” leave a gap between %(high)s and %(low)s"),
    "scheme-levels-overlap": _l("Levels of “%(name)s” overlap at %(low)s"),
    "scheme-levels-end": _l(
        "The highest level of “%(name)s” ends at %(high)s, but the criterion has %(points)s points"
    ),
    "scheme-level-without-text": _l("A level of “%(name)s” does not say what must be seen"),
    "scheme-level-upside-down": _l("A level of “%(name)s” goes from %(low)s down to %(high)s"),
    "scheme-level-not-a-number": _l(
        "Line %(line)s of the levels of “%(name)s” cannot be read: “%(text)s”. "
        "Write it like “21-25 what must be seen”"
    ),
    "scheme-levels-unused": _l("“%(name)s” is computed and needs no levels"),
    "deadline-missing": _l("Choose the deadline"),
    "deadline-too-early": _l(
        "Only %(days)s days from publication to the deadline; at least %(least)s. Earliest: %(earliest)s"
    ),
    "year-not-announced": _l(
        "The days off of %(year)s are not announced, and what follows is counted in working days. "
        "Choose a day up to the end of %(last)s, or wait for the announcement"
    ),
    "day-off": _l("%(day)s is a day off; nobody may be there to help"),
    "questions-missing": _l("Choose until when questions may be asked"),
    "questions-past": _l("The end of questions lies in the past"),
    "questions-too-late": _l(
        "Questions must end at least %(days)s days before the deadline, so that the answers are out "
        "in time: at the latest on %(last)s"
    ),
    "opening-missing": _l("Choose when it is opened"),
    "opening-too-early": _l("Nothing can be opened before the deadline"),
    "payments-missing": _l("Write the parts of the payment, for example 30 40 30"),
    "payments-wrong": _l("The parts of the payment add up to %(total)s%%, not to 100%%"),
    "payments-unreadable": _l(
        "Write whole per cents with spaces between them, for example 30 40 30"
    ),
    "two-people": _l("Drafting and reviewing are done by two people. Ask a colleague to review"),
    "questions-over": _l("The time for questions is over"),
    "question-empty": _l("Write your question"),
    "question-too-long": _l("The question has %(length)s characters; at most %(most)s"),
    "answer-empty": _l("Write the answer"),
    "reason-empty": _l("Write why; the reason is published"),
    "note-empty": _l("Write what has to be changed"),
    "call-negative-block": _l(
        "Cannot be published: it meets entry %(number)s “%(title)s” of the negative list. "
        "Words that match: %(words)s"
    ),
    "call-negative-review": _l(
        "It comes close to entry %(number)s “%(title)s” of the negative list (%(words)s). "
        "The reviewer decides"
    ),
}

NOTICES = {
    "question-asked": (
        _l("A question about %(title)s"),
        _l("Answer it before %(until)s; the answer is published to all."),
    ),
    "question-answered": (
        _l("Your question about %(title)s is answered"),
        _l("The answer stands on the public page; you are not named there."),
    ),
    "call-to-review": (
        _l("To review: %(title)s"),
        _l("Drafted by %(name)s. Whoever drafted cannot review."),
    ),
    "call-returned": (_l("Sent back: %(title)s"), _l("%(name)s wrote: %(note)s")),
    "call-published": (
        _l("Published: %(title)s"),
        _l("It takes submissions until %(deadline)s, Beijing time."),
    ),
    "call-cancelled": (_l("Cancelled: %(title)s"), _l("Reason: %(reason)s")),
}
