"""What waits around contracts: to draft, sign, deliver, accept, pay."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from app import clock, formats
from app.contracts import queries
from app.contracts.states import ContractState, MilestoneState
from app.law import Track
from app.lawbook import queries as lawbook
from app.permissions import Actor, May
from app.tasks import Task

SOON = timedelta(days=30)


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what this person has to do about contracts."""
    if actor.may(May.CONTRACT_MANAGE):
        yield from _unit(actor)
    if actor.may(May.CONTRACT_SIGN):
        yield from _organization(actor, clock.local_date(now))
    if actor.may(May.CONTRACT_PAY):
        yield from _finance(clock.local_date(now))


def _evening(day: date | None) -> datetime | None:
    return clock.at_local(day, 17, 30) if day else None


def _unit(actor: Actor) -> Iterator[Task]:
    places = actor.places_for(May.CONTRACT_MANAGE)
    for award in queries.awards_without_contract(places):
        assert award.notice_issued_at is not None  # noqa: S101 -- asked by the query
        law = lawbook.law_on(clock.local_date(award.notice_issued_at), award.call.track)
        until = clock.local_date(award.notice_issued_at) + timedelta(days=law.sign_within_days)
        yield Task(
            title=_("Contract: %(title)s", title=award.call.title),
            why=_(
                "Awarded to %(name)s. Draft the contract from the award.",
                name=award.submission.organization.name,
            ),
            due_at=_evening(until),
            consequence=_(
                "To be signed within %(days)s days of the award notice", days=law.sign_within_days
            ),
            url=url_for("contracts.start", award_id=award.id),
            act=_("Draft it"),
            kind="contract",
        )
    for contract in queries.standing(places, ContractState.DRAFT):
        yield Task(
            title=_("Contract: %(title)s", title=contract.title),
            why=_("Check the draft, then sign for the department."),
            due_at=_evening(contract.sign_by),
            consequence="",
            url=url_for("contracts.show", contract_id=contract.id),
            act=_("See the draft"),
            kind="contract",
        )
    if actor.may(May.CONTRACT_ACCEPT):
        for stone in queries.milestones_in(MilestoneState.DELIVERED, places):
            yield Task(
                title=_(
                    "Accept: %(title)s, milestone %(number)s",
                    title=stone.contract.title,
                    number=stone.number,
                ),
                why=_("%(name)s has delivered.", name=stone.contract.organization.short_name),
                due_at=acceptance_due(stone.delivered_at),
                consequence=_("Overdue days count as days of payment of your unit"),
                url=url_for("contracts.acceptance", milestone_id=stone.id),
                act=_("Accept"),
                kind="contract",
            )


def acceptance_due(delivered_at: datetime | None) -> datetime | None:
    """Return until when a delivery is accepted or sent back."""
    if delivered_at is None:
        return None
    day = clock.local_date(delivered_at)
    return _evening(day + timedelta(days=lawbook.law_on(day, Track.SUB).acceptance_days))


def _organization(actor: Actor, today: date) -> Iterator[Task]:
    places = actor.places_for(May.CONTRACT_SIGN)
    for contract in queries.standing(places, ContractState.OFFERED):
        yield Task(
            title=_("Sign: %(title)s", title=contract.title),
            why=_("%(amount)s. The department has signed.", amount=formats.yuan(contract.amount)),
            due_at=_evening(contract.sign_by),
            consequence=_("Who does not sign in time may lose the award"),
            url=url_for("contracts.show", contract_id=contract.id),
            act=_("Read and sign"),
            kind="contract",
        )
    for stone in queries.milestones_in(MilestoneState.PLANNED, places, today + SOON):
        yield Task(
            title=_(
                "Deliver: %(title)s, milestone %(number)s",
                title=stone.contract.title,
                number=stone.number,
            ),
            why=stone.title,
            due_at=_evening(stone.due_on),
            consequence=_(
                "Then the department accepts and finance pays %(amount)s",
                amount=formats.yuan(stone.amount),
            ),
            url=url_for("contracts.delivery", milestone_id=stone.id),
            act=_("Deliver"),
            kind="contract",
        )


def _finance(today: date) -> Iterator[Task]:
    days = lawbook.law_on(today, Track.SUB).payment_days
    for stone in queries.milestones_in(MilestoneState.ACCEPTED):
        accepted = stone.accepted_at
        yield Task(
            title=_(
                "Pay: %(title)s, milestone %(number)s",
                title=stone.contract.title,
                number=stone.number,
            ),
            why=_(
                "%(amount)s to %(name)s",
                amount=formats.yuan(stone.amount),
                name=stone.contract.organization.short_name,
            ),
            due_at=_evening(clock.local_date(accepted) + timedelta(days=days))
            if accepted
            else None,
            consequence=_("To be paid within %(days)s days", days=days),
            url=url_for("contracts.payment", milestone_id=stone.id),
            act=_("Pay"),
            kind="payment",
        )
