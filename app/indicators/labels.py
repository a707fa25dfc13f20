"""The words of schemes."""

from flask_babel import lazy_gettext as _l

TAGS = {"draft": "draft", "published": "ok", "retired": "done"}
STATES = {
    "assessment_scheme.draft": _l("Being drafted"),
    "assessment_scheme.published": _l("Published"),
    "assessment_scheme.retired": _l("No longer used"),
}
STEPS = {
    "assessment_scheme.draft": _l("Draft a scheme"),
    "assessment_scheme.describe": _l("Write the indicators"),
    "assessment_scheme.bands": _l("Set the bands"),
    "assessment_scheme.publish": _l("Publish the scheme"),
    "assessment_scheme.retire": _l("Retire the scheme"),
}
FINDINGS = {
    "scheme-frozen": _l("It is published and frozen. Draft a new version to change it."),
    "indicators-missing": _l("There is no indicator yet."),
    "indicator-code": _l("“%(code)s” is no code. Write 1, 1.1 or 1.1.1."),
    "indicator-twice": _l("The code %(code)s stands there twice."),
    "indicator-orphan": _l("%(code)s is part of %(parent)s, which is not there."),
    "indicator-name": _l("The indicator %(code)s has no name."),
    "indicator-points": _l("The indicator %(code)s needs points above 0."),
    "indicator-sum": _l(
        "The parts of “%(name)s” add up to %(total)s, not to its %(whole)s points."
    ),
    "indicator-total": _l("The first level adds up to %(total)s, not to the scale of %(whole)s."),
    "bands-missing": _l("There is no band yet. Write from which score on a grade is given."),
    "band-number": _l("Write both ends of %(level)s as numbers that are not negative."),
    "band-upside-down": _l("%(level)s reaches from %(low)s down to %(high)s: change the ends."),
    "band-top": _l(
        "%(level)s ends at %(high)s, but the scale goes to %(scale)s. What is a score above it?"
    ),
    "band-top-open": _l("Say that the full score of %(value)s belongs to %(level)s."),
    "band-floor-unsaid": _l(
        "Is a score of exactly %(value)s still %(level)s, or no grade? Please say it."
    ),
    "band-boundary-unsaid": _l(
        "Between %(upper)s and %(lower)s: does a score of exactly %(value)s belong to the upper or to"
        " the lower grade? The paper leaves it open, so a person says it."
    ),
    "band-overlap": _l(
        "%(upper)s begins at %(low)s and %(lower)s reaches up to %(high)s: scores there would have"
        " two grades."
    ),
    "band-hole": _l(
        "Between %(upper)s (from %(low)s) and %(lower)s (up to %(high)s) a score such as %(score)s"
        " would have no grade."
    ),
}
