"""Words of complaints."""

from flask_babel import lazy_gettext as _l

from app.complaints.states import ComplaintKind, ComplaintState, Outcome

KINDS = {
    ComplaintKind.COMPLAINT: _l("Complaint about a service"),
    ComplaintKind.REPORT: _l("Report of a violation"),
    ComplaintKind.ILLEGAL: _l("Lead to an illegal organization"),
    ComplaintKind.OPINION: _l("Opinion or suggestion"),
}
OUTCOMES = {
    Outcome.TRUE: _l("What was said is true"),
    Outcome.PARTLY: _l("Partly true"),
    Outcome.UNFOUNDED: _l("Could not be confirmed"),
}
TAGS = {
    ComplaintState.SENT: "wait",
    ComplaintState.TAKEN_UP: "live",
    ComplaintState.REFUSED: "stop",
    ComplaintState.ANSWERED: "done",
}
FINDINGS = {
    "complaint-empty": _l("Please say what happened: when, where, and what you saw."),
    "complaint-nameless": _l(
        "With your name we need a telephone to ask you. Or send it without a name."
    ),
    "complaints-enough": _l(
        "From this connection %(count)s were sent today. Please send the next one tomorrow, or call"
        " the bureau."
    ),
    "complaint-whom": _l("Please choose the organization, or write its name."),
    "complaint-unknown": _l("No complaint has this number and word. Please compare them."),
    "complaint-answer-empty": _l("Please write the answer. Whoever sent it reads it."),
    "reward-there": _l("The reward is recorded already."),
    "reward-unfounded": _l("Only a report that proved true, at least partly, earns a reward."),
    "reward-nobody": _l("It was sent without a name, so there is nobody to reward."),
    "reward-not-positive": _l("Write an amount above zero."),
    "reward-too-high": _l("A reward is at most %(most)s yuan."),
    "reward-document": _l("Please name the document by which it was decided."),
}
NOTICES = {
    "complaint-sent": (
        _l("Complaint or report %(number)s has arrived"),
        _l("It is about: %(whom)s. Please take it up or say why not."),
    ),
    "complaint-handed": (
        _l("Complaint or report %(number)s was handed to your unit"),
        _l("It is about: %(whom)s. Please inquire and answer."),
    ),
}
STATES = {
    "complaint.sent": _l("Arrived"),
    "complaint.taken_up": _l("Taken up"),
    "complaint.refused": _l("Not taken up"),
    "complaint.answered": _l("Answered"),
}
STEPS = {
    "complaint.send": _l("Complaint or report sent"),
    "complaint.take_up": _l("Take it up"),
    "complaint.refuse": _l("Do not take it up"),
    "complaint.answer": _l("Answer"),
    "complaint.reward": _l("Reward recorded"),
}
