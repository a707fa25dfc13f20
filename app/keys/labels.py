"""Words for openers' keys."""

from flask_babel import lazy_gettext as _l

FINDINGS = {
    "openers-too-few": _l(
        "Only %(ready)s of the %(count)s openers have a key that was tried in the last seven days. Please have the openers make or try their keys (My opening key)."
    ),
    "openers-other-number": _l(
        "Please choose %(count)s openers; %(chosen)s were chosen. %(needed)s of them open together."
    ),
    "key-unreadable": _l("No key came with the form. Please press “Make a key” first."),
    "key-not-kept-here": _l("A key is kept by this portal in the demo district only."),
    "key-does-not-open": _l(
        "That was not what is in the test box. Please try again with the file or the printed code of the key in use."
    ),
}

NOTICES = {
    "opener-named": (
        _l("You open: %(title)s"),
        _l(
            "The opening is at %(opening)s; %(needed)s of %(count)s openers are needed. Please keep your key, and try it once more on the last day before the deadline."
        ),
    ),
    "opener-try-again": (
        _l("Try your key: %(title)s"),
        _l("The deadline is %(deadline)s. Please open the test box once more today."),
    ),
    "openers-missing": (
        _l("Too few keys: %(title)s"),
        _l(
            "%(needed)s openers are needed, only %(good)s have shown that their key works. The deadline is %(deadline)s. Please telephone the openers; if it cannot be put right, move the deadline."
        ),
    ),
}

STEPS = {
    "opener_key.make": _l("Registered an opening key"),
    "opener_key.prove": _l("Opened the test box"),
    "call.openers": _l("Chose the openers"),
}
