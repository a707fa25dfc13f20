"""Words of the directory."""

from flask_babel import lazy_gettext as _l

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
    "decision-reason-missing": _l("Please say why. The organization will read it."),
}
NOTICES = {
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
    "directory.remove": _l("Remove from the directory"),
}
