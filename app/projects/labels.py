"""The words of projects: pages of the form, tracks, what rules find."""

from flask_babel import lazy_gettext as _l

SUBJECTS = {
    "item": _l("Item and money"),
    "work": _l("What has to be done"),
    "who": _l("Who may take part"),
    "scheme": _l("How bids are scored"),
    "time": _l("Time and payment"),
}
HINTS = {
    "item": _l("Item of the list, budget line, legal track"),
    "work": _l("Title, who is served, content, place, field"),
    "who": _l("Conditions; whether the directory is one of them"),
    "scheme": _l("100 points: what is computed, what the experts judge"),
    "time": _l("Deadline, opening, service period, ceiling, payments"),
}

FINDINGS = {
    "item-missing": _l("Choose an item of the published list of transferable functions"),
    "not-published-here": _l(
        "Government procurement is published and traded on the designated provincial platform. "
        "Here you can prepare and check it, but not publish it"
    ),
    "above-limit": _l(
        "The ceiling of %(ceiling)s reaches the local procurement limit of %(limit)s: "
        "this is government procurement, choose that track"
    ),
    "transfer-with-money": _l(
        "Fiscal money is paid for this: check whether it is a purchase rather than a transfer"
    ),
    "ceiling-missing": _l("Write the ceiling price in yuan"),
    "ceiling-not-positive": _l("The ceiling must be more than 0"),
    "line-missing": _l("Choose the budget line that pays: no money, no project"),
    "line-of-another": _l("This budget line belongs to another unit"),
    "line-of-past-year": _l("This budget line is of %(year)s, which is over"),
    "line-too-small": _l(
        "The ceiling of %(ceiling)s is %(missing)s more than the line has free (%(free)s). "
        "Lower the ceiling or choose another line"
    ),
    "split": _l(
        "With what was bought this year from this line under this code it is %(total)s, above the "
        "open-tender threshold of %(limit)s. Buy it together by open tender"
    ),
    "split-soon": _l(
        "With what was bought this year from this line under this code it is %(total)s, close to "
        "the open-tender threshold of %(limit)s"
    ),
    "service-object-missing": _l("Say who is served and how many they are"),
    "place-missing": _l("Say where the work is done"),
    "catalogue-missing": _l("Choose the code of the procurement catalogue"),
    "needs-missing": _l(
        "This is a public service: name the needs of residents that it answers, so that it is seen "
        "that they were asked"
    ),
    "service-from-missing": _l("Choose the first day of service"),
    "service-to-missing": _l("Choose the last day of service"),
    "service-upside-down": _l("The service must end after the day on which it begins"),
    "service-before-opening": _l("The service begins before the bids are opened"),
    "term-too-long": _l("A service contract lasts at most %(years)s years"),
    "term-long": _l(
        "Longer than %(years)s year: only where content, money and price stay stable, with a review each year"
    ),
    "acceptance-missing": _l(
        "Say how the work will be accepted: what is handed in, who looks at it"
    ),
}
