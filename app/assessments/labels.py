"""The words of assessments."""

from flask_babel import lazy_gettext as _l

from app.assessments.states import AssessorKind, AssessorState
from app.organizations.states import GradeMethod

ROUND_TAGS = {"draft": "draft", "announced": "live", "closed": "done"}
TAGS = {
    "draft": "draft",
    "applied": "wait",
    "accepted": "ok",
    "refused": "stop",
    "withdrawn": "stop",
    "assessing": "review",
    "concluded": "review",
    "decided": "ok",
    "publicized": "public",
    "confirmed": "done",
}
ASSESSOR_TAGS = {
    AssessorState.APPOINTED: "wait",
    AssessorState.READY: "live",
    AssessorState.RECUSED: "stop",
    AssessorState.SIGNED: "done",
}
OBJECTION_TAGS = {"open": "wait", "upheld": "bad", "rejected": "done"}
KINDS = {
    AssessorKind.REGISTRAR: _l("Of the registrar"),
    AssessorKind.BUSINESS: _l("Of the business unit"),
    AssessorKind.EXPERT: _l("Expert"),
    AssessorKind.THIRD_PARTY: _l("Third-party body"),
}
METHODS = {
    GradeMethod.FULL: _l("Full assessment"),
    GradeMethod.SIMPLE: _l("Simple procedure, at most 2A"),
}
CONCLUSIONS = {
    "qualified": _l("Qualified"),
    "basic": _l("Basically qualified"),
    "failed": _l("Inspection failed"),
    "none": _l("Not inspected"),
}
WHY = {
    "employed": _l("works there"),
    "left": _l("left there too recently"),
    "ties": _l("other ties"),
}
STATES = {
    "assessment_round.draft": _l("Being drafted"),
    "assessment_round.announced": _l("Notice is out"),
    "assessment_round.closed": _l("Is over"),
    "assessment.draft": _l("Application being written"),
    "assessment.applied": _l("Waits for the check"),
    "assessment.accepted": _l("Application accepted"),
    "assessment.refused": _l("Application refused"),
    "assessment.withdrawn": _l("Withdrawn"),
    "assessment.assessing": _l("Being assessed"),
    "assessment.concluded": _l("Scored"),
    "assessment.decided": _l("Voted on"),
    "assessment.publicized": _l("In publicity"),
    "assessment.confirmed": _l("Confirmed"),
    "assessor.appointed": _l("Not declared yet"),
    "assessor.ready": _l("Scores"),
    "assessor.recused": _l("Stepped back"),
    "assessor.signed": _l("Signed"),
    "assessment_objection.open": _l("Waits for an answer"),
    "assessment_objection.upheld": _l("Upheld"),
    "assessment_objection.rejected": _l("Rejected"),
}
STEPS = {
    "assessment_round.plan": _l("Write the notice"),
    "assessment_round.announce": _l("Announce the round"),
    "assessment_round.close": _l("Close the round"),
    "assessment.start": _l("Begin an application"),
    "assessment.save": _l("Save the self-assessment"),
    "assessment.apply": _l("Send the application"),
    "assessment.send_back": _l("Send the application back"),
    "assessment.accept": _l("Accept the application"),
    "assessment.refuse": _l("Refuse the application"),
    "assessment.withdraw": _l("Withdraw the application"),
    "assessment.reopen": _l("Take the application up again"),
    "assessment.begin": _l("Begin the assessment"),
    "assessment.report": _l("Hand in the report"),
    "assessment.conclude": _l("Make the score"),
    "assessment.review": _l("Assess again"),
    "assessment.decide": _l("Record the vote"),
    "assessment.publicize": _l("Show the result in public"),
    "assessment.confirm": _l("Confirm the result"),
    "assessor.appoint": _l("Appoint an assessor"),
    "assessor.declare": _l("Declare no ties"),
    "assessor.recuse": _l("Step back"),
    "assessor.sign": _l("Sign the sheet"),
    "assessor.reopen": _l("Open the sheet again"),
    "assessment_objection.raise": _l("Object to a result"),
    "assessment_objection.uphold": _l("Uphold an objection"),
    "assessment_objection.reject": _l("Reject an objection"),
}
FINDINGS = {
    "assess-not-registered": _l(
        "It is filed, not registered. Only registered organizations are assessed."
    ),
    "assess-too-young": _l(
        "It has not been registered for %(years)s years. It can apply from %(day)s on."
    ),
    "assess-grade-runs": _l(
        "Its grade %(level)s is valid until %(day)s. It can apply from the day after."
    ),
    "assess-ban-downgraded": _l(
        "It was downgraded on %(since)s and cannot apply until %(day)s has passed."
    ),
    "assess-ban-cancelled": _l(
        "Its grade was cancelled on %(since)s; it cannot apply until %(day)s has passed."
    ),
    "assess-no-report": _l("It filed no annual report about %(year)s."),
    "assess-penalty": _l("It was penalised on %(day)s. Reason: %(reason)s"),
    "assess-abnormal-list": _l(
        "It is on the list of abnormal activities since %(day)s and has to be off it first. Reason:"
        " %(reason)s"
    ),
    "assess-serious-list": _l(
        "It is on the list of serious violations since %(day)s and has to be off it first. Reason:"
        " %(reason)s"
    ),
    "assess-inspection-failed": _l("It failed the last annual inspection."),
    "assess-inspection-none": _l("It took no part in the last annual inspection."),
    "assess-inspection-basic": _l(
        "It was only basically qualified in %(years)s annual inspections in a row."
    ),
    "assess-investigated": _l("It is under investigation. Wait for its end."),
    "assess-window-early": _l("Applications are taken from %(day)s on."),
    "assess-window-over": _l("Applications were taken until %(day)s. Wait for the next round."),
    "round-days": _l("The last day is before the first, %(day)s."),
    "round-announced": _l("The round has been announced and cannot be changed."),
    "round-without-scheme": _l("Choose a published scheme for at least one type."),
    "round-scheme-open": _l("The scheme “%(title)s” is not published."),
    "round-document": _l("Write the number of the notice."),
    "round-not-open": _l("This round takes no applications."),
    "round-other-type": _l("This round is not for organizations of this type."),
    "assess-mark-missing": _l("“%(name)s” has no points. Write 0 to %(most)s."),
    "assess-mark-range": _l("“%(name)s”: %(points)s is not within 0 to %(most)s."),
    "evidence-missing": _l("“%(name)s” needs evidence: %(evidence)s."),
    "assess-reason-missing": _l("Please say why. Those concerned read it."),
    "assessor-twice": _l("This person is in the group already."),
    "assessor-body": _l("Name the third-party body for which this person assesses."),
    "assessor-undeclared": _l("%(person)s has not declared ties yet."),
    "group-too-small": _l("The group has %(count)s members; at least %(least)s are needed."),
    "group-not-independent": _l(
        "A third-party body assesses independently: nobody of the registrar or of the business unit"
        " sits with it."
    ),
    "group-without-registrar": _l("Nobody of the registrar is in the group."),
    "group-without-business": _l("Nobody of the business unit is in the group."),
    "group-without-expert": _l("No expert is in the group."),
    "sheet-unsigned": _l("%(person)s has not signed the score sheet yet."),
    "report-not-attached": _l("The third-party body has not handed in its report."),
    "vote-missing": _l("Write how many members the committee has and how they voted."),
    "vote-counts": _l(
        "%(cast)s votes were cast, the committee has %(members)s members. Correct the counts."
    ),
    "vote-not-passed": _l(
        "%(yes)s of %(members)s members said yes. More than half of all members are needed, also of"
        " those who were absent."
    ),
    "minutes-missing": _l("Write the minutes: day, who was there, what was decided."),
    "assess-publicity-runs": _l("The publicity runs until %(day)s. Confirm it after that."),
    "assess-objections-open": _l("%(count)s objections wait for a decision."),
    "assess-no-publicity": _l("The result does not stand in public now, so nobody can object."),
    "assess-objection-empty": _l("Write what is wrong, and how it can be seen."),
    "assess-no-party": _l(
        "%(level)s without a party organization: check whether your rules ask for one."
    ),
    "declared-not-true": _l("Please confirm that the application is true."),
}
NOTICES = {
    "assessment-round": (
        _l("Applications are taken: %(title)s"),
        _l("Until the end of %(day)s. The notice says who may apply and by which indicators."),
    ),
    "assessment-applied": _l("%(organization)s applies: %(title)s"),
    "assessment-accepted": (
        _l("Your application is accepted: %(title)s"),
        _l("A group of assessors is formed now."),
    ),
    "assessment-sent-back": (
        _l("Something is missing in your application: %(title)s"),
        _l("%(reason)s Send it again before the last day of the notice."),
    ),
    "assessment-refused": (_l("Your application is refused: %(title)s"), _l("%(reason)s")),
    "assessor-appointed": (
        _l("You are to assess %(organization)s"),
        _l("Say first whether you have ties to it."),
    ),
    "assessor-recused": (
        _l("%(person)s steps back from assessing %(organization)s"),
        _l("Appoint somebody else if the group is too small now."),
    ),
    "assessment-begun": (
        _l("Your assessment begins: %(title)s"),
        _l("Day of the visit: %(day)s"),
    ),
    "assessment-scored": _l("All sheets about %(organization)s are signed"),
    "sheet-open": _l("Your sheet about %(organization)s is open again"),
    "assessment-publicized": (
        _l("Your result stands in public until %(day)s: %(title)s"),
        _l("You and everybody else may object until then."),
    ),
    "assessment-objection": _l(
        "An objection against the result of %(organization)s; decide by %(day)s"
    ),
    "assessment-objection-uphold": (
        _l("Your objection is upheld: %(organization)s is assessed again"),
        _l("%(reason)s"),
    ),
    "assessment-objection-reject": (
        _l("Your objection about %(organization)s is rejected"),
        _l("%(reason)s"),
    ),
    "assessment-no-grade": (
        _l("Your assessment is over, without a grade: %(title)s"),
        _l("The score lies below the lowest band. You may apply in the next round."),
    ),
    "assessment-confirmed": (
        _l("You have the grade %(level)s, certificate %(number)s"),
        _l("It counts from today until %(day)s."),
    ),
}
