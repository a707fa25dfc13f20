"""Words of the budget."""

from flask_babel import lazy_gettext as _l

SOURCES = {
    "fiscal": _l("Fiscal money"),
    "lottery": _l("Lottery welfare fund"),
    "charity": _l("Charitable money"),
    "street": _l("Money of the street"),
}
FINDINGS = {
    "budget-short": _l(
        "%(asked)s is more than the free balance of “%(line)s”: %(free)s, short by %(short)s."
        " Lower the amount or ask the finance office to raise the line."
    ),
    "amount-not-positive": _l("The amount must be more than 0."),
    "line-below-committed": _l(
        "%(amount)s is less than what is already promised from this line (%(committed)s)."
    ),
    "line-code-taken": _l("There is already a line %(code)s for %(year)s."),
}
STEPS = {
    "budget_line.add": _l("Budget line entered"),
    "budget_line.change": _l("Budget line changed"),
}
