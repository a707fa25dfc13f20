"""Words of credit."""

from flask_babel import lazy_gettext as _l

from app import formats
from app.credit.states import Penalty
from app.law.grounds import grounds
from app.organizations.labels import CREDIT_KINDS as KINDS

__all__ = ["FINDINGS", "KINDS", "NOTICES", "PENALTIES", "STATES", "STEPS", "ground_words"]

PENALTIES = {
    Penalty.WARNING: _l("Warning"),
    Penalty.FINE: _l("Fine"),
    Penalty.CONFISCATION: _l("Confiscation of illegal gains"),
    Penalty.STOP: _l("Order to suspend activities"),
    Penalty.REVOCATION: _l("Revocation of the registration"),
}


def ground_words(code: str) -> str:
    """Name a coded ground in the language of the request."""
    ground = grounds().get(code)
    if ground is None:
        return ""
    return ground.en if formats.language() == formats.EN else ground.zh


FINDINGS = {
    "credit-in-future": _l("A decision of the future cannot be entered yet."),
    "ground-of-other-list": _l("Choose one of the grounds of this list."),
    "entered-late": _l("It had to be entered by %(day)s; it is entered late."),
    "letters-missing": _l(
        "Give the days of the two letters that nobody signed for. Without them the organization"
        " does not count as unreachable."
    ),
    "letters-apart": _l(
        "The two letters are %(days)s days apart; it takes between %(least)s and %(most)s days."
    ),
    "second-person": _l(
        "You reviewed this proposal. The serious list takes a second person: ask a colleague to"
        " decide."
    ),
    "review-first": _l("The serious list takes two people. Review the proposal first."),
    "one-person-is-enough": _l("This list takes one person. Decide at once."),
    "proposal-other-act": _l("This proposal is not about an entry in one of the two lists."),
    "proposal-first": _l("An entry in a list begins with a proposal that names its ground."),
    "not-in-force": _l("This entry is not in force any more."),
    "six-months": _l(
        "There is nothing to put right here, so it ends after %(months)s months: from %(day)s on."
    ),
    "proof-missing": _l("Say what was put right and how that was verified."),
    "two-years": _l(
        "It takes %(years)s full years since %(since)s without a new cause: from %(day)s on."
    ),
    "application-missing": _l("It ends only on application of the organization."),
    "repair-open": _l("An application about this entry already waits for the bureau."),
    "credit-reason-missing": _l("Please say why. The organization will read it."),
    "cause-report": _l("The annual report about %(year)s was not filed by its due day."),
    "cause-rectification": _l("%(title)s: what was ordered was not put right by %(day)s."),
    "cause-inspection-penalty": _l("%(title)s proposes a penalty: %(penalty)s"),
    "cause-penalty": _l("Penalty of %(day)s: %(reason)s"),
    "cause-light-penalty": _l("Warning or smaller fine of %(day)s: %(reason)s"),
    "cause-repeated": _l("%(count)s penalties within %(years)s years, the last on %(day)s."),
    "cause-two-years": _l("On the list of abnormal activities since %(day)s: %(years)s years."),
    "cause-by-hand": _l("Proposed by a person: %(reason)s"),
    "over-by-time": _l("Nothing has to be put right, and the months since %(day)s are over."),
    "over-by-report": _l("The missing report was filed and accepted. On the list since %(day)s."),
    "over-by-rectification": _l(
        "What was ordered is put right and verified. On the list since %(day)s."
    ),
}
NOTICES = {
    "credit-proposed": (
        _l("%(count)s new proposals about credit"),
        _l("The rules propose, you decide: list, lift or drop each with a reason."),
    ),
    "credit-second": (
        _l("%(organization)s: the serious list waits for a second person"),
        _l("A colleague has reviewed the proposal. Please decide."),
    ),
    "credit-recorded": (
        _l("%(organization)s was entered: %(list)s"),
        _l("Reason: %(reason)s. Decided by %(office)s."),
    ),
    "credit-notice": (
        _l("Joint notice: %(organization)s was entered: %(list)s"),
        _l("Reason: %(reason)s. Please mind the effects on purchases, funding and awards."),
    ),
    "credit-lifted": (
        _l("%(organization)s: an entry has ended: %(list)s"),
        _l("It had been entered for: %(reason)s. It ended for: %(why)s"),
    ),
    "credit-notice-end": (
        _l("Joint notice: %(organization)s came off: %(list)s"),
        _l("It had been entered for: %(reason)s."),
    ),
    "credit-resume": (
        _l("%(organization)s came off a list; it is still suspended on the directory"),
        _l("Please decide whether the suspension ends."),
    ),
    "repair-sent": (
        _l("%(organization)s applies for repair: %(list)s"),
        _l("Please verify what it has put right, then accept or refuse with a reason."),
    ),
    "repair-refused": (
        _l("Your application for repair was refused"),
        _l("The reason given: %(reason)s. You can apply again when it no longer holds."),
    ),
}
STATES = {
    "credit_proposal.proposed": _l("Waits for a decision"),
    "credit_proposal.reviewed": _l("Waits for the second person"),
    "credit_proposal.done": _l("Decided"),
    "credit_proposal.dropped": _l("Dropped"),
    "credit_repair.sent": _l("Waits for the bureau"),
    "credit_repair.accepted": _l("Repair granted"),
    "credit_repair.refused": _l("Refused"),
}
STEPS = {
    "credit_proposal.propose": _l("Entry or end proposed"),
    "credit_proposal.review": _l("Reviewed for the serious list"),
    "credit_proposal.list": _l("Entered in the list"),
    "credit_proposal.lift": _l("Taken off the list"),
    "credit_proposal.drop": _l("Proposal dropped"),
    "credit_event.record": _l("Credit information entered"),
    "credit_event.lift": _l("Credit entry lifted"),
    "credit_repair.send": _l("Application for repair sent"),
    "credit_repair.accept": _l("Accept the repair"),
    "credit_repair.refuse": _l("Refuse the repair"),
}
