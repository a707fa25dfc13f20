"""Words for what is handed in, and for what the rules say about it."""

from flask_babel import lazy_gettext as _l

FINDINGS = {
    "too-late": _l(
        "The deadline was %(deadline)s. From that second on nothing is accepted, and it cannot be handed in later."
    ),
    "opening-not-due": _l("Nothing can be opened before %(opening)s."),
    "bidders-too-few": _l(
        "%(count)s handed in, fewer than the %(least)s that an evaluation needs. The project fails and can be posted again."
    ),
    "filed-not-in-projects": _l(
        "A filed organization cannot bid for service projects. It can apply in venture rounds, through a registered organization."
    ),
    "filed-needs-host": _l(
        "A filed organization applies through a registered organization. Please ask that one to apply together with you."
    ),
    "bid-statement-missing": _l(
        "Please confirm that there was no major violation in the last three years. No certificate is needed."
    ),
    "bid-contact-missing": _l("Please fill in who can be asked"),
    "bid-phone-missing": _l("Please fill in a telephone number, for example 13800001234"),
    "application-title-missing": _l("Please give the project a name"),
    "application-summary-missing": _l("Please say in a few sentences what is done for whom"),
    "application-community-missing": _l("Please choose the community where it happens"),
    "answer-missing": _l("Please write something for “%(name)s”: the experts judge by it"),
    "answer-too-long": _l("At most %(most)s characters, there are %(length)s"),
    "price-missing": _l("Please fill in at least one row with an amount"),
    "price-row-label-missing": _l("Row %(row)s does not say what the money is for"),
    "price-row-basis-missing": _l("“%(label)s” does not say how the amount was worked out"),
    "row-amount-missing": _l("Please fill in an amount, for example 46800.00"),
    "row-amount-unreadable": _l(
        "“%(typed)s” is not an amount. Use digits and a decimal point, for example 46800.00"
    ),
    "row-amount-not-positive": _l("An amount must be more than zero, not %(amount)s"),
    "over-ceiling": _l(
        "The total of %(price)s is %(over)s above the ceiling of %(ceiling)s. Please take at least %(over)s off."
    ),
    "bid-files-too-many": _l("There are %(most)s attachments already. Please remove one first"),
    "changed-since-checked": _l(
        "Somebody in your organization changed the draft after you had opened the check page. Please look through it once more."
    ),
    "draft-changed-by": _l(
        "%(name)s saved this page at %(at)s while you had it open. What you typed is below; press the button again to keep yours."
    ),
    "partner-not-filed": _l(
        "There is no filed organization with the number %(code)s. Leave it empty if you apply alone."
    ),
    "partner-no-host": _l(
        "%(partner)s has no host on file. It or its community records your organization as its host first; then you can apply for it."
    ),
    "partner-other-host": _l("The host of %(partner)s is %(host)s. Only its host applies for it."),
    "key-used-before": _l(
        "This page has been sent before with other content. Please open the check page again."
    ),
    "seal-broken": _l(
        "The submission with receipt %(receipt)s does not match its check code. Nothing was opened. Please call the administrator."
    ),
    "handed-in-already": _l(
        "This has been handed in already. Nothing was sent twice. To replace it, begin from your package."
    ),
    "turn-taken": _l("Your lock is open already. It is the turn of the others."),
    "turn-incomplete": _l(
        "What came from your browser does not fit what is to be opened. Please open this page again and repeat it."
    ),
    "turn-does-not-open": _l(
        "The key does not open it. Somebody before may have handed on something wrong: begin again."
    ),
    "supply-not-over": _l(
        "%(missing)s have not been made good yet, and there is time until %(until)s. After that what is there is opened."
    ),
    "supply-two-people": _l(
        "You said that keys are lost. Another opener has to open what was made good."
    ),
    "package-unreadable": _l(
        "This is not the package that the portal gave you, or it was changed. Please choose the file ending in .json that was saved when it was handed in."
    ),
    "package-other-call": _l("This package belongs to %(other)s, not to %(call)s."),
    "package-other-organization": _l("This package belongs to another organization."),
    "package-other-check": _l(
        "This package is not the version that counts: its check code is not the one on your receipt. Please choose the package of that version."
    ),
}

NOTICES = {
    "opener-next": (
        _l("Your lock is needed: %(title)s"),
        _l("%(done)s of %(needed)s locks are open. Please open yours."),
    ),
    "bid-supply": (
        _l("Please make good your submission: %(title)s"),
        _l(
            "Too few openers still have their keys. Please send the package that you saved when you handed in, until %(until)s. It must be the same to the letter."
        ),
    ),
    "bid-received": (
        _l("Received: %(title)s"),
        _l(
            "Receipt %(receipt)s, %(time)s (Beijing time). Check code %(check)s. You can replace or withdraw it until the deadline."
        ),
    ),
    "call-opened": (
        _l("Opened: %(title)s"),
        _l("%(count)s were opened. The next step is to check who qualifies."),
    ),
    "bid-opened": (
        _l("Your submission was opened: %(title)s"),
        _l("%(count)s took part. The next step is the check of qualification."),
    ),
    "bid-cancelled": (
        _l("Cancelled: %(title)s"),
        _l(
            "Nothing more is asked of you. What you handed in stays sealed and is not opened. Reason: %(reason)s"
        ),
    ),
    "call-failed-few": (
        _l("Ended: %(title)s"),
        _l("Only %(count)s took part, fewer than an evaluation needs."),
    ),
}

STATES = {
    "submission.draft": _l("Draft"),
    "submission.submitted": _l("Handed in"),
    "submission.withdrawn": _l("Withdrawn"),
    "submission.opened": _l("Opened"),
    "submission.qualified": _l("Qualified"),
    "submission.rejected": _l("Not qualified"),
}

STEPS = {
    "submission.start": _l("Began a submission"),
    "submission.submit": _l("Handed in"),
    "submission.replace": _l("Replaced"),
    "submission.withdraw": _l("Withdrew"),
    "submission.open": _l("Opened a submission"),
    "submission.confirm": _l("Confirmed after an amendment"),
    "submission.lapse": _l("Could not be opened"),
    "submission.supply": _l("Made a submission good"),
    "submission.take_up": _l("Loaded a package"),
    "call.turn": _l("Opened a lock"),
    "call.turns_dropped": _l("Began the opening again"),
    "call.keys_lost": _l("Declared keys lost"),
    "submission.qualify": _l("Found qualified"),
    "submission.reject": _l("Found not qualified"),
}

# Kinds of tag for the states of a submission.
TAGS = {
    "draft": "draft",
    "submitted": "ok",
    "withdrawn": "stop",
    "opened": "review",
    "qualified": "ok",
    "rejected": "stop",
}

# How far a page is: kind of tag, word.
PROGRESS = {
    "done": ("ok", _l("Done")),
    "part": ("part", _l("Half done")),
    "wait": ("wait", _l("Not begun")),
}

# Names of the pages of the form.
TITLES = {
    "statement": _l("Statement and contact"),
    "about": _l("The project"),
    "price": _l("Price by items"),
    "budget": _l("Budget"),
    "files": _l("Attachments"),
}
