"""Words of annual reports."""

from flask_babel import lazy_gettext as _l

from app.organizations.states import Standing

SUBJECTS = {
    "members": (_l("Members and council"), _l("Members, council, meetings held")),
    "staff": (_l("Staff"), _l("Full-time, insured, social workers, volunteers")),
    "finance": (_l("Finance"), _l("Income with its parts, spending, net assets")),
    "activities": (_l("Activities and services"), _l("How many, for whom, a short summary")),
    "party": (_l("Party building"), _l("Whether there is one, how many members")),
    "changes": (_l("Changes in the year"), _l("Representative, charter, address")),
}
FIELDS = {
    "unit_members": _l("Member units"),
    "single_members": _l("Individual members"),
    "council": _l("Members of the council"),
    "supervisors": _l("Supervisors"),
    "meetings": _l("Meetings of members and council held"),
    "staff": _l("Staff"),
    "full_time": _l("of these full-time"),
    "insured": _l("of these with social insurance"),
    "social_workers": _l("of these certified social workers"),
    "volunteers": _l("Volunteers"),
    "income": _l("Total income"),
    "from_government": _l("of this purchased by government"),
    "donations": _l("of this donations"),
    "fees": _l("of this membership fees"),
    "spending": _l("Total spending"),
    "activities_cost": _l("of this for activities and services"),
    "net_assets": _l("Net assets at the end of the year"),
    "activities": _l("Activities held"),
    "beneficiaries": _l("People served"),
    "projects": _l("Projects taken over from government"),
    "summary": _l("What was done"),
    "has_party": _l("Is there a party organization?"),
    "party_members": _l("Party members among the staff"),
    "party_note": _l("Its form; or why there is none"),
    "representative_changed": _l("Did the legal representative change?"),
    "charter_changed": _l("Was the charter changed?"),
    "address_changed": _l("Did the address change?"),
    "changes_note": _l("What changed, and when was it registered?"),
}
STANDINGS = {
    Standing.NOT_DUE: _l("Not due yet"),
    Standing.ON_TIME: _l("Filed on time"),
    Standing.LATE: _l("Filed late"),
    Standing.MISSING: _l("Not filed"),
}
STANDING_TAGS = {
    Standing.NOT_DUE: "part",
    Standing.ON_TIME: "ok",
    Standing.LATE: "soon",
    Standing.MISSING: "bad",
}
STATE_TAGS = {
    "draft": "draft",
    "filed": "wait",
    "looked": "review",
    "returned": "hold",
    "accepted": "done",
}
FINDINGS = {
    "report-subject-missing": _l("This subject is not filled in completely yet."),
    "report-paper-missing": _l("The signed report with the seal is not uploaded yet."),
    "report-part-of-staff": _l(
        "%(count)s is more than the staff of %(staff)s. Correct one of them."
    ),
    "report-party-note": _l("Say why there is no party organization and what is planned."),
    "report-audit-due": _l(
        "A change of the legal representative needs a financial audit before. Please have the audit"
        " report ready."
    ),
    "report-parts-of-income": _l(
        "The parts add up to %(parts)s, which is %(over)s more than the total income of %(income)s."
    ),
    "report-part-of-spending": _l(
        "%(cost)s for activities is %(over)s more than the total spending of %(spending)s."
    ),
    "report-look-first": _l(
        "The supervisory unit looks first. It has been told and has not written its opinion yet."
    ),
    "report-year-runs": _l(
        "The year %(year)s is not over. Its report can be filed from 1 January."
    ),
    "report-before-registration": _l("It was registered in %(year)s; nothing is due before."),
    "report-not-registered": _l("Only registered organizations file an annual report."),
    "report-reason-missing": _l("Please say what has to be corrected. The organization reads it."),
}
NOTICES = {
    "report-filed": (
        _l("%(organization)s has filed its annual report about %(year)s"),
        _l("Please look at it."),
    ),
    "report-looked": (
        _l("%(organization)s: the supervisory unit has looked at the report about %(year)s"),
        _l("Please accept it, or return it with what has to be corrected."),
    ),
    "report-accepted": (_l("Your annual report about %(year)s is accepted"), ""),
    "report-returned": (
        _l("Your annual report about %(year)s has to be corrected"),
        _l("What has to be corrected: %(reason)s. The day of the first filing stays."),
    ),
    "report-remind-first": (
        _l("The annual report about %(year)s is due on %(day)s"),
        _l("%(organization)s has not filed it yet."),
    ),
    "report-remind-last": (
        _l("In a few days: the annual report about %(year)s is due on %(day)s"),
        _l("%(organization)s has not filed it yet. After that day it is missing."),
    ),
    "report-remind-missed": (
        _l("The annual report about %(year)s is missing since %(day)s"),
        _l("Please file it now. It is late, and the list of abnormal activities may follow."),
    ),
}
STATES = {
    "annual_report.draft": _l("Draft"),
    "annual_report.filed": _l("Filed, to be looked at"),
    "annual_report.looked": _l("Looked at by the supervisory unit"),
    "annual_report.returned": _l("To be corrected"),
    "annual_report.accepted": _l("Accepted by the registrar"),
}
STEPS = {
    "annual_report.begin": _l("Report begun"),
    "annual_report.save": _l("Report saved"),
    "annual_report.file": _l("File the report"),
    "annual_report.look": _l("Write down the first look"),
    "annual_report.return": _l("Return to be corrected"),
    "annual_report.accept": _l("Accept the report"),
}
