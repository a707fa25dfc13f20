"""Words of the transferable-function list and the negative list."""

from flask_babel import lazy_gettext as _l

MODES = {
    "project_letting": _l("Project letting"),
    "open_tender": _l("Open tender"),
    "long_term_purchase": _l("Long-term purchase"),
    "temporary_service": _l("Temporary service"),
}
CLASSES = {
    "social_service": _l("Social service"),
    "clerical": _l("Clerical work"),
    "industry_management": _l("Self-management of an industry"),
    "other": _l("Other work"),
}
TARGETS = {
    "social_organization": _l("To social organizations"),
    "market": _l("To the market"),
    "grassroots": _l("To the grassroots"),
}
LAYERS = {
    "national": _l("National"),
    "local": _l("Local"),
}
ENTRY_ACTIONS = {
    "block": _l("Not to be handed over"),
    "review": _l("Looked at by a person first"),
}
HIT_KINDS = {
    "exact": _l("the same wording"),
    "keyword": _l("the same words"),
    "fuzzy": _l("similar words"),
}
VERDICTS = {
    "pass": _l("Nothing on the negative list"),
    "review": _l("Needs a second person's look"),
    "block": _l("On the negative list"),
}
STATES = {
    "function.draft": _l("Draft"),
    "function.in_review": _l("In review"),
    "function.published": _l("On the list"),
    "function.transferred": _l("Taken over"),
    "function.withdrawn": _l("Withdrawn"),
}
# The kind of tag that a state wears.
TAGS = {
    "draft": "draft",
    "in_review": "review",
    "published": "open",
    "transferred": "live",
    "withdrawn": "bad",
}
STEPS = {
    "function.draft": _l("Item drafted"),
    "function.change": _l("Draft saved"),
    "function.publish": _l("Item published"),
    "function.flag": _l("Item sent to review"),
    "function.return": _l("Item returned to its drafter"),
    "function.withdraw": _l("Item withdrawn"),
    "function.transfer": _l("Item taken over"),
}
FINDINGS = {
    "item-no-name": _l("The name of the item is missing."),
    "item-no-field": _l("The service field is missing."),
    "item-no-basis": _l("The legal basis is missing."),
    "item-no-content": _l("What is to be done is missing."),
    "item-no-conditions": _l("The conditions for whoever takes it are missing."),
    "item-no-reason": _l("The reason for handing it over is missing."),
    "no-money": _l(
        "Money follows the work: choose a budget line with its amount, or write down the fee standard."
    ),
    "amount-without-line": _l(
        "There is an amount but no budget line. Choose the line that pays for it."
    ),
    "line-without-amount": _l("Write down how much of the budget line this item needs."),
    "item-over-budget": _l(
        "%(asked)s is more than the free balance of “%(line)s” (%(free)s). Lower the amount or choose another line."
    ),
    "item-negative-block": _l(
        "Cannot be published: it meets entry %(number)s of the negative list, “%(title)s”. The words that match: %(words)s."
    ),
    "item-negative-review": _l(
        "Needs a second person's look before it is published: it comes close to entry %(number)s of the negative list, “%(title)s”. The words that match: %(words)s."
    ),
    "own-draft": _l("You drafted this item, so another person reviews it."),
    "review-says-nothing": _l("Write down why: the drafter and the auditors read it."),
    "withdraw-says-nothing": _l("Write down why the item leaves the list; the public reads it."),
}
