"""Words of the register."""

from flask_babel import lazy_gettext as _l

from app.organizations.states import CreditKind, OrganizationType

# The service fields (服务领域), for organizations, functions, needs and calls alike.
FIELDS = {
    "education_employment": _l("Education and employment"),
    "elder_child_care": _l("Care for the old and for children"),
    "health": _l("Health"),
    "public_safety": _l("Public safety"),
    "social_security": _l("Social security"),
    "community_service": _l("Community service"),
    "culture_sport": _l("Culture and sport"),
    "environment": _l("Environment"),
}
TYPES = {
    OrganizationType.SOCIETY: _l("Social association"),
    OrganizationType.SERVICE: _l("Private non-enterprise unit"),
    OrganizationType.FOUNDATION: _l("Foundation"),
}
CREDIT_KINDS = {
    CreditKind.ABNORMAL_LIST: _l("List of abnormal activities"),
    CreditKind.SERIOUS_VIOLATION: _l("List of serious violations"),
    CreditKind.PENALTY: _l("Administrative penalty"),
    CreditKind.INSPECTION: _l("Inspection with problems"),
    CreditKind.COMMENDATION: _l("Commendation"),
}
FINDINGS = {
    "uscc-length": _l("A unified social credit code has 18 characters; this has %(count)s."),
    "uscc-characters": _l(
        "A credit code has digits and capital letters without I, O, S, V, Z, and digits for the"
        " region; this has: %(signs)s"
    ),
    "uscc-check": _l(
        "The last character should be %(right)s, not %(given)s. Please compare it with the"
        " certificate."
    ),
    "uscc-inner-check": _l(
        "Character 17 should be %(right)s, not %(given)s. Please compare it with the certificate."
    ),
    "uscc-not-civil-affairs": _l(
        "The code of a social organization begins with 51, 52 or 53; this begins with %(prefix)s."
    ),
    "uscc-other-type": _l(
        "The code begins with %(prefix)s, which belongs to another type of organization: 51 is an"
        " association, 52 a private non-enterprise unit, 53 a foundation."
    ),
    "more-full-time-than-staff": _l(
        "There cannot be more full-time people than staff (%(staff)s)."
    ),
    "more-certified-than-staff": _l(
        "There cannot be more certified social workers than staff (%(staff)s)."
    ),
    "claim-open": _l("You have already sent this claim; the bureau has not decided yet."),
    "claim-held": _l("You already act for this organization."),
    "claim-no-organization": _l(
        "No registered organization has this code. Please compare it with the certificate, or ask"
        " the registrar."
    ),
    "reason-missing": _l("Please say why. The person who asked will read it."),
}
NOTICES = {
    "claim-sent": (
        _l("%(person)s wants to act for %(organization)s"),
        _l("Please compare the statement with the register, then confirm or refuse."),
    ),
    "claim-confirmed": (
        _l("You now act for %(organization)s"),
        _l("You can edit its page, apply for the directory and take part in projects."),
    ),
    "claim-refused": (
        _l("Your claim of %(organization)s was refused"),
        _l("The reason given: %(reason)s"),
    ),
}
STATES = {
    "claim.sent": _l("Waits for the bureau"),
    "claim.confirmed": _l("Confirmed"),
    "claim.refused": _l("Refused"),
}
STEPS = {
    "claim.send": _l("Organization claimed"),
    "claim.confirm": _l("Confirm the claim"),
    "claim.refuse": _l("Refuse the claim"),
    "organization.edit": _l("Own page edited"),
    "organization.credit": _l("Credit entry recorded"),
    "organization.lift": _l("Credit entry lifted"),
}
