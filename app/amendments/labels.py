"""Words for amendments."""

from flask_babel import lazy_gettext as _l

FIELDS = {
    "content": _l("Content of the service"),
    "acceptance": _l("How it is accepted"),
}
STATES = {
    "amendment.proposed": _l("waits for a second person"),
    "amendment.published": _l("published"),
    "amendment.dropped": _l("given up"),
}
TAGS = {"proposed": "review", "published": "public", "dropped": "stop"}
STEPS = {
    "amendment.propose": _l("Proposed an amendment"),
    "amendment.publish": _l("Published an amendment"),
    "amendment.drop": _l("Gave up an amendment"),
}
FINDINGS = {
    "amend-reason-missing": _l("Please say why the call is changed; it is published"),
    "amend-reason-long": _l("At most %(most)s characters"),
    "amend-nothing": _l("Nothing was changed"),
    "amend-text-long": _l("At most %(most)s characters"),
    "amend-time-missing": _l("Please fill in day and time"),
    "amend-too-late": _l("The deadline was %(deadline)s. Nothing can be changed any more."),
    "amend-only-later": _l("The deadline can only be moved to a later time than %(deadline)s."),
    "amend-time-short": _l(
        "After a change that may affect bids there are at least %(days)s days until the deadline: %(least)s or later."
    ),
    "amend-year": _l(
        "The days off of %(year)s have not been announced, so nothing is counted there."
    ),
    "amend-day-off": _l("%(day)s is a day off. Please choose a working day."),
    "amend-two-people": _l("You proposed it. A second person has to publish it."),
    "amend-one-waits": _l(
        "An amendment of this call is waiting already. Please finish that one first."
    ),
}
NOTICES = {
    "amendment-to-review": (
        _l("An amendment waits: %(title)s"),
        _l("%(name)s proposes a change of the published call. Please check and publish it."),
    ),
    "bid-amended": (
        _l("Changed: %(title)s"),
        _l(
            "The call was changed. The deadline is %(deadline)s. Please read the change; if you have handed in, confirm that your bid stands or replace it."
        ),
    ),
}
