"""Pages of a filed organization: its host, its yearly check, joining, dissolving; its section."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, lists
from app.errors import Finding, NotFoundError, RefusedError
from app.filings import actions, forms, labels, queries, rules
from app.filings.models import FiledStand, HostRelation
from app.filings.states import DissolutionKind, FilingKind
from app.filings.views import BAD, bp, crumbs, today
from app.guard import requires
from app.organizations import queries as organizations
from app.organizations import sections
from app.organizations.models import Organization
from app.organizations.sections import Section
from app.permissions import May


@sections.add(5)
def filed(organization: Organization, on: date) -> Section | None:
    """Show how it is filed, who acts for it, and for whom it acts."""
    stands = queries.stands_of(organization.id)
    hosted = queries.hosted_by(organization.id, on) if organization.registered else []
    if not stands and not hosted:
        return None
    held = rules.holding(stands, on)
    values = {
        "stands": stands,
        "held": held,
        "hosts": queries.hosts_of(organization.id) if stands else [],
        "hosted": hosted,
        "merged": queries.merged_into(organization.id) if stands else [],
        "stale": bool(held and queries.is_stale(held, queries.law_on(on), on)),
        "on": on,
        "labels": labels,
        "may_see": bool(held and queries.visible(held, g.actor)),
    }
    return Section("filing", _("Filing"), "filings/_section.html", values)


@bp.get("/own")
@requires(May.FILING_APPLY)
def own() -> ResponseReturnValue:
    """Lead to the filed organization that one acts for; without one to what one filled in."""
    mine = queries.own(g.actor)
    if not mine:
        return redirect(url_for(".start"))
    return redirect(url_for(".stand", stand_id=mine[0].id))


@bp.get("/organizations/<uuid:stand_id>")
@requires(May.SIGNED_IN, stand=queries.stand)
def stand(stand: FiledStand) -> ResponseReturnValue:
    """Show a filed organization to those who work with it."""
    if not queries.visible(stand, g.actor):
        raise NotFoundError
    return _page(stand)


def _page(held: FiledStand, *, form: Any = None, part: str = "") -> str:  # noqa: ANN401
    on = today()
    others = list(queries.mergeable(held, on))
    shown = {
        "host": forms.NameHostForm(formdata=None, data={"starts_on": on}),
        "end": forms.EndForm(formdata=None, data={"ends_on": on}),
        "merge": forms.MergeForm(formdata=None, data={"ends_on": on}),
        "dissolve": forms.DissolveForm(formdata=None),
        "check": forms.CheckForm(formdata=None),
    }
    shown["merge"].offer(others)
    if form is not None:
        shown[part] = form
    hosts = queries.hosts_of(held.organization_id)
    return render_template(
        "filings/stand.html",
        stand=held,
        hosts=hosts,
        host=rules.holding(hosts, on),
        on=on,
        forms=shown,
        form=form,
        others=others,
        merged=queries.merged_into(held.organization_id),
        dissolutions=queries.dissolutions_of([held.id]),
        filings=queries.of_organization(held.organization_id),
        stale=queries.is_stale(held, queries.law_on(on), on),
        checked=queries.check_of(held, on.year),
        may_apply=g.actor.may(May.FILING_APPLY, held),
        may_check=g.actor.may(May.FILING_CHECK, held),
        may_decide=g.actor.may(May.FILING_DECIDE, held),
        crumbs=crumbs((held.organization.name, None)),
    )


def _done(
    held: FiledStand,
    form: Any,  # noqa: ANN401 -- any form
    part: str,
    act: Callable[[], object],
    said: str,
) -> ResponseReturnValue:
    if not form.validate():
        return _page(held, form=form, part=part), BAD
    try:
        act()
    except RefusedError as refused:
        form.add_findings(refused.findings)
        return _page(held, form=form, part=part), BAD
    flash(said, "ok")
    return redirect(url_for(".stand", stand_id=held.id))


@bp.post("/organizations/<uuid:stand_id>/file/<kind>")
@requires(May.FILING_APPLY, stand=queries.stand)
def file_for(stand: FiledStand, kind: str) -> ResponseReturnValue:
    """Begin a change or the cancellation."""
    wanted = {k.value: k for k in (FilingKind.CHANGE, FilingKind.CANCEL)}.get(kind)
    if wanted is None:
        abort(HTTPStatus.NOT_FOUND)
    filing = actions.start_for(stand, wanted, by=g.actor, now=clock.now())
    return redirect(url_for(".edit", filing_id=filing.id, part="reason"))


@bp.post("/organizations/<uuid:stand_id>/host")
@requires(May.FILING_APPLY, stand=queries.stand)
def host(stand: FiledStand) -> ResponseReturnValue:
    """Record its host."""
    form = forms.NameHostForm()
    return _done(
        stand,
        form,
        "host",
        lambda: actions.name_host(
            stand,
            organizations.by_uscc(form.host_code.data or ""),
            starts_on=form.starts_on.data or today(),
            document=form.document.data or "",
            by=g.actor,
            now=clock.now(),
        ),
        _("The host is recorded. Both have been told."),
    )


@bp.post("/organizations/<uuid:stand_id>/host/<uuid:relation_id>/end")
@requires(May.FILING_APPLY, stand=queries.stand, relation=queries.relation)
def end_host(stand: FiledStand, relation: HostRelation) -> ResponseReturnValue:
    """End a host relation."""
    form = forms.EndForm()
    return _done(
        stand,
        form,
        "end",
        lambda: actions.end_host(
            stand,
            relation,
            ends_on=form.ends_on.data or today(),
            reason=form.reason.data or "",
            by=g.actor,
            now=clock.now(),
        ),
        _("The relation has an end now; it stays in the history."),
    )


@bp.post("/organizations/<uuid:stand_id>/merge")
@requires(May.FILING_DECIDE, stand=queries.stand)
def merge(stand: FiledStand) -> ResponseReturnValue:
    """Join it with another of its kind."""
    form = forms.MergeForm()
    form.offer(list(queries.mergeable(stand, today())))
    return _done(
        stand,
        form,
        "merge",
        lambda: actions.merge(
            stand,
            _into(lists.uuid(form.into.data)),
            ends_on=form.ends_on.data or today(),
            document=form.document.data or "",
            reason=form.reason.data or "",
            by=g.actor,
            now=clock.now(),
        ),
        _("Joined. The history of both stays."),
    )


def _into(stand_id: UUID | None) -> FiledStand:
    if stand_id is None:
        raise RefusedError([Finding("filing-merge-none", law="FIL/A132", field="into")])
    return queries.stand(stand_id)


@bp.post("/organizations/<uuid:stand_id>/dissolve")
@requires(May.FILING_DECIDE, stand=queries.stand)
def dissolve(stand: FiledStand) -> ResponseReturnValue:
    """Advise or order it to dissolve."""
    form = forms.DissolveForm()
    return _done(
        stand,
        form,
        "dissolve",
        lambda: actions.dissolve(
            stand,
            DissolutionKind(form.kind.data),
            reason=form.reason.data or "",
            document=form.document.data or "",
            by=g.actor,
            now=clock.now(),
        ),
        _("Recorded. The organization has been told."),
    )


@bp.post("/organizations/<uuid:stand_id>/check")
@requires(May.FILING_CHECK, stand=queries.stand)
def record_check(stand: FiledStand) -> ResponseReturnValue:
    """Record the yearly check."""
    form = forms.CheckForm()
    return _done(
        stand,
        form,
        "check",
        lambda: actions.record_check(
            stand, form.chosen(), form.note.data or "", by=g.actor, now=clock.now()
        ),
        _("The yearly check is recorded."),
    )


@bp.get("/checks")
@requires(May.FILING_CHECK)
def checks() -> ResponseReturnValue:
    """List who is due for the yearly check in one's own communities."""
    return render_template(
        "filings/checks.html",
        stands=queries.stale(g.actor.places_for(May.FILING_CHECK), today()),
        crumbs=crumbs((_("Yearly check"), None)),
    )
