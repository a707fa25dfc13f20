"""Where one can go: the navigation by role, the foot of the page, who one is acting as.

What is the same on every page of a language is written once for each process: see `Frame`.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.routing import BuildError

from app import formats
from app.accounts.models import Person
from app.config import Settings
from app.permissions import POLICY, May, Role

Item = tuple[str, str, str]
Roles = frozenset[Role]

OFFICIALS = frozenset(
    {
        Role.PURCHASER,
        Role.REVIEWER,
        Role.CIVIL_AFFAIRS,
        Role.STREET,
        Role.FINANCE,
        Role.LIST_OWNER,
        Role.REGISTRAR,
        Role.LEADER,
        Role.ADMIN,
        Role.AUDITOR,
        Role.OBSERVER,
        Role.COMMUNITY,
        Role.OPENER,
        Role.PARTY_BODY,
        Role.INCUBATOR,
        Role.EVALUATOR,
        Role.STATION,
    }
)
SUPERVISES = (
    POLICY[May.COMPLAINT_READ].roles
    | POLICY[May.ASSESSMENT_READ].roles
    | POLICY[May.MATTER_READ].roles
    | POLICY[May.ACCOUNTS_READ].roles
    | POLICY[May.REGISTRATION_READ].roles
)
ORGANIZATION = frozenset({Role.ORG_ADMIN, Role.ORG_USER, Role.FILED_ORG, Role.STREET_HUB})


ROLE_WORDS = {
    Role.LEADER: _l("District leader"),
    Role.LIST_OWNER: _l("List owner"),
    Role.CIVIL_AFFAIRS: _l("Social organization section"),
    Role.REGISTRAR: _l("Registrar"),
    Role.SUPERVISOR_UNIT: _l("Supervisory unit"),
    Role.FINANCE: _l("Finance"),
    Role.PURCHASER: _l("Project officer"),
    Role.REVIEWER: _l("Reviewer"),
    Role.OPENER: _l("Opener"),
    Role.PARTY_BODY: _l("Party work"),
    Role.STREET: _l("Street office"),
    Role.STREET_HUB: _l("Street hub organization"),
    Role.COMMUNITY: _l("Community"),
    Role.STATION: _l("Community station"),
    Role.ORG_ADMIN: _l("Organization administrator"),
    Role.ORG_USER: _l("Organization staff"),
    Role.FILED_ORG: _l("Filed organization"),
    Role.INCUBATOR: _l("Incubator"),
    Role.EXPERT: _l("Review expert"),
    Role.EVALUATOR: _l("Evaluator"),
    Role.AUDITOR: _l("Auditor"),
    Role.OBSERVER: _l("Observer"),
    Role.PARTNER: _l("Partner"),
    Role.ADMIN: _l("System administrator"),
}


def link(endpoint: str, **values: Any) -> str | None:  # noqa: ANN401 -- what url_for takes
    """Return the address of a page, or None where there is no such page."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def _items(*rows: tuple[str, str, str]) -> list[Item]:
    """Return the items whose page exists."""
    found = []
    for key, words, endpoint in rows:
        href = link(endpoint)
        if href is not None:
            found.append((key, words, href))
    return found


def public_items() -> list[Item]:
    """Return the seven words of the public face."""
    return _items(
        ("home", _("Home"), "portal.home"),
        ("calls", _("Taking submissions"), "calls.index"),
        ("rounds", _("Venture funding"), "rounds.index"),
        ("functions", _("Transferable functions"), "functions.index"),
        ("directory", _("Qualified directory"), "directory.index"),
        ("results", _("Results and contracts"), "results.index"),
        ("guide", _("Guides"), "portal.guide"),
    )


def items(roles: Roles) -> list[Item]:
    """Return the navigation of somebody with these roles."""
    if not roles:
        return public_items()
    found = _items(("work", _("Waiting for me"), "portal.work"))
    if roles & OFFICIALS:
        found += _items(
            ("projects", _("Projects"), "projects.index"),
            ("rounds", _("Venture funding"), "rounds.index"),
            ("contracts", _("Contracts and payments"), "contracts.index"),
            ("directory", _("Qualified directory"), "directory.index"),
            ("functions", _("Function list"), "functions.index"),
        )
        if roles & {Role.COMMUNITY, Role.STREET}:
            found += _items(("ledgers", _("Ledger"), "ledgers.index"))
        if roles & SUPERVISES:
            found += _items(("supervision", _("Supervision"), "portal.supervision"))
        if roles & {Role.AUDITOR, Role.OBSERVER, Role.ADMIN, Role.LEADER}:
            found += _items(("audit", _("Audit"), "audit.index"))
    elif roles & ORGANIZATION == {Role.FILED_ORG}:
        found += _items(
            ("calls", _("Taking submissions"), "calls.index"),
            ("directory", _("My organization"), "filings.own"),
        )
    elif roles & ORGANIZATION:
        found += _items(
            ("calls", _("Taking submissions"), "calls.index"),
            ("mine", _("My submissions"), "submissions.index"),
            ("contracts", _("My contracts"), "contracts.index"),
            ("organization", _("My organization"), "organizations.own"),
            ("matters", _("Major matters"), "matters.index"),
            ("directory", _("Qualified directory"), "directory.index"),
        )
    elif Role.SUPERVISOR_UNIT in roles:
        found += _items(
            ("directory", _("Qualified directory"), "directory.index"),
            ("supervision", _("Supervision"), "portal.supervision"),
        )
    elif Role.EXPERT in roles:
        found += _items(("panels", _("Reviews"), "panels.index"))
    found += _items(("notices", _("Notices"), "notices.index"))
    return found


