"""Words of imports."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "organizations": _l("Organizations"),
    "grades": _l("Grades of organizations"),
    "contracts": _l("Performed contracts"),
    "functions": _l("Transferable functions"),
    "negative": _l("Negative list"),
    "needs": _l("Needs of communities"),
    "experts": _l("Expert pool"),
    "catalogue": _l("Service catalogue"),
}
FINDINGS = {
    "import-too-large": _l("The file is larger than 20 MB. Divide it."),
    "import-empty": _l("There is nothing in the file."),
    "import-too-many-rows": _l("The file has %(count)s rows; at most %(most)s. Divide it."),
    "import-not-readable": _l("The file cannot be read. Save it again as XLSX or CSV."),
    "import-not-a-table": _l(
        "This is no table that can be read. Save it as XLSX, or as CSV in UTF-8 or GB 18030."
    ),
    "import-no-rows": _l("There is no row below the head."),
    "head-missing": _l(
        "The head of the table is not found, or lacks: %(heads)s. Take the template as a model."
    ),
    "head-unknown": _l("Nobody knows the column “%(value)s”; it is not imported."),
    "cell-missing": _l("This must be filled in."),
    "cell-too-long": _l("At most %(most)s characters; this has %(count)s."),
    "cell-not-a-day": _l("There is no such day. Write it like 2026-11-24."),
    "cell-not-whole": _l("Write a whole number, without unit."),
    "cell-out-of-range": _l("It must lie between %(low)s and %(high)s."),
    "cell-not-money": _l("Write an amount in yuan, for example 468500.00."),
    "cell-money-decimals": _l("An amount has at most two decimals. Round it."),
    "cell-not-a-number": _l("Write a number."),
    "cell-not-yes-no": _l("Write 是 or 否."),
    "cell-not-a-grade": _l("Write 5A, 4A, 3A, 2A or 1A."),
    "cell-not-a-choice": _l("Write one of these: %(choices)s."),
    "cell-not-mobile": _l("A mobile number has 11 figures and begins with 1."),
    "code-as-number": _l(
        "The code is stored as a number, so its last figures are lost. Format the column as text"
        " and type it again."
    ),
    "code-missing": _l("Fill in the unified social credit code, or the filing number."),
    "code-of-another": _l("This number belongs to another organization."),
    "unit-unknown": _l(
        "No such unit, or several of this name. Write the full name as on the page of units."
    ),
    "organization-unknown": _l(
        "No organization has this code. Import the organization first, or correct the code."
    ),
    "day-before": _l("This cannot be before %(day)s."),
    "row-twice": _l("The same as row %(first)s. Take one of them away."),
    "function-published": _l(
        "This item is published already. Change it on its page, so that it is screened again."
    ),
    "catalogue-code": _l("A code is C and an even number of figures, for example C05010400."),
    "name-stray": _l("Stray text is kept out of the name. Name: %(name)s. Stray text: %(stray)s"),
    "name-only-stray": _l("There is stray text in the place of the name; the row is left out."),
    "expert-twice": _l("This person is in the expert pool already, as number %(number)s."),
    "phone-of-another": _l("Somebody of another name has this mobile number."),
}
STATES = {
    "import.checking": _l("Being checked"),
    "import.bad": _l("Something must be changed"),
    "import.ready": _l("Waits for your confirmation"),
    "import.writing": _l("Being written"),
    "import.done": _l("Imported"),
    "import.dropped": _l("Thrown away"),
}
STEPS = {
    "import.accept": _l("Import checked"),
    "import.reject": _l("Import sent back"),
    "import.queue": _l("Import confirmed"),
    "import.write": _l("Data imported"),
    "import.drop": _l("Import thrown away"),
}
