"""The words of rounds: pages of the form, categories of a budget, what rules find."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

SUBJECTS = {
    "theme": _l("Theme and content"),
    "who": _l("Who may apply"),
    "money": _l("Money and caps"),
    "scheme": _l("How applications are scored"),
    "time": _l("Time"),
}
HINTS = {
    "theme": _l("Name, year, theme, what is supported"),
    "who": _l("Conditions of the organization and of the project"),
    "money": _l("Budget line, pool, cap of one grant, labour share, own share, tranches"),
    "scheme": _l("100 points: what the experts look at, with described levels"),
    "time": _l("Deadline, questions, opening, period of the projects"),
}
CATEGORIES = {
    "labour": _l("Labour"),
    "activity": _l("Activities"),
    "material": _l("Material"),
    "volunteer": _l("Volunteers' insurance and travel"),
    "publicity": lazy_pgettext("cost", "Publicity"),
    "evaluation": lazy_pgettext("cost", "Evaluation"),
    "audit": lazy_pgettext("cost", "Audit"),
}

FINDINGS = {
    "budget-empty": _l("Write at least one row"),
    "row-label-missing": _l("Row %(number)s: say what the money is for"),
    "row-category-missing": _l("Row %(number)s “%(label)s”: choose what kind of cost it is"),
    "row-basis-missing": _l(
        "Row %(number)s “%(label)s” does not say where the unit price comes from, "
        "for example “两家询价”"
    ),
    "row-negative": _l("Row %(number)s “%(label)s”: an amount cannot be below 0"),
    "row-empty": _l("Row %(number)s “%(label)s” has no amount: write one or take the row out"),
    "labour-share": _l(
        "Labour %(labour)s is %(share)s%% of the grant of %(grant)s, above the cap of %(limit)s%%. "
        "Either pay %(shift)s of it from own money and use the grant that is freed for activities, "
        "or have the grant pay only %(cut_labour)s of labour and lower the grant to %(cut_total)s"
    ),
    "labour-only": _l(
        "Labour %(labour)s is %(share)s%% of the grant of %(grant)s, above the cap of %(limit)s%%. "
        "Pay %(shift)s of it from own money and use the grant that is freed for activities"
    ),
    "grant-missing": _l("Nothing is asked of the grant yet"),
    "grant-over-cap": _l(
        "The grant of %(grant)s is %(over)s above the cap of %(cap)s for one project"
    ),
    "own-too-small": _l(
        "Own money %(own)s is %(share)s%% of the whole budget; at least %(least)s%%. Add %(add)s of "
        "own money (%(needed)s in all), or lower the grant to %(grant_at_most)s"
    ),
    "pool-missing": _l("Write how much money the round has"),
    "pool-line-missing": _l("Choose the budget line that pays"),
    "pool-line-of-another": _l("This budget line belongs to another unit: choose one of your own"),
    "pool-line-too-small": _l("The pool of %(pool)s is more than the line has free (%(free)s)"),
    "cap-missing": _l("Write the most that one project may get"),
    "cap-too-high": _l("The local rules allow at most %(most)s for one project"),
    "labour-cap-missing": _l("Write the most that labour may take of a grant, in per cent"),
    "labour-cap-too-high": _l("The local rules allow labour at most %(most)s%% of a grant"),
    "own-share-missing": _l("Write the least own share, in per cent; 0 if none is asked for"),
    "own-share-low": _l(
        "The local rules suggest an own share of at least %(least)s%% of the whole budget"
    ),
    "period-missing": _l("Choose the period in which the projects run"),
    "period-wrong": _l("A project runs %(least)s to %(most)s months"),
}
