"""Words of registrations."""

from flask_babel import lazy_gettext as _l

from app.registrations.states import CaseKind, Desk, MaterialState

KINDS = {
    CaseKind.SET_UP: _l("Registration of a new organization"),
    CaseKind.DEREGISTER: _l("Deregistration"),
    CaseKind.SIMPLIFIED: _l("Simplified deregistration"),
}
DESKS = {
    Desk.REGISTRAR: _l("Registration authority"),
    Desk.SUPERVISOR: _l("Business supervisory unit"),
    Desk.PARTY: _l("Party body: political review"),
}
HEADS = (_l("Completeness"), _l("Necessity"), _l("Feasibility"))
MATERIALS = {
    MaterialState.MISSING: _l("Not there"),
    MaterialState.UPLOADED: _l("Uploaded"),
    MaterialState.ACCEPTED: _l("In order"),
    MaterialState.TO_CORRECT: _l("To be corrected"),
}
MATERIAL_TAGS = {"missing": "part", "uploaded": "wait", "accepted": "ok", "to_correct": "bad"}
STATES = {
    "registration.draft": _l("In preparation"),
    "registration.submitted": _l("Waits for acceptance"),
    "registration.returned": _l("To be completed"),
    "registration.accepted": _l("Accepted, under review"),
    "registration.registered": _l("Is registered"),
    "registration.deregistered": _l("Deregistered"),
    "registration.refused": _l("Registration refused"),
    "registration.withdrawn": _l("Taken back by the applicant"),
    "condition.open": _l("To be proved"),
    "condition.met": _l("Proved"),
    "condition.breached": _l("Not proved in time"),
}
TAGS = {
    "draft": "draft",
    "submitted": "wait",
    "returned": "bad",
    "accepted": "review",
    "registered": "ok",
    "deregistered": "stop",
    "refused": "stop",
    "withdrawn": "stop",
    "open": "wait",
    "met": "ok",
    "breached": "bad",
}
STEPS = {
    "registration.start": _l("Application for registration begun"),
    "registration.save": _l("Application for registration filled in"),
    "registration.submit": _l("Application for registration submitted"),
    "registration.return": _l("Application for registration returned"),
    "registration.accept": _l("Application for registration accepted"),
    "registration.review": _l("Review of a registration recorded"),
    "registration.material": _l("Material looked through"),
    "registration.visit": _l("Visit counted"),
    "registration.register": _l("Organization registered"),
    "registration.deregister": _l("Organization deregistered"),
    "registration.refuse": _l("Registration refused"),
    "registration.withdraw": _l("Application for registration withdrawn"),
    "condition.meet": _l("Missing proof handed in"),
    "condition.breach": _l("Missing proof not handed in"),
    "condition.extend": _l("More time given for the missing proof"),
    "condition.remind": _l("Reminded of the missing proof"),
    "branch.record": _l("Branch office recorded"),
    "branch.end": _l("Branch office ended"),
}
FINDINGS = {
    "registration-no-name": _l("Write down the name of the organization to be registered."),
    "registration-no-purpose": _l("Write down the purpose."),
    "registration-no-scope": _l("Write down what it will do: the scope in the charter."),
    "registration-no-necessity": _l("Write down why it is needed."),
    "registration-no-feasibility": _l("Write down how it will work: people, money, place."),
    "registration-no-legal_representative": _l("Name the future legal representative."),
    "registration-no-phone": _l("Write down a telephone number."),
    "registration-no-address": _l("Write down the address."),
    "registration-no-street_id": _l("Choose the street."),
    "registration-no-supervisor": _l(
        "This kind needs a business supervisory unit. Choose the unit that has agreed."
    ),
    "registration-no-capital": _l(
        "Write down the registered capital; or say that it is proved next year (associations only)."
    ),
    "registration-conditional-type": _l(
        "Only associations may prove members and capital in the next year."
    ),
    "registration-no-missing": _l("Write down what is missing today: members, capital or both."),
    "registration-materials": _l("%(count)s materials are missing: %(names)s."),
    "registration-no-reason": _l("Write down why it is to be deregistered."),
    "registration-waits-registrar": _l("The review of the registration authority is missing."),
    "registration-waits-supervisor": _l("The review of the business supervisory unit is missing."),
    "registration-waits-party": _l("The result of the political review is missing."),
    "registration-failed-registrar": _l(
        "The registration authority found that it cannot be registered."
    ),
    "registration-failed-supervisor": _l("The business supervisory unit does not agree."),
    "registration-failed-party": _l("The political review was not passed."),
    "registration-own-review": _l("You reviewed it at the window, so another person decides."),
    "registration-opinion-missing": _l("Write down what you found under each head."),
    "registration-said-missing": _l("Write down why; the applicant reads it."),
    "registration-document-missing": _l("Name the paper of the decision with its number."),
    "registration-code-taken": _l("%(name)s already has this code."),
    "registration-date-later": _l("The first day cannot lie in the future."),
    "registration-desk-not-asked": _l("This case needs no review from you."),
    "registration-filed-unknown": _l(
        "No filed organization has this number. Leave it empty if the organization is new."
    ),
    "registration-open-already": _l("A case of this organization is already open: %(number)s."),
    "registration-no-branches": _l("A private non-enterprise unit may not set up branch offices."),
    "registration-branch-later": _l("A branch is recorded once it is there: up to today."),
    "registration-ends-early": _l("It began on %(day)s and cannot end before."),
    "registration-due-early": _l("Choose a day after today."),
    "registration-no-zombie": _l(
        "It reported in the last years, so it is no candidate for simplified deregistration."
    ),
}
NOTICES = {
    "registration-submitted": (
        _l("%(name)s: application for registration"),
        _l("Please look through the materials, then accept or return it."),
    ),
    "registration-returned": (
        _l("%(name)s: please complete your application"),
        _l("What is missing: %(reason)s"),
    ),
    "registration-accepted": (
        _l("%(name)s: your application is accepted"),
        _l("The reviews have begun. The decision comes by the promised day shown on the page."),
    ),
    "registration-to-review": (
        _l("%(name)s: please review"),
        _l("The registration authority has accepted the application."),
    ),
    "registration-to-decide": (
        _l("%(name)s: ready for the decision"),
        _l("All reviews are there."),
    ),
    "registration-registered": (
        _l("%(name)s is registered"),
        _l("Its credit code: %(uscc)s. You can now apply for the directory."),
    ),
    "registration-refused": (
        _l("%(name)s was not registered"),
        _l("The reason given: %(reason)s"),
    ),
    "registration-deregistered": (
        _l("%(name)s is deregistered"),
        _l("It no longer exists from %(day)s on."),
    ),
    "condition-reminded": (
        _l("%(name)s: please prove what is missing by %(day)s"),
        _l("Still missing: %(what)s. Hand the proof in with the annual report."),
    ),
    "condition-breached": (
        _l("%(name)s did not prove in time: %(what)s"),
        _l("Please decide: more time, or another step."),
    ),
    "condition-extended": (
        _l("%(name)s: you have until %(day)s"),
        _l("Still missing: %(what)s. %(reason)s"),
    ),
}