def foot() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the two columns of links at the foot of the page."""
    return [
        (
            _("Services"),
            [
                (_("How organizations take part"), url_for("portal.guide")),
                (_("Register or file an organization"), url_for("registrations.index")),
                (_("Filed community organizations"), url_for("filings.index")),
                (_("Queries, objections and complaints"), url_for("portal.guide_objections")),
                *(
                    [(_("Complaints and reports"), tell)]
                    if (tell := link("complaints.send"))
                    else []
                ),
                *(
                    [(_("Assessment of social organizations"), way)]
                    if (way := link("assessments.index"))
                    else []
                ),
                *([(_("Laws and parameters"), law)] if (law := link("lawbook.index")) else []),
                *(
                    [(_("Credit of social organizations"), c)]
                    if (c := link("credit.index"))
                    else []
                ),
                *([(_("Inspections"), i)] if (i := link("inspections.index")) else []),
                *([(_("Supervision by colour"), s)] if (s := link("colours.index")) else []),
            ],
        ),
        (
            _("About this site"),
            [
                (_("Accessibility"), url_for("portal.accessibility")),
                (_("Personal information"), url_for("portal.privacy")),
                (_("Site map"), url_for("portal.site_map")),
            ],
        ),
    ]


def who(account: str | None) -> list[tuple[str, str | None]]:
    """Return as whom the person acts, and the way to the account."""
    person: Person | None = g.get("person")
    if person is None:
        return []
    found: list[tuple[str, str | None]] = []
    for grant in sorted(person.grants, key=lambda r: (r.role, r.scope_name)):
        if grant.role is Role.OPENER:
            continue
        words = ROLE_WORDS[grant.role]
        row = (_("%(role)s, %(place)s", role=words, place=grant.scope_name), None)
        if row not in found:
            found.append(row)
    if any(r.role is Role.OPENER for r in person.grants):
        found.append((_("My opening key"), link("keys.index")))
    if account:
        found.append((_("My account"), account))
    return found


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of one language shows: addresses, words of the operator, head and foot.

    It depends on the routes, the catalogue and the settings, which stand as long as the
    process does. The navigation depends on the roles as well, never on the person.
    """

    settings: Settings
    ways: dict[str, str]
    account: str | None
    site: dict[str, str | None]
    links: Markup
    foot: Markup
    navigation: dict[Roles, list[Item]] = field(default_factory=dict)

    def items(self, roles: Roles) -> list[Item]:
        """Return the navigation of somebody with these roles."""
        held = self.navigation.get(roles)
        if held is None:
            held = self.navigation[roles] = items(roles)
        return held


def frame() -> Frame:
    """Return the frame of the language, at the place where the portal is mounted."""
    frames: dict[tuple[str, str], Frame] = current_app.extensions.setdefault("frames", {})
    key = (formats.language(), request.root_path)
    held = frames.get(key)
    if held is None or held.settings is not current_app.config["SETTINGS"]:
        held = frames[key] = _frame()
    return held


def _frame() -> Frame:
    shown = site()
    part = current_app.jinja_env.get_template
    return Frame(
        settings=current_app.config["SETTINGS"],
        ways={
            "preferences": url_for("portal.preferences"),
            "search": url_for("portal.search"),
            "sign_in": url_for("accounts.sign_in"),
            "sign_out": url_for("accounts.sign_out"),
        },
        account=link("accounts.mine"),
        site=shown,
        links=Markup(part("_links.html").render()),  # noqa: S704 -- our own page
        foot=Markup(part("_foot.html").render(site=shown, foot=foot())),  # noqa: S704
    )


def context() -> dict[str, Any]:
    """Return what base.html shows on every page."""
    shown = frame()
    actor = g.get("actor")
    return {
        "nav": shown.items(actor.roles() if actor is not None else frozenset()),
        "frame": shown,
        "roles": who(shown.account),
        "site": shown.site,
    }


def site() -> dict[str, str | None]:
    """Return what only the operator knows; the demo has its invented district."""
    settings = current_app.config["SETTINGS"]
    name, host = settings.site_name, settings.site_host
    if settings.demo:
        name = name or _("Lanwan District platform for purchased services and venture funding")
        host = host or _("Lanwan District Civil Affairs Bureau")
    return {
        "name": name or None,
        "host": host,
        "phone": settings.site_phone,
        "hours": settings.site_hours,
        "code": settings.site_code,
        "icp": settings.site_icp,
        "police": settings.site_police,
    }
