"""Words of profiles."""

from flask_babel import lazy_gettext as _l

from app.profiles.rules import Group, Kept, Seen, TaxKind

FACTS = {
    "name": _l("Name"),
    "short_name": _l("Short name"),
    "category": _l("Category"),
    "legal_representative": _l("Legal representative"),
    "principal": _l("Person in charge"),
    "supervisor_id": _l("Supervisory unit"),
    "industry_regulator_id": _l("Industry regulator"),
    "street_id": _l("Street"),
    "community_id": _l("Community"),
    "fields": _l("Fields"),
    "purpose": _l("Purpose"),
    "scope": _l("Scope in the charter"),
    "capital": _l("Registered capital"),
    "is_hub": _l("Hub organization"),
    "staff": _l("Staff"),
    "full_time_staff": _l("of these full-time"),
    "certified_social_workers": _l("of these certified social workers"),
    "volunteers": _l("Volunteers"),
    "members": _l("Members of the association"),
    "part_time_officials": _l("Serving officials with a post here"),
    "address": _l("Address"),
    "phone": _l("Telephone"),
    "contact": _l("Contact person"),
    "contact_phone": _l("Telephone of the contact person"),
    "intro": _l("About us"),
    "finance_agent": _l("Who keeps the books"),
    "legal_adviser": _l("Legal adviser"),
    "party_required": _l("A party organization is due"),
    "party_organization": _l("Party organization"),
    "party_instructor": _l("Party instructor"),
}
GROUPS = {
    Group.REGISTER: _l("Register"),
    Group.PEOPLE: _l("People"),
    Group.CONTACT: _l("Ways to reach it"),
    Group.FINANCE: _l("Finance and law"),
    Group.PARTY: _l("Party building"),
}
SEEN = {
    Seen.PUBLIC: _l("everybody"),
    Seen.OFFICES: _l("offices of the district and the organization itself"),
    Seen.KEEPERS: _l("the registrar and the organization itself"),
}
KEPT = {
    Kept.ORGANIZATION: _l("the organization"),
    Kept.REGISTRAR: _l("the registrar"),
}
TAX = {
    TaxKind.DEDUCTION: _l("Donations to it are tax-deductible"),
    TaxKind.EXEMPTION: _l("Non-profit tax exemption"),
}
FINDINGS = {
    "change-in-future": _l("A change of the future cannot be entered yet."),
    "change-before-another": _l(
        "This fact changed on %(day)s already. A change cannot take effect before that day."
    ),
    "source-missing": _l("Please name the document that says so."),
    "ends-before-it-begins": _l("The last day cannot come before the first (%(day)s)."),
    "tax-status-known": _l("This qualification is entered from that day already."),
}
NOTICES = {
    "profile-amended": (
        _l("The registrar changed the profile of %(organization)s"),
        _l("Changed from %(day)s on: %(facts)s. If this is wrong, please ask the registrar."),
    ),
}
STEPS = {
    "organization.amend": _l("Register entry changed"),
    "organization.tax": _l("Tax qualification entered"),
}
