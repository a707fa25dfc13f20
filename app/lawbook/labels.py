"""Words of the law pages."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "statute": _l("Laws, regulations and orders"),
    "standard": _l("National standards"),
    "local": _l("Local rules (examples)"),
    "house": _l("Rules of this portal"),
}
KNOWN = {
    "read": _l("Read in the text"),
    "secondary": _l("Not verified: seen in secondary sources"),
    "memory": _l("Not verified: from general knowledge"),
}
GROUPS = {
    "supervision": _l("Supervision"),
    "limits": _l("What may be bought"),
    "clocks": _l("Time limits"),
    "evaluation": _l("Evaluation"),
    "panels": _l("Panels"),
    "money": _l("Money and venture funding"),
    "organizations": _l("Organizations"),
    "records": _l("Records and accounts"),
    "complaints": _l("Complaints and reports"),
}
UNITS = {
    "": "",
    "%": "%",
    "A": _l("A (grade)"),
    "attempts": _l("attempts"),
    "bids": _l("bids"),
    "characters": _l("characters"),
    "contracts": _l("contracts"),
    "days": _l("days"),
    "entities": _l("entities"),
    "minutes": _l("minutes"),
    "month-day": _l("(month-day)"),
    "months": _l("months"),
    "organizations": _l("organizations"),
    "people": _l("people"),
    "places": _l("decimal places"),
    "points": _l("points"),
    "projects": _l("projects"),
    "share": _l("(share)"),
    "words": _l("words"),
    "visits": _l("visits"),
    "working days": _l("working days"),
    "years": _l("years"),
    "yuan": _l("yuan"),
}
# The keys of the tables among the parameters.
KEYS = {
    "need": _l("Social need"),
    "plan": _l("Project plan"),
    "innovation": _l("Innovation"),
    "team": _l("Project team"),
    "budget": _l("Project budget"),
    "effect": _l("Expected effect"),
    "industry_association": _l("Industry associations"),
    "other": _l("Other organizations"),
    "county": _l("County level"),
    "city": _l("City level"),
    "province": _l("Province level"),
    "ministry": _l("Ministry level"),
    "abnormal_list": _l("List of abnormal activities"),
    "serious_violation": _l("List of serious violations"),
    "penalty": _l("Administrative penalty"),
    "inspection": _l("Inspection with problems"),
    "commendation": _l("Commendation"),
    "report_missing": _l("Annual report not filed"),
    "report_late": _l("Annual report filed late"),
    "list_past": _l("Came off a list not long ago"),
    "green": _l("Green"),
    "blue": _l("Blue"),
    "yellow": _l("Yellow"),
    "red": _l("Red"),
}
PERMITS = {
    "award_here": _l("The award may be run on this portal"),
    "directory_as_condition": _l("The qualified directory may be a condition of entry"),
    "grade_scored": _l("The grade may score points"),
    "track_record_scored": _l("The track record may score points"),
    "fit_scored": _l("The fit may score points"),
    "form_limited": _l("The call may be limited to social organizations"),
    "trimming": _l("The highest and the lowest marks may be dropped"),
    "abnormal_list_bars": _l("The list of abnormal activities keeps out"),
    "official_notice_needed": _l("The notice must stand on the designated media"),
}
SHARED = {
    "bid_days_min": _l("Days from publication to the deadline"),
    "clarification_days": _l("Days before the deadline for the last clarification"),
    "panel_size_min": _l("Members of the panel"),
    "publicity_wd": _l("Working days of publicity"),
    "objection_wd": _l("Working days to object"),
    "answer_wd": _l("Working days to answer"),
    "decide_within_wd": _l("Working days to decide"),
    "sign_within_days": _l("Days to sign the contract"),
    "price_weight_floor": _l("Least weight of the price"),
}
HOLIDAYS = {True: _l("off"), False: _l("working day (make-up)")}
FINDINGS = {
    "law-not-in-force": _l("No rules are known here for a day before %(day)s."),
    "calendar-not-announced": _l(
        "The days off of %(year)s are not loaded here, so no working day of that year is counted."
        " Choose an earlier day, or load the yearly notice first."
    ),
    "value-unknown-parameter": _l("There is no parameter %(name)s."),
    "value-not-whole": _l("“%(value)s” is not a whole number. Write digits only, for example 7."),
    "value-not-a-number": _l("“%(value)s” is not a number. Write for example 1000000 or 7.5."),
    "value-negative": _l("“%(value)s” is below 0. Values of the law are not negative."),
    "value-over-100": _l("“%(value)s” is more than 100%."),
    "value-not-yes-or-no": _l("Choose yes or no."),
    "value-not-text": _l("Write a text."),
    "value-not-a-list": _l("Write the values one after the other, with commas between them."),
    "value-not-a-ratio": _l("“%(value)s” is not a share between 0 and 1. Write for example 2/3."),
    "value-not-a-table": _l("Write one line for each key, for example 3A: 10000."),
    "value-wrong-length": _l(
        "%(name)s has another number of values. Write as many as stand there now."
    ),
    "value-wrong-keys": _l("%(name)s has other keys. Keep the keys that stand there now."),
    "value-value-missing": _l("Write the value: this parameter is always in force."),
    "value-not-a-month-day": _l(
        "“%(value)s” is no day of the year. Write month and day, for example 03-31."
    ),
    "value-already-entered": _l(
        "A value of “%(name)s” is already entered for %(since)s. Give the day on which the new one comes into force."
    ),
    "value-without-source": _l("Name the paper it comes from, with its number or article."),
    "calendar-not-an-object": _l(
        "This is not a calendar: it should be a JSON object with year, papers and days."
    ),
    "calendar-bad-year": _l("%(where)s: the year %(value)s is not a year between 2000 and 2100."),
    "calendar-no-paper": _l(
        "%(where)s: no paper is named. As long as the notice of the State Council is not out, the year cannot be loaded."
    ),
    "calendar-bad-paper": _l("%(where)s: %(value)s is not the address of a paper."),
    "calendar-no-days": _l("%(where)s: there are no days."),
    "calendar-not-an-entry": _l(
        "%(where)s: %(value)s should be an object with name, date and isOffDay."
    ),
    "calendar-no-name": _l("%(where)s: the name of the holiday is missing."),
    "calendar-bad-date": _l("%(where)s: %(value)s is not a date like 2026-10-01."),
    "calendar-other-year": _l(
        "%(where)s: %(value)s lies outside the year (only the last December days before it may be there)."
    ),
    "calendar-not-yes-or-no": _l("%(where)s: isOffDay is true or false, not %(value)s."),
    "calendar-twice": _l("%(where)s: %(value)s is there twice."),
    "calendar-holiday-missing": _l(
        "%(where)s: the holiday %(value)s is missing. Every yearly notice has it."
    ),
    "calendar-nothing-given": _l("Choose the file or paste the text of the notice."),
}
STEPS = {
    "parameter.set": _l("Value of the law entered"),
    "calendar.load": _l("Calendar loaded"),
}
