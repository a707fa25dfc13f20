"""Words for low prices."""

from flask_babel import lazy_gettext as _l

LINES = {
    "average": _l("%(share)s%% of the average of all that qualify"),
    "second": _l("%(share)s%% of the second lowest price"),
    "ceiling": _l("%(share)s%% of the ceiling"),
}
STATES = {
    "low_price.asked": _l("waiting for the explanation"),
    "low_price.answered": _l("explained, to be decided"),
    "low_price.proven": _l("explained and accepted"),
    "low_price.unproven": _l("not proven: the bid is invalid"),
}
TAGS = {"asked": "wait", "answered": "review", "proven": "ok", "unproven": "stop"}
STEPS = {
    "low_price.ask": _l("Asked to explain a low price"),
    "low_price.answer": _l("Explained a low price"),
    "low_price.accept": _l("Accepted the explanation of a low price"),
    "low_price.refuse": _l("Did not accept the explanation of a low price"),
    "low_price.lapse": _l("No explanation of a low price came"),
    "submission.invalidate": _l("Found invalid: low price not proven"),
}
FINDINGS = {
    "low-minutes-few": _l("The bidder gets at least %(least)s minutes to explain."),
    "low-minutes-many": _l("At most %(most)s minutes, that is a week."),
    "low-reason-missing": _l(
        "This price is under none of the lines. Please say why the panel finds it too low."
    ),
    "low-too-late": _l("The explanation was waited for until %(due)s."),
    "low-text-missing": _l("Please say how the work is done for this price"),
    "low-text-long": _l("At most %(most)s characters, there are %(length)s"),
    "low-opinion-missing": _l("Please write down what the panel found, and why"),
    "low-not-answered": _l(
        "The bidder has until %(due)s to explain. The low price alone is no reason to turn a bid down, and nothing is accepted unexplained."
    ),
    "low-not-asked": _l(
        "%(count)s prices are under a line and have not been looked into. Please ask for the explanation first."
    ),
    "low-not-decided": _l("%(count)s reviews of low prices are open. Please decide them first."),
    "low-price-unproven": _l("The low price was not proven: %(note)s"),
}
NOTICES = {
    "low-price-asked": (
        _l("Please explain your price: %(title)s"),
        _l(
            "Until %(due)s. Say how the work is done for that price and attach what proves the costs. Without an explanation the bid may be found invalid."
        ),
    ),
    "low-price-answered": (
        _l("Price explained: %(title)s"),
        _l("%(name)s has explained the price. Please have the panel decide."),
    ),
    "low-price-accepted": (
        _l("Your explanation was accepted: %(title)s"),
        _l("Your bid is scored like all others."),
    ),
    "low-price-refused": (
        _l("Your explanation was not accepted: %(title)s"),
        _l("Your bid is invalid. The reasons are on the page; you can object in the publicity."),
    ),
}
