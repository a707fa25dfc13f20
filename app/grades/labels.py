"""The words of grades: decisions, causes, findings, notices."""

from flask_babel import lazy_gettext as _l

from app.grades.states import Cause, DecisionKind
from app.organizations.states import GradeMethod

KINDS = {
    DecisionKind.KEEP: _l("The grade stays"),
    DecisionKind.DOWNGRADE: _l("Downgrade"),
    DecisionKind.CANCEL: _l("Cancel the grade"),
}
CAUSES = {
    Cause.FOLLOW_UP: _l("Regular follow-up assessment"),
    Cause.FALSE_DATA: _l("False data in the assessment"),
    Cause.LENT_CERTIFICATE: _l("Certificate altered, rented out or lent"),
    Cause.BASIC_TWICE: _l("Annual inspections only basically qualified, years in a row"),
    Cause.INSPECTION_FAILED: _l("Annual inspection failed or missed"),
    Cause.PENALTY: _l("Administrative penalty"),
    Cause.OTHER: _l("Another cause, see the reason"),
}
METHODS = {
    GradeMethod.FULL: _l("Full assessment"),
    GradeMethod.SIMPLE: _l("Simple procedure"),
    GradeMethod.DOWNGRADE: _l("By downgrade"),
}
STANDINGS = {
    "in_force": ("ok", _l("in force")),
    "lapsed": ("done", _l("lapsed")),
    "cancelled": ("stop", _l("cancelled")),
    "replaced": ("done", _l("replaced")),
    "downgraded": ("stop", _l("downgraded")),
}
STEPS = {
    "grade.keep": _l("Keep a grade after a follow-up"),
    "grade.downgrade": _l("Downgrade"),
    "grade.cancel": _l("Cancel a grade"),
}
FINDINGS = {
    "grade-newer": _l(
        "A certificate with the same or a later first day is in the register. Correct the register"
        " first."
    ),
    "grade-serious-list": _l(
        "It is on the list of serious violations today, so it cannot be given %(level)s."
    ),
    "grade-not-in-force": _l(
        "This certificate does not count today, so nothing can be decided about it."
    ),
    "grade-too-young": _l(
        "The certificate began only on %(day)s. It can be changed from the day after, so that every"
        " day has one answer."
    ),
    "grade-reason-missing": _l("Please say why. The organization reads it, and it becomes public."),
    "grade-document-missing": _l("Name the document of the decision, for example its number."),
    "downgrade-not-lower": _l("Choose a grade below %(level)s."),
    "downgrade-lowest": _l("There is no grade below %(level)s. Cancel it instead."),
}
NOTICES = {
    "grade-keep": (
        _l("Follow-up assessment: %(organization)s keeps %(level)s"),
        _l("%(reason)s"),
    ),
    "grade-downgrade": (
        _l("%(organization)s: downgraded from %(level)s to %(to)s"),
        _l("%(reason)s It cannot apply for another assessment until %(until)s."),
    ),
    "grade-cancel": (
        _l("%(organization)s: the grade %(level)s is cancelled"),
        _l("%(reason)s It cannot apply for another assessment until %(until)s."),
    ),
    "grade-ends": (
        _l("The grade %(level)s of %(organization)s ends on %(day)s"),
        _l("From the day after it counts as no grade. It can apply for a new assessment then."),
    ),
    "grade-lapsed": (
        _l("The grade %(level)s of %(organization)s ended on %(day)s"),
        _l("It counts as no grade now. Apply for an assessment when the next round is announced."),
    ),
}
