"""Where one can go: the navigation by role, the foot of the page, who one is acting as."""

from typing import Any

from flask import current_app, g, url_for
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from app.accounts.models import Person
from app.permissions import Role

Item = tuple[str, str, str]

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
ORGANIZATION = frozenset({Role.ORG_ADMIN, Role.ORG_USER, Role.FILED_ORG, Role.STREET_HUB})


def role_words() -> dict[Role, str]:
    """Return the words for roles, in the language of the request."""
    return {
        Role.LEADER: _("District leader"),
        Role.LIST_OWNER: _("List owner"),
        Role.CIVIL_AFFAIRS: _("Social organization section"),
        Role.REGISTRAR: _("Registrar"),
        Role.SUPERVISOR_UNIT: _("Supervisory unit"),
        Role.FINANCE: _("Finance"),
        Role.PURCHASER: _("Project officer"),
        Role.REVIEWER: _("Reviewer"),
        Role.OPENER: _("Opener"),
        Role.PARTY_BODY: _("Party work"),
        Role.STREET: _("Street office"),
        Role.STREET_HUB: _("Street hub organization"),
        Role.COMMUNITY: _("Community"),
        Role.STATION: _("Community station"),
        Role.ORG_ADMIN: _("Organization administrator"),
        Role.ORG_USER: _("Organization staff"),
        Role.FILED_ORG: _("Filed organization"),
        Role.INCUBATOR: _("Incubator"),
        Role.EXPERT: _("Review expert"),
        Role.EVALUATOR: _("Evaluator"),
        Role.AUDITOR: _("Auditor"),
        Role.OBSERVER: _("Observer"),
        Role.PARTNER: _("Partner"),
        Role.ADMIN: _("System administrator"),
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


def items() -> list[Item]:
    """Return the navigation of whoever is acting."""
    roles = g.actor.roles() if g.get("actor") is not None else frozenset()
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
        if roles & {Role.AUDITOR, Role.OBSERVER, Role.ADMIN, Role.LEADER}:
            found += _items(("audit", _("Audit"), "audit.index"))
    elif roles & ORGANIZATION:
        found += _items(
            ("calls", _("Taking submissions"), "calls.index"),
            ("mine", _("My submissions"), "submissions.index"),
            ("contracts", _("My contracts"), "contracts.index"),
            ("organization", _("My organization"), "organizations.own"),
            ("directory", _("Qualified directory"), "directory.index"),
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
                (_("Queries, objections and complaints"), url_for("portal.guide_objections")),
                *([(_("Laws and parameters"), law)] if (law := link("lawbook.index")) else []),
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


def who() -> list[tuple[str, str | None]]:
    """Return as whom the person acts, and the way to the account."""
    person: Person | None = g.get("person")
    if person is None:
        return []
    words = role_words()
    found: list[tuple[str, str | None]] = []
    for grant in sorted(person.grants, key=lambda r: (r.role, r.scope_name)):
        row = (_("%(role)s, %(place)s", role=words[grant.role], place=grant.scope_name), None)
        if grant.role is not Role.OPENER and row not in found:
            found.append(row)
    if any(r.role is Role.OPENER for r in person.grants):
        found.append((words[Role.OPENER], None))
    account = link("accounts.mine")
    if account:
        found.append((_("My account"), account))
    return found


def context() -> dict[str, Any]:
    """Return what base.html shows on every page."""
    return {
        "nav": items(),
        "foot": foot(),
        "roles": who(),
        "site": site(),
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
