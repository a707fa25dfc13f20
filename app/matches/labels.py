"""Words of matches: why something fits, the channels of a score, notices."""

from flask_babel import lazy_gettext as _l

CHANNELS = {
    "text": _l("All words"),
    "own": _l("Name and scope"),
    "past": _l("Similar contracts"),
    "place": _l("Place"),
    "field": _l("Field"),
}
CHANNEL_HINTS = {
    "text": _l("Words of the call found in name, registered scope and performed contracts"),
    "own": _l("The same in name and registered scope alone, so that new organizations count too"),
    "past": _l("The nearest performed contracts, weighted by their performance score"),
    "place": _l("Street and community in common"),
    "field": _l("Service fields in common"),
}
FINDINGS = {
    "fit-words": _l("Words in common: %(words)s"),
    "fit-field": _l("Works in the field %(field)s"),
    "fit-place": _l("Is at home in %(place)s"),
    "fit-grade": _l("Grade %(level)s, valid today"),
    "fit-history": _l("Has performed similar work (%(count)s contracts on record)"),
    "fit-newcomer": _l("No contract on record yet"),
    "fit-newcomer-place": _l("Stands here because a quarter of the list is kept for newcomers"),
    "fit-call-field": _l("It is in your field %(field)s"),
    "fit-call-place": _l("It is done in %(place)s, where you are at home"),
}
NOTICES = {
    "match-words": (
        _l("A project that fits you: %(title)s"),
        _l(
            "It was published just now and takes submissions until %(deadline)s. It fits because"
            " of these words in your registered scope and your contracts: %(words)s. Whether you"
            " take part is up to you; this list never counts in the scoring."
        ),
    ),
    "match-field": (
        _l("A project in your field: %(title)s"),
        _l(
            "It was published just now and takes submissions until %(deadline)s. It is in a"
            " service field of yours. Whether you take part is up to you; this list never counts"
            " in the scoring."
        ),
    ),
}
STEPS = {
    "match.announce": _l("Told to organizations that it fits"),
    "match.decline": _l("Marked as not for us"),
    "match.restore": _l("Shown among what fits again"),
}
