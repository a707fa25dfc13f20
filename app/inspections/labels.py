"""Words of inspections."""

from flask_babel import lazy_gettext as _l

from app.inspections.states import InspectionKind, Result

KINDS = {
    InspectionKind.RANDOM: _l("Proportional random inspection"),
    InspectionKind.SPECIAL: _l("Special inspection"),
    InspectionKind.FINANCE: _l("Financial inspection"),
    InspectionKind.REPORT: _l("Check of annual reports"),
    InspectionKind.GRADE: _l("Check after the assessment"),
}
RESULTS = {
    Result.GOOD: _l("No problems found"),
    Result.PROBLEMS: _l("Problems found, to be put right"),
    Result.UNREACHABLE: _l("Not to be reached at the registered address"),
}
PLAN_TAGS = {
    "draft": "draft",
    "announced": "public",
    "drawn": "live",
    "published": "done",
    "cancelled": "stop",
}
TAGS = {
    "assigned": "wait",
    "recorded": "review",
    "passed": "ok",
    "ordered": "bad",
    "answered": "review",
    "rectified": "done",
}
EXCLUDED = {"papers-expired": _l("papers expired"), "interest": _l("has an interest")}
FINDINGS = {
    "draw-source-missing": _l(
        "Name the public source whose values make the seed, for example a lottery"
        " draw after the announcement."
    ),
    "draw-in-past": _l("The draw lies in the past. Announce a moment that is still to come."),
    "pool-empty": _l("Nobody in the register can be drawn."),
    "draw-too-early": _l("The draw was announced for %(at)s. Nobody can draw before."),
    "announced-missing": _l("Write what the public source said."),
    "too-few-inspectors": _l(
        "For %(count)s organizations fewer than %(least)s inspectors have valid papers and no"
        " interest. Add inspectors first."
    ),
    "not-drawn": _l("Only the inspectors who were drawn for it can do this."),
    "visit-day": _l("The visit lies between the draw (%(first)s) and today (%(last)s)."),
    "papers-not-shown": _l("An inspection counts only if the papers were shown."),
    "findings-missing": _l("Write what was found. The organization reads it."),
    "rectify-by-missing": _l("Give the day by which it has to be put right."),
    "rectify-by-early": _l("It has to lie after the visit of %(day)s."),
    "second-inspector": _l("You recorded the visit. The other inspector signs."),
    "results-missing": _l("%(count)s results are missing: %(names)s. Publish when all are in."),
    "interest-missing": _l("Say what the interest is. It stays in the record."),
    "nobody-left": _l("Nobody is left in the draw. Add inspectors and draw in another plan."),
    "inspection-reason-missing": _l("Please say what is missing."),
    "inspection-answer-missing": _l("Say what was put right, when and how."),
}
NOTICES = {
    "inspection-drawn": (
        _l("You were drawn as inspector: %(title)s"),
        _l("Visits until %(day)s. If you have an interest in an organization, step back first."),
    ),
    "inspection-second": (
        _l("%(organization)s: the record of the visit waits for your signature"),
        _l("Read it, then sign, or send it back."),
    ),
    "inspection-passed": (
        _l("%(organization)s: the inspection found no problems"),
        _l("%(title)s"),
    ),
    "inspection-ordered": (
        _l("%(organization)s: what the inspection found has to be put right by %(day)s"),
        _l("Please answer with proof. What is not put right in time may lead to the list of"
           " abnormal activities."),
    ),
    "inspection-answered": (
        _l("%(organization)s has answered an order"),
        _l("Please verify what it has put right."),
    ),
    "inspection-verified": (_l("%(title)s: what was ordered is verified"), _l("%(note)s")),
    "inspection-rejected": (
        _l("%(title)s: something is still not put right"),
        _l("What is missing: %(note)s. The day of the order stays."),
    ),
}  # fmt: skip
STATES = {
    "inspection_plan.draft": _l("Draft"),
    "inspection_plan.announced": _l("Announced"),
    "inspection_plan.drawn": _l("Drawn, visits run"),
    "inspection_plan.published": _l("Results published"),
    "inspection_plan.cancelled": _l("Given up"),
    "inspection.assigned": _l("Waits for the visit"),
    "inspection.recorded": _l("Waits for the second signature"),
    "inspection.passed": _l("No problems found"),
    "inspection.ordered": _l("To be put right"),
    "inspection.answered": _l("Waits to be verified"),
    "inspection.rectified": _l("Put right and verified"),
}
STEPS = {
    "inspector.add": _l("Inspector added"),
    "inspection_plan.draft": _l("Plan drafted"),
    "inspection_plan.announce": _l("Announce the plan"),
    "inspection_plan.draw": _l("Draw"),
    "inspection_plan.publish": _l("Publish the results"),
    "inspection_plan.cancel": _l("Give the plan up"),
    "inspection.recuse": _l("Inspector stepped back"),
    "inspection.record": _l("Record the visit"),
    "inspection.return": _l("Send the record back"),
    "inspection.pass": _l("Sign: no problems"),
    "inspection.order": _l("Sign: to be put right"),
    "inspection.answer": _l("Answer the order"),
    "inspection.reject": _l("Not put right yet"),
    "inspection.verify": _l("Verify that it is put right"),
}
