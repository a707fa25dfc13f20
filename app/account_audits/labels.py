"""Words of financial audits."""

from flask_babel import lazy_gettext as _l

from app.account_audits.states import AuditState, Opinion, Trigger

TRIGGERS = {
    Trigger.REPRESENTATIVE: _l("New legal representative"),
    Trigger.SPOT_CHECK: _l("Random inspection"),
    Trigger.ASSESSMENT: _l("Grade assessment"),
    Trigger.DEREGISTRATION: _l("Deregistration"),
    Trigger.COMPLAINT: _l("Complaint or report"),
}
OPINIONS = {
    Opinion.CLEAN: _l("Unqualified"),
    Opinion.QUALIFIED: _l("Qualified"),
    Opinion.ADVERSE: _l("Adverse"),
    Opinion.DISCLAIMED: _l("Disclaimer"),
}
TAGS = {
    AuditState.ORDERED: "wait",
    AuditState.RECTIFYING: "hold",
    AuditState.CLOSED: "done",
    AuditState.CANCELLED: "stop",
}
FINDINGS = {
    "audit-reason": _l("Please say why the audit is ordered."),
    "audit-ordered": _l("An audit for this cause is ordered already."),
    "audit-faults": _l("Please write the faults that the auditor names."),
    "audit-rectify-by": _l("Please set a day by which the faults are put right."),
    "audit-rectify-past": _l("The day by which the faults are put right lies in the past."),
    "audit-proof": _l("Please write how it was seen, or why."),
}
NOTICES = {
    "audit-ordered": (
        _l("A financial audit of %(organization)s was ordered"),
        _l("It is due by %(day)s. The authority that orders it pays the fee."),
    ),
    "audit-reported": (
        _l("The financial audit of %(organization)s is reported"),
        _l("Faults are to be put right by: %(day)s"),
    ),
}
STATES = {
    "account_audit.ordered": _l("Ordered"),
    "account_audit.rectifying": _l("Faults to put right"),
    "account_audit.closed": _l("Closed"),
    "account_audit.cancelled": _l("Called off"),
}
STEPS = {
    "account_audit.order": _l("Financial audit ordered"),
    "account_audit.report": _l("Record the report"),
    "account_audit.report_faults": _l("Record a report with faults"),
    "account_audit.close": _l("Faults are put right"),
    "account_audit.cancel": _l("Call it off"),
}
