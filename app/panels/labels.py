"""The words of panels: states, steps, what rules find, notices."""

from flask_babel import lazy_gettext as _l

from app.panels.states import MemberState

# Kind of tag and word of a member's answer.
MEMBERS = {
    MemberState.ASKED: ("wait", _l("Asked, no answer yet")),
    MemberState.ACCEPTED: ("live", _l("Sits on the panel")),
    MemberState.RECUSED: ("stop", _l("Stepped back")),
}
EXCLUDED = {
    "expired": _l("no longer in the pool"),
    "other-field": _l("of another field"),
    "posting-unit": _l("works for the posting unit"),
    "bidder": _l("tied to a bidder"),
}
STATES = {
    "panel_member.asked": _l("Asked, no answer yet"),
    "panel_member.accepted": _l("Sits on the panel"),
    "panel_member.recused": _l("Stepped back"),
    "sheet.open": _l("Being filled in"),
    "sheet.signed": _l("Signed"),
}
STEPS = {
    "panel_member.accept": _l("Accept a seat on the panel"),
    "panel_member.recuse": _l("Step back from the panel"),
    "sheet.sign": _l("Sign a score sheet"),
    "panel.refill": _l("Draw for an empty seat"),
    "expert.enter": _l("Take an expert into the pool"),
    "expert.change": _l("Correct an expert's entry"),
}
FINDINGS = {
    "panel-too-small": _l("A panel has at least %(least)s members; you wrote %(size)s"),
    "panel-too-large": _l("A panel has at most %(most)s members"),
    "panel-even": _l("The number of members must be odd; %(size)s is even"),
    "panel-drawn-elsewhere": _l(
        "In government procurement experts are drawn from the provincial pool. "
        "Record that draw there; this pool is for other tracks"
    ),
    "pool-too-small-in-field": _l(
        "Only %(got)s of %(size)s seats can be filled: %(pool)s experts of the field are eligible, "
        "and one employer gives one member. %(other_field)s more work in other fields; tick the box "
        "to draw from them after those of the field"
    ),
    "pool-too-small": _l(
        "Only %(got)s of %(size)s seats can be filled from the whole pool (%(pool)s eligible, "
        "%(expired)s no longer valid). Ask the bureau to add experts"
    ),
    "pool-exhausted": _l("Nobody else is eligible; %(missing)s seats stay empty"),
    "qualification-first": _l(
        "%(count)s submissions are not checked yet. Decide who qualifies first"
    ),
    "nothing-to-score": _l("Nobody qualified, so there is nothing to score"),
    "expert-number-taken": _l("There is an expert with the number %(number)s already"),
    "mark-unreadable": _l("%(name)s: “%(typed)s” is not a number. Write points like 18.5"),
    "mark-out-of-range": _l("%(name)s: %(typed)s lies outside 0 to %(most)s"),
    "mark-off-step": _l(
        "%(name)s: points go by steps of %(step)s. Write %(below)s or %(above)s instead of %(typed)s"
    ),
    "mark-missing": _l("%(name)s: no points yet"),
    "mark-reason-missing": _l("%(name)s: say in a few words why points were taken off"),
    "mark-reason-too-long": _l("%(name)s: the reason has %(length)s characters; at most %(most)s"),
    "declaration-missing": _l(
        "Please confirm that you have read the list and have no tie to anybody on it"
    ),
    "tied-must-recuse": _l("Whoever has a tie steps back. Use “Step back” below"),
    "recusal-reason-missing": _l("Please say which tie or which obstacle there is"),
    "recusal-reason-too-long": _l("The reason has at most %(most)s characters"),
}
NOTICES = {
    "panel-asked": (
        _l("You were drawn for a review: %(title)s"),
        _l(
            "Please look at the list of bidders, then accept or step back. Your name stays secret until the result."
        ),
    ),
    "panel-short": (
        _l("A seat on the panel is empty: %(title)s"),
        _l(
            "An expert stepped back and the order of the draw has run out. Draw again for the seat."
        ),
    ),
    "panel-closed": (
        _l("All sheets are signed: %(title)s"),
        _l("The scores can be added up and reported now."),
    ),
}
