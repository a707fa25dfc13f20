"""The words of awards."""

from flask_babel import lazy_gettext as _l

TAGS = {"proposed": "wait", "approved": "ok", "paid": "done", "refused": "stop"}
STATES = {
    "grade_award.proposed": _l("To be approved"),
    "grade_award.approved": _l("Approved, to be paid"),
    "grade_award.paid": _l("Paid"),
    "grade_award.refused": _l("Award refused"),
}
STEPS = {
    "grade_award.propose": _l("Propose an award"),
    "grade_award.approve": _l("Approve the award"),
    "grade_award.refuse": _l("Refuse the award"),
    "grade_award.pay": _l("Pay the award"),
}
FINDINGS = {
    "grade-award-no-such-grade": _l("Nothing is awarded for %(level)s."),
    "grade-award-other-level": _l(
        "It is not registered at a level whose organizations are awarded."
    ),
    "grade-award-grade-cancelled": _l(
        "The grade was cancelled on %(day)s. Refuse the award and say why."
    ),
    "grade-award-grade-lapsed": _l("The grade ended on %(day)s. Refuse the award and say why."),
    "grade-award-serious-list": _l(
        "It is on the list of serious violations today and gets no public money."
    ),
    "grade-award-reason-missing": _l("Please say why. The organization reads it."),
    "grade-award-not-checked": _l(
        "Please confirm that you have checked the certificate and the account."
    ),
}
NOTICES = {
    "grade-award-proposed": (
        _l("An award is proposed: %(organization)s, first %(level)s"),
        _l("%(amount)s. Check it and approve it from a budget line."),
    ),
    "grade-award-due": (
        _l("To be paid: award for the first %(level)s of %(organization)s"),
        _l("%(amount)s, approved. Whoever approved it may not pay."),
    ),
    "grade-award-approved": (
        _l("Your award for the first %(level)s is approved"),
        _l("%(amount)s. Finance pays it next."),
    ),
    "grade-award-refused": (_l("Your award for the first %(level)s is refused"), _l("%(reason)s")),
    "grade-award-paid": (_l("Your award for the first %(level)s is paid"), _l("%(amount)s")),
}
