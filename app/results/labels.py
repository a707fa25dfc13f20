"""The words of results: states, steps, what rules find, notices, causes."""

from flask_babel import lazy_gettext as _l

from app.results.states import ObjectionState

OBJECTIONS = {
    ObjectionState.OPEN: ("wait", _l("Waits for an answer")),
    ObjectionState.REJECTED: ("done", _l("Rejected")),
    ObjectionState.UPHELD: ("bad", _l("Upheld")),
    ObjectionState.WITHDRAWN: ("stop", _l("Withdrawn")),
}
SKIP_CAUSES = {
    "gave-up": _l("It gave the contract up in writing"),
    "force-majeure": _l("It cannot perform because of force majeure"),
    "unlawful": _l("An unlawful act that affects the result was found"),
    "tie-draw": _l("Level places, decided by a draw in public"),
}
CORRECT_CAUSES = {
    "arithmetic": _l("An error in adding up"),
    "out-of-range": _l("A mark outside its range"),
    "objective-differs": _l("Objective items were not scored alike"),
    "abnormal-mark": _l("A mark found abnormally high or low by the panel"),
}
OUTCOMES = {
    "funded": ("ok", _l("Funded")),
    "below-minimum": ("stop", _l("Below the least score")),
    "skipped": ("stop", _l("Asks for more than is left")),
    "below-line": ("stop", _l("The money did not reach")),
    "draw": ("wait", _l("A draw must decide")),
}
STATES = {
    "objection.open": _l("Waits for an answer"),
    "objection.rejected": _l("Rejected"),
    "objection.upheld": _l("Upheld"),
    "objection.withdrawn": _l("Withdrawn"),
}
STEPS = {
    "objection.raise": _l("Raise an objection"),
    "objection.reject": _l("Reject an objection"),
    "objection.uphold": _l("Uphold an objection"),
    "objection.withdraw": _l("Withdraw an objection"),
    "ranking.correct": _l("Compute the ranking again"),
}
FINDINGS = {
    "panel-member-tied": _l(
        "Members with a tie to a bidder sit on the panel: %(numbers)s. Take them off first"
    ),
    "statement-missing": _l("The written statement about major violations is missing"),
    "no-valid-price": _l("It names no valid price"),
    "price-above-ceiling": _l("It asks for %(price)s, more than the ceiling of %(ceiling)s"),
    "rejected-for": _l("Turned down: %(note)s"),
    "reject-reason-missing": _l(
        "Nothing in the register speaks against it. Write why it is turned down"
    ),
    "reject-law-missing": _l("Choose the article under which it is turned down"),
    "pass-reason-missing": _l("Something speaks against it. Write why it qualifies all the same"),
    "nobody-qualified": _l("Nobody qualified, so there is nothing to score"),
    "scoring-refused": _l("The scores cannot be added up: %(code)s %(where)s %(detail)s"),
    "correction-cause-missing": _l(
        "A ranking is computed again only for one of the four causes, with what was found"
    ),
    "award-out-of-order": _l(
        "It stands in place %(place)s. Whoever stands before it comes first; to pass over it, choose a "
        "lawful cause and write what shows it"
    ),
    "award-tied": _l(
        "Several stand in place %(place)s. A draw in public decides; write how it was held"
    ),
    "award-reason-missing": _l("Write what shows it: which letter, which finding, of which day"),
    "result-year-not-announced": _l(
        "The days off of %(year)s are not announced yet, so the working days of the public notice "
        "cannot be counted. Load the calendar of that year first"
    ),
    "round-needs-draw": _l(
        "Level places meet the end of the money. A draw in public must decide first"
    ),
    "round-funds-nobody": _l("The money reaches nobody"),
    "publicity-still-runs": _l("The public notice runs until %(until)s"),
    "objection-still-open": _l("An objection waits for its answer; the clock stands until then"),
    "objection-not-now": _l("Objections are taken while the result stands in public notice"),
    "objection-open-already": _l("Your objection waits for its answer already"),
    "objection-empty": _l("Write what is wrong with the result"),
    "objection-too-long": _l("There are %(length)s characters; at most %(most)s"),
    "objection-two-people": _l("You decided this result. Somebody else must answer the objection"),
    "objection-answer-missing": _l("Write the answer; the organization and the file get it"),
}
NOTICES = {
    "result-ranked": (
        _l("To decide: %(title)s"),
        _l("The report of the panel is in. Decide in the order of the ranking."),
    ),
    "result-own": (
        _l("The result is out: %(title)s"),
        _l("Your own score, rank and reasons are here. Objections until %(until)s."),
    ),
    "result-failed": (
        _l("Ended without a result: %(title)s"),
        _l("Only %(count)s qualified, too few to go on."),
    ),
    "result-final": (
        _l("The result is final: %(title)s"),
        _l("The public notice has ended. Thank you for taking part."),
    ),
    "result-taken-back": (
        _l("The result was taken back: %(title)s"),
        _l("An objection was upheld. You will be told the new result."),
    ),
    "award-notice": (
        _l("You are awarded the contract: %(title)s"),
        _l("This is the award notice. The contract is signed within %(days)s days."),
    ),
    "objection-raised": (
        _l("An objection to the result: %(title)s"),
        _l("The clock of the public notice stands. Answer by %(answer_by)s; not whoever decided."),
    ),
    "objection-answered": (
        _l("Your objection is answered: %(title)s"),
        _l("Read the answer and what follows from it."),
    ),
}
