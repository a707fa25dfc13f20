"""Words of the directory."""

from flask_babel import lazy_gettext as _l

from app.directory.states import Cause, Condition

FINDINGS = {
    "not-registered": _l(
        "It is filed, not registered, so it has no legal personality. It can take part through a"
        " registered host organization."
    ),
    "registered-later": _l("It was registered only on %(day)s."),
    "organization-ended": _l("It is deregistered and no longer exists since %(day)s."),
    "not-listed": _l(
        "It is not on the qualified directory. It can apply at any time, free of charge."
    ),
    "still-publicized": _l(
        "Its entry in the directory is in publicity since %(day)s and not in force yet."
    ),
    "suspended": _l("It is suspended on the directory since %(day)s. Reason: %(reason)s"),
    "removed": _l("It was removed from the directory on %(day)s. Reason: %(reason)s"),
    "abnormal-list": _l(
        "It is on the list of abnormal activities since %(day)s. Reason: %(reason)s"
    ),
    "still-abnormal-list": _l(
        "It is still on the list of abnormal activities, since %(day)s. Take it off that list first"
        " (Supervision, Proposals and applications); then it can be resumed. Reason: %(reason)s"
    ),
    "still-serious-list": _l(
        "It is still on the list of serious violations, since %(day)s. Take it off that list first"
        " (Supervision, Proposals and applications); then it can be resumed. Reason: %(reason)s"
    ),
    "abnormal-list-past": _l(
        "It was on the list of abnormal activities until %(day)s, less than %(years)s years ago."
        " Reason: %(reason)s"
    ),
    "serious-list": _l("It is on the list of serious violations since %(day)s. Reason: %(reason)s"),
    "serious-list-past": _l(
        "It was on the list of serious violations until %(day)s, less than %(years)s years ago."
        " Reason: %(reason)s"
    ),
    "penalty": _l("It was penalised on %(day)s, less than %(years)s years ago. Reason: %(reason)s"),
    "directory-no-condition": _l(
        "In government procurement the directory is a recommendation only: whoever is not on it may"
        " take part as well."
    ),
    "too-few-full-time": _l("It has %(count)s full-time people; %(needed)s are needed."),
    "report-missing": _l("The annual report about %(year)s was not filed."),
    "report-late": _l("The annual report about %(year)s was filed late."),
    "already-on-directory": _l("It already has an entry in the directory."),
    "publicity-runs": _l("The publicity runs until %(day)s; it can be listed after that."),
    "publicity-first": _l("Only a 5A is listed without publicity. Put it up for publicity first."),
    "publicity-year-unknown": _l(
        "The holidays of %(year)s are not announced yet, so the end of the publicity cannot be"
        " counted. Load the calendar of that year first."
    ),
    "evidence-governance": _l(
        "Please add a document that shows your governance: the charter and the minutes of the last"
        " council meeting."
    ),
    "evidence-finance": _l(
        "Please add a document that shows independent accounts: the audit or the financial"
        " statement of last year, with proof of tax and social insurance."
    ),
    "evidence-premises": _l(
        "Please add a document that shows a fixed place of work: the lease or the certificate."
    ),
    "grade-lapsed": _l("Its grade %(level)s was valid until %(day)s; today it has none."),
    "no-proposal": _l("There is no proposal for this entry any more."),
    "decision-reason-missing": _l("Please say why. The organization will read it."),
}
CONDITIONS = {
    Condition.GOVERNANCE: _l("Sound governance (charter and minutes of the council)"),
    Condition.FINANCE: _l("Independent accounts, tax and social insurance (statement or audit)"),
    Condition.PREMISES: _l("A fixed place of work (lease or certificate)"),
}
CAUSES = {
    Cause.GRADE_LAPSED: _l("Grade lapsed or cancelled"),
    Cause.ABNORMAL_LIST: _l("List of abnormal activities"),
    Cause.SERIOUS_LIST: _l("List of serious violations"),
    Cause.REPORT_MISSING: _l("Annual report missing"),
    Cause.PENALTY: _l("Administrative penalty"),
    Cause.OWN_WISH: _l("At its own wish"),
    Cause.DEREGISTERED: _l("Deregistered"),
    Cause.OTHER: _l("Another reason"),
}
NOTICES = {
    "directory-proposed": (
        _l("The register suggests a decision about %(organization)s"),
        _l("Please look at the reasons, then decide or leave it as it is with a reason."),
    ),
    "directory-applied": (
        _l("%(organization)s applies for the directory"),
        _l("Please check the conditions, then put it up for publicity or refuse with a reason."),
    ),
    "directory-publicized": (
        _l("Your entry in the directory is in publicity"),
        _l("The publicity runs until %(day)s. After that the bureau can list you."),
    ),
    "directory-listed": (
        _l("%(organization)s is now on the directory"),
        _l("You can take part in projects that ask for it."),
    ),
    "directory-refused": (
        _l("Your application for the directory was refused"),
        _l("The reason given: %(reason)s. You can apply again at any time."),
    ),
    "directory-suspended": (
        _l("%(organization)s is suspended on the directory"),
        _l("The reason given: %(reason)s"),
    ),
    "directory-resumed": (
        _l("%(organization)s is on the directory again"),
        _l("The suspension has ended. %(reason)s"),
    ),
    "directory-removed": (
        _l("%(organization)s was removed from the directory"),
        _l("The reason given: %(reason)s. You can apply again when it no longer holds."),
    ),
}
STATES = {
    "directory.applied": _l("Applied"),
    "directory.publicized": _l("In publicity"),
    "directory.listed": _l("On the directory"),
    "directory.suspended": _l("Suspended"),
    "directory.removed": _l("Removed"),
    "directory.refused": _l("Refused"),
}
STEPS = {
    "directory.apply": _l("Apply for the directory"),
    "directory.publicize": _l("Put up for publicity"),
    "directory.refuse": _l("Refuse"),
    "directory.list": _l("Put on the directory"),
    "directory.suspend": _l("Suspend"),
    "directory.resume": _l("End the suspension"),
    "directory.evidence": _l("Add a document to the application"),
    "directory.dismiss": _l("Leave it as it is"),
    "directory.remove": _l("Remove from the directory"),
}
