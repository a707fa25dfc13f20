"""Words of filings."""

from flask_babel import lazy_gettext as _l

from app.filings.states import CheckVerdict, DissolutionKind, EndKind, FilingKind, GroupKind

KINDS = {
    FilingKind.SET_UP: _l("Set-up"),
    FilingKind.CHANGE: _l("Change"),
    FilingKind.CANCEL: _l("Cancellation"),
}
GROUP_KINDS = {
    GroupKind.ELDER: _l("Help for the old"),
    GroupKind.CHARITY: _l("Charity"),
    GroupKind.JOBS: _l("Job support"),
    GroupKind.RURAL: _l("Rural cooperation"),
    GroupKind.MUTUAL: _l("Help among neighbours"),
    GroupKind.CHILD: _l("Children"),
    GroupKind.DISABLED: _l("Help for the disabled"),
    GroupKind.CULTURE: _l("Culture and sport groups"),
    GroupKind.GOVERNANCE: _l("Mediation and consultation"),
    GroupKind.SAFETY: _l("Safety patrol"),
    GroupKind.ENVIRONMENT: _l("Green and clean"),
    GroupKind.OTHER: _l("Other groups"),
    GroupKind.FRIENDSHIP: _l("Club of acquaintance (strictly controlled)"),
    GroupKind.RESEARCH: _l("Research group of officials (strictly controlled)"),
}
END_KINDS = {
    EndKind.CANCELLED: _l("Filing cancelled"),
    EndKind.MERGED: _l("Merged into another one"),
    EndKind.ORDERED: _l("Ordered to dissolve"),
    EndKind.REGISTERED: _l("Registered as a legal person"),
}
DISSOLUTIONS = {
    DissolutionKind.ADVISED: _l("Advised to dissolve"),
    DissolutionKind.ORDERED: _l("Ordered to dissolve"),
}
VERDICTS = {
    CheckVerdict.ACTIVE: _l("Active"),
    CheckVerdict.TO_CHANGE: _l("Active, a change has to be filed"),
    CheckVerdict.INACTIVE: _l("No longer active"),
}
STAGES = {
    "check": _l("First check by the community"),
    "qualify": _l("Qualification review by the street"),
    "escalate": _l("Sent on to the bureau"),
    "agree": _l("The bureau agrees"),
    "approve": _l("Filing opinion of the street"),
    "return": _l("Returned to be corrected"),
    "refuse": _l("Filing not given"),
}
STATES = {
    "filing.draft": _l("Being filled in"),
    "filing.sent": _l("At the community's first check"),
    "filing.checked": _l("At the street's review"),
    "filing.escalated": _l("At the bureau"),
    "filing.qualified": _l("Waits for the street's opinion"),
    "filing.filed": _l("Is filed"),
    "filing.returned": _l("Returned to be corrected"),
    "filing.refused": _l("Filing not given"),
    "filing.withdrawn": _l("Withdrawn by the applicant"),
}
TAGS = {
    "draft": "draft",
    "sent": "wait",
    "checked": "review",
    "escalated": "review",
    "qualified": "review",
    "filed": "ok",
    "returned": "bad",
    "refused": "stop",
    "withdrawn": "stop",
}
STEPS = {
    "filing.start": _l("Filing begun"),
    "filing.save": _l("Filing filled in"),
    "filing.send": _l("Filing sent"),
    "filing.check": _l("First check passed"),
    "filing.return": _l("Filing returned"),
    "filing.escalate": _l("Filing sent on to the bureau"),
    "filing.agree": _l("Bureau agreed"),
    "filing.qualify": _l("Qualification review passed"),
    "filing.approve": _l("Filed"),
    "filing.refuse": _l("Filing refused"),
    "filing.withdraw": _l("Filing withdrawn"),
    "filed_organization.host": _l("Host recorded"),
    "filed_organization.end-host": _l("Host relation ended"),
    "filed_organization.merge": _l("Merged into another organization"),
    "filed_organization.dissolve": _l("Dissolution recorded"),
    "filed_organization.check": _l("Yearly check recorded"),
    "filed_organization.register": _l("Became a registered organization"),
}
FINDINGS = {
    "filing-no-name": _l("Write down the name of the organization."),
    "filing-no-person_in_charge": _l("The charter has to name the person in charge."),
    "filing-no-phone": _l("Write down a telephone number of the person in charge."),
    "filing-no-purpose": _l("The charter has to say what the organization is for."),
    "filing-no-activities": _l("The charter has to say what the organization does."),
    "filing-no-charter": _l("Add the charter as a file."),
    "filing-no-members": _l("Write down how many members there are."),
    "filing-no-member-list": _l("Add the list of members as a file."),
    "filing-no-reason": _l("Write down why."),
    "filing-prohibited": _l(
        "An organization of this kind may not be set up. The words that match: %(words)s. If they are used in another sense, write the name and the activities without them."
    ),
    "filing-controlled": _l(
        "Organizations of this kind are strictly controlled, so the bureau is asked first. The words that match: %(words)s."
    ),
    "filing-controlled-kind": _l(
        "Organizations of this kind are strictly controlled, so the bureau is asked first."
    ),
    "filing-same-kind": _l(
        "The community already has of this kind: %(names)s. As a rule there are no more than %(count)s; the street may file one more and says why, or the groups join."
    ),
    "filing-override-missing": _l(
        "The community already has one of this kind. Write down why one more is filed, or return it with the advice to join."
    ),
    "filing-opinion-missing": _l("Write down what you found; the applicant reads it."),
    "filing-document-missing": _l("Name the paper with its number."),
    "filing-host-unknown": _l(
        "No organization has this credit code. Compare it with the certificate."
    ),
    "filing-host-not-registered": _l(
        "A host has to be a registered organization: a filed one is no legal person either."
    ),
    "filing-host-later": _l("This host was registered only on %(day)s. Choose a later first day."),
    "filing-host-early": _l(
        "The organization is filed since %(day)s. Choose that day or a later one."
    ),
    "filing-host-held": _l(
        "On this day it still has another host. End that relation first, or choose a later day."
    ),
    "filing-ends-early": _l("It began on %(day)s and cannot end before."),
    "filing-ends-later": _l("It can only be ended up to today. Come back on that day."),
    "filing-merge-none": _l("Choose another organization that is still filed."),
    "filing-merge-differs": _l("Only organizations of the same kind in one community are joined."),
    "filing-not-standing": _l("This organization is no longer filed."),
    "filing-check-done": _l("The check of %(year)s is already recorded."),
    "filing-open-already": _l("A filing of this organization is already on its way: %(kind)s."),
    "filing-date-later": _l("The first day cannot lie in the future."),
}
NOTICES = {
    "filing-sent": (
        _l("%(name)s: filing to be checked"),
        _l("Please look at the charter and the members, then pass it on or return it."),
    ),
    "filing-checked": (
        _l("%(name)s: filing to be reviewed"),
        _l("The community has checked it. Please review whether it can be filed."),
    ),
    "filing-escalated": (
        _l("%(name)s: strictly controlled kind"),
        _l("The street asks whether this organization may be filed."),
    ),
    "filing-returned": (
        _l("%(name)s: please correct your filing"),
        _l("What has to be changed: %(reason)s"),
    ),
    "filing-approved": (
        _l("%(name)s is filed: %(number)s"),
        _l("It may now act in the community. For projects and rounds it needs a registered host."),
    ),
    "filing-refused": (
        _l("%(name)s was not filed"),
        _l("The reason given: %(reason)s"),
    ),
    "filing-changed": (
        _l("%(name)s: the change is filed"),
        _l("The new facts stand in the register from now on."),
    ),
    "filing-cancelled": (
        _l("%(name)s: the filing is cancelled"),
        _l("Last day: %(day)s. Its history stays readable."),
    ),
    "filing-hosted": (
        _l("%(host)s is now the host of %(name)s"),
        _l("It applies in rounds for the filed organization from %(day)s on."),
    ),
    "filing-dissolution": (
        _l("%(name)s: %(kind)s"),
        _l("The reason given: %(reason)s"),
    ),
    "filing-merged": (
        _l("%(name)s was joined with %(into)s"),
        _l("Last day: %(day)s. Its history stays readable."),
    ),
}
