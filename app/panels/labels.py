"""The words of panels: states, steps, what rules find, notices."""

from flask_babel import lazy_gettext as _l

from app.panels.states import MemberState, TieKind

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
    "bidder-head": _l("has the name of a bidder's person in charge"),
    "declared": _l("a tie to a bidder is declared"),
    "asked": _l("was on the panel before"),
}
TIES = {
    TieKind.EMPLOYMENT: _l("Employment or a seat on its board, now or before"),
    TieKind.CONTRACT: _l("A contract with it, now or before"),
    TieKind.KINSHIP: _l("A close relative in charge there"),
    TieKind.OTHER: _l("Something else in the way of impartiality"),
}
STATES = {
    "panel_member.asked": _l("Asked, no answer yet"),
    "panel_member.accepted": _l("Sits on the panel"),
    "panel_member.recused": _l("Stepped back"),
    "sheet.open": _l("Being filled in"),
    "sheet.signed": _l("Signed"),
    "sheet.void": _l("Void"),
}
STEPS = {
    "panel_member.accept": _l("Accept a seat on the panel"),
    "panel_member.recuse": _l("Step back from the panel"),
    "panel_member.void": _l("Take somebody with a tie off the panel"),
    "sheet.sign": _l("Sign a score sheet"),
    "sheet.void": _l("Void a score sheet by a new version"),
    "tie.declare": _l("Declare a tie of an expert"),
    "tie.lift": _l("Lift a tie of an expert"),
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
    "tie-has-no-end": _l("Only work and contracts have a last day; leave it empty here"),
    "tie-ends-later": _l("The last day lies ahead. Leave it empty while the tie lasts"),
    "tie-organization-unknown": _l(
        "No organization of the register has this name or code, or several share the name. "
        "Write the credit code"
    ),
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
    "panel-tie-late": (
        _l("A tie was declared after the report: %(title)s"),
        _l(
            "An expert whose points were counted has a tie to a bidder. "
            "Look at it before the result is final."
        ),
    ),
    "panel-closed": (
        _l("All sheets are signed: %(title)s"),
        _l("The scores can be added up and reported now."),
    ),
}
