"""The words of contracts."""

from flask_babel import lazy_gettext as _l

TAGS = {
    "draft": "draft",
    "offered": "wait",
    "signed": "live",
    "completed": "done",
    "terminated": "stop",
}
MILESTONE_TAGS = {"planned": "wait", "delivered": "review", "accepted": "ok", "paid": "done"}

STATES = {
    "contract.draft": _l("Being drafted"),
    "contract.offered": _l("Waiting for the organization's signature"),
    "contract.signed": _l("Being performed"),
    "contract.completed": _l("Completed"),
    "contract.terminated": _l("Terminated"),
    "milestone.planned": _l("Not delivered yet"),
    "milestone.delivered": _l("Waiting for acceptance"),
    "milestone.accepted": _l("Accepted, to be paid"),
    "milestone.paid": _l("Paid"),
}

STEPS = {
    "contract.make": _l("Draft the contract from the award"),
    "contract.describe": _l("Describe the milestones"),
    "contract.offer": _l("Sign for the department"),
    "contract.sign": _l("Sign for the organization"),
    "contract.rate": _l("Rate the performance"),
    "contract.complete": _l("Complete the contract"),
    "contract.terminate": _l("Terminate the contract"),
    "milestone.deliver": _l("Deliver a milestone"),
    "milestone.send_back": _l("Send a delivery back"),
    "milestone.accept": _l("Accept a milestone"),
    "milestone.pay": _l("Pay a milestone"),
}

RATING = {
    "completion": _l("Completion: was everything done that the contract names"),
    "quality": _l("Quality: does it meet the standard"),
    "timeliness": _l("In time: was it delivered by the days agreed"),
    "satisfaction": _l("Satisfaction: what do those served say"),
}

# Words to begin with for contracts of one to four milestones: (what, evidence).
DEFAULTS = {
    "start": (_l("Signing and start"), _l("Plan, list of staff, insurance")),
    "mid": (_l("Service at mid-term"), _l("Ledger, spot-check calls, list of corrections")),
    "end": (
        _l("Final acceptance"),
        _l("All ledgers, final report, satisfaction survey, handover list"),
    ),
}

FINDINGS = {
    "contract-on-hold": _l(
        "An objection is open that may change the result; until it is answered nothing is signed or performed"
    ),
    "award-not-final": _l(
        "There is no final award yet: the publicity must be over and the award notice issued"
    ),
    "milestones-do-not-add-up": _l(
        "The milestones add up to %(total)s, the contract is %(amount)s"
    ),
    "amount-not-as-awarded": _l(
        "The contract is %(amount)s, the award was %(awarded)s; the price may not change"
    ),
    "milestone-not-described": _l("Milestone %(number)s does not say what is delivered"),
    "contract-already-offered": _l(
        "The contract is signed by the department; it cannot be changed any more"
    ),
    "contract-not-signed": _l("The contract is not signed by both parties, or is over"),
    "delivery-not-described": _l("Write what was done"),
    "delivery-without-evidence": _l(
        "Add at least one file that shows it: a ledger, a sign-in list, photographs or vouchers"
    ),
    "send-back-without-reason": _l("Write what is missing, so that the organization can add it"),
    "acceptance-without-note": _l(
        "Write what you looked at and your opinion; it is signed with the acceptance"
    ),
    "paid-beyond-contract": _l(
        "%(paid)s is paid already; with %(amount)s more it would exceed the contract of %(contract)s"
    ),
    "nothing-accepted-to-rate": _l("Nothing is accepted yet, so there is nothing to rate"),
    "rating-part-missing": _l("Give points, 0 to %(most)s"),
    "rating-part-out-of-range": _l("%(points)s points is not possible here: 0 to %(most)s"),
    "milestones-unpaid": _l(
        "%(count)s milestones are not paid yet; rate it now as an interim rating, or finish them first"
    ),
    "payment-not-checked": _l("Tick that you have checked the acceptance and the account"),
}

NOTICES = {
    "contract-offered": (
        _l("Contract to sign: %(title)s"),
        _l("The department has signed. Please read and sign by %(until)s."),
    ),
    "contract-signed": (
        _l("Signed by both: %(title)s"),
        _l("The contract is in force; the first milestone is next."),
    ),
    "milestone-delivered": (
        _l("To accept: %(title)s, milestone %(number)s"),
        _l("The organization has delivered with evidence."),
    ),
    "milestone-sent-back": (
        _l("Sent back: %(title)s, milestone %(number)s"),
        _l("What is missing: %(note)s"),
    ),
    "milestone-accepted": (
        _l("Accepted: %(title)s, milestone %(number)s"),
        _l("%(amount)s go to finance for payment."),
    ),
    "payment-due": (
        _l("To pay: %(title)s, milestone %(number)s"),
        _l("%(amount)s, accepted by the department."),
    ),
    "milestone-paid": (_l("Paid: %(title)s, milestone %(number)s"), _l("%(amount)s were paid.")),
    "contract-rated": (
        _l("Rated: %(title)s"),
        _l("The performance score is %(score)s; it counts in the next ranking."),
    ),
}
