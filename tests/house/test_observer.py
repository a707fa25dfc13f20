"""Discipline and audit read what the offices read, and change nothing (A182)."""

import pytest

from app.permissions import POLICY, May, Role
from tests import register

WATCHES = (Role.OBSERVER, Role.AUDITOR)

# Pages that only whoever acts there has: a form, a desk of one's own, or a thing of one's own.
# What they lead to is read elsewhere (the page of the thing, the log).
OF_WHOEVER_ACTS = {
    *(May.CALL_DRAFT, May.CALL_MANAGE, May.CALL_REVIEW, May.CALL_ANSWER, May.ROUND_MANAGE),
    *(May.FUNCTION_WRITE, May.FUNCTION_PUBLISH, May.NEED_WRITE, May.BUDGET_WRITE),
    *(May.CONTRACT_MANAGE, May.CONTRACT_RATE, May.CONTRACT_ACCEPT, May.CONTRACT_PAY),
    *(May.RESULT_AWARD, May.QUALIFICATION_DECIDE, May.PANEL_FORM, May.LEDGER_WRITE),
    *(May.CREDIT_DECIDE, May.GRADE_MANAGE, May.ASSESSMENT_MANAGE, May.INSPECTION_MANAGE),
    *(May.ACCOUNTS_ORDER, May.ORGANIZATION_ADMIN, May.CLAIM_CONFIRM, May.FILING_CHECK),
    *(May.INSPECTION_CHECK, May.IMPORT_DATA, May.LAW_LOAD, May.CLOCK_MOVE, May.ACCOUNT_ADMIN),
    *(May.FILING_ESCALATED, May.REPORT_LOOK),  # the same list as FILING_READ, SUPERVISION_READ
}
OF_ORGANIZATIONS = {
    *(May.ORGANIZATION_EDIT, May.ORGANIZATION_READ, May.COLLEAGUE_ADMIN, May.DIRECTORY_APPLY),
    *(May.SUBMISSION_WRITE, May.CALL_ASK, May.CONTRACT_DELIVER, May.RESULT_OWN),
    *(May.OBJECTION_RAISE, May.REPORT_FILE, May.MATTER_FILE, May.ASSESSMENT_APPLY),
    *(May.CREDIT_REPAIR, May.INSPECTION_ANSWER, May.FILING_APPLY),
}
# Sealed or secret by law: the envelopes, the experts' own sheets, the pool before a draw
# (R-EXP), whom the portal suggests to a buyer.
SECRET = {
    *(May.SUBMISSION_READ, May.OPENING_HOLD, May.PANEL_SCORE, May.ASSESSMENT_SCORE),
    *(May.EXPERT_ADMIN, May.MATCH_READ),
}
EVERYBODY = {May.PUBLIC, May.SIGNED_IN}


def asked(app, method):
    """Return the permissions of the routes of a method, each with its routes."""
    found = {}
    for rule in app.url_map.iter_rules():
        if method in rule.methods and rule.endpoint != "static":
            found.setdefault(app.view_functions[rule.endpoint].permission, []).append(str(rule))
    return found


def held(role):
    return {may for may, rule in POLICY.items() if role in rule.roles}


@pytest.mark.parametrize("role", WATCHES)
def test_every_page_of_the_offices_is_open_to_whoever_watches(app, role):
    closed = asked(app, "GET").keys() - held(role) - EVERYBODY
    assert closed <= OF_WHOEVER_ACTS | OF_ORGANIZATIONS | SECRET


def test_an_observer_holds_no_permission_that_writes(app):
    writes = asked(app, "POST")
    assert writes.pop(May.AUDIT_READ) == ["/audit/check"]  # computes the chain again
    assert {may: writes[may] for may in writes.keys() & held(Role.OBSERVER)} == {}


@pytest.mark.parametrize(
    "path",
    ["/annual-reports/", "/annual-reports/export.csv", "/credit/work", "/directory/work", "/funds/",
     "/matters/", "/complaints/", "/account-audits/", "/ledgers/", "/registrations/work", "/filings/work",
     "/assessments/work", "/awards/", "/contracts/", "/audit/"],
)  # fmt: skip
def test_an_observer_opens_it(db, sign_in, path):
    person = register.person("薄军", (Role.OBSERVER, register.unit("区纪委监委派驻组")))
    assert sign_in(person).get(path).status_code == 200
