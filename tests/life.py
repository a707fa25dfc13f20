"""What must be allowed in the life of one call, and what comes of it: a model in plain Python.

Each verb returns the word that the portal must answer with (OK, WRONG, ABSENT, or the code of
the finding that refuses it; NO for any of them) and, on OK, changes what the model holds. It
knows nothing of the database, the law's articles or the portal's tables of steps.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

OK, WRONG, ABSENT, NO = "ok", "wrong state", "absent", "no"
ORGANIZATIONS = (0, 1, 2)
SEATS = (0, 1, 2, 3, 4)
STONES = (0, 1, 2)
LEAST = 3
BUYER, REVIEWER, FINANCE = "buyer", "reviewer", "finance"


@dataclass
class Bid:
    """One organization's submission."""

    state: str = "draft"
    # the number of what stands in the draft, None while something is missing
    content: int | None = None
    # a draft is there: not after handing in, which leaves nothing that the portal can read
    drafted: bool = True
    versions: int = 0

    @property
    def open(self) -> bool:
        """Say whether others have seen what is in it."""
        return self.state in ("opened", "qualified", "rejected")


@dataclass
class Life:
    """A call with everything that hangs on it."""

    now: datetime
    deadline: datetime
    opening: datetime
    state: str = "draft"
    bids: dict[int, Bid] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)
    places: dict[int, int] = field(default_factory=dict)
    rankings: int = 0
    award_to: int | None = None
    until: datetime | None = None
    objections: list[list[object]] = field(default_factory=list)
    contract: str = ""
    described: bool = False
    stones: list[str] = field(default_factory=list)
    accepted: bool = False

    def shown(self) -> dict[str, object]:
        """Return what the portal must hold as well."""
        return {
            "call": self.state,
            "bids": {o: (b.state, b.versions) for o, b in sorted(self.bids.items())},
            "live": sum(b.open or b.state == "submitted" for b in self.bids.values()),
            "award": self.award_to,
            "objections": Counter(state for _, state in self.objections),
            "rankings": self.rankings,
            "contract": self.contract,
            "stones": self.stones,
            "paid": self.stones.count("paid"),
        }

    def _to(self, state: str, *starts: str) -> str:
        if self.state not in starts:
            return WRONG
        self.state = state
        return OK

    @property
    def late(self) -> bool:
        """Say whether the deadline has come; the deadline itself is late."""
        return self.now >= self.deadline

    # --- the call

    def send(self) -> str:
        return self._to("in_review", "draft") if self.state == "draft" else NO

    def return_(self, who: str) -> str:
        return "two-people" if who == BUYER else self._to("draft", "in_review")

    def publish(self, who: str) -> str:
        if who == BUYER:
            return "two-people"
        return self._to("published", "in_review") if self.state == "in_review" else NO

    def cancel(self) -> str:
        return self._to("cancelled", "published")

    def move_deadline(self, to: datetime) -> str:
        self.deadline = self.opening = to
        return OK

    # --- submissions

    def start(self, who: int) -> str:
        if who in self.bids:
            return OK
        if self.state != "published":
            return WRONG
        if self.late:
            return "too-late"
        self.bids[who] = Bid()
        return OK

    def save(self, who: int, content: int | None) -> str:
        if self.bids[who].open:
            return WRONG
        self.bids[who].content, self.bids[who].drafted = content, True
        return OK

    def submit(self, who: int, key: int, *, seen: bool) -> str:
        bid = self.bids[who]
        if key in self.keys:  # sent again by the same one, it is what it was
            return OK if seen and self.keys[key] == who else "key-used-before"
        if self.late:
            return "too-late"
        if self.state != "published":
            return WRONG
        if not bid.drafted and bid.versions:
            return "handed-in-already"
        if bid.content is None or not seen:
            return NO if bid.content is None else "changed-since-checked"
        self.keys[key] = who
        bid.state, bid.versions = "submitted", bid.versions + 1
        bid.content, bid.drafted = None, False
        return OK

    def withdraw(self, who: int) -> str:
        if self.late:
            return "too-late"
        if self.bids[who].state != "submitted":
            return WRONG
        self.bids[who].state = "withdrawn"
        return OK

    # --- opening, qualification

    def open_all(self) -> str:
        if self.state != "published":
            return WRONG
        if self.now < max(self.deadline, self.opening):
            return "opening-not-due"
        for bid in self.bids.values():
            bid.state = "opened" if bid.state == "submitted" else bid.state
        return self._to("opened", "published")

    def _count(self, *states: str) -> int:
        return sum(bid.state in states for bid in self.bids.values())

    def fail_at_opening(self) -> str:
        few = self._count("opened", "qualified", "rejected") < LEAST
        return self._to("failed", "opened", "scoring") if few else WRONG

    def qualify(self, who: int, *, passed: bool) -> str:
        if self.state != "opened" or self.bids[who].state != "opened":
            return WRONG
        self.bids[who].state = "qualified" if passed else "rejected"
        return OK

    def fail(self) -> str:
        few = not self._count("opened") and self._count("qualified") < LEAST
        return self._to("failed", "opened", "scoring") if few else WRONG

    # --- the panel and its ranking

    def form(self) -> str:
        if self.state != "opened":
            return WRONG
        if self._count("opened"):
            return "qualification-first"
        if self._count("qualified") < LEAST:
            return "bidders-too-few"
        return self._to("scoring", "opened")

    def score(self, seat: int) -> str:
        if self.state != "scoring" or seat in self.signed:
            return WRONG
        self.signed.add(seat)
        return OK

    def report(self) -> str:
        if self.state != "scoring":
            return WRONG
        if self.signed != set(SEATS):
            return NO
        self.rankings += 1
        return self._to("ranked", "scoring")

    def correct(self) -> str:
        if self.state != "ranked":
            return WRONG
        self.rankings += 1
        return OK

    # --- the result

    def award(self, who: int, *, cause: bool) -> str:
        if self.state != "ranked":
            return WRONG
        if who not in self.places:
            return ABSENT
        others = [place for bid, place in self.places.items() if bid != who]
        if min(others) <= self.places[who] and not cause:
            return NO
        self.award_to = who
        return self._to("publicity", "ranked")

    def _open_objections(self) -> list[int]:
        return [n for n, (_, state) in enumerate(self.objections) if state == "open"]

    def object_to(self, who: int) -> str:
        if who not in self.bids or not self.bids[who].open:
            return ABSENT
        opened = self._open_objections()
        over = self.until is None or self.now >= self.until
        if self.state != "publicity" or (over and not opened):
            return "objection-not-now"
        if any(self.objections[n][0] == who for n in opened):
            return "objection-open-already"
        self.objections.append([who, "open"])
        return OK

    def answer(self, number: int, who: str, *, uphold: bool) -> str:
        if self.award_to is not None and who == BUYER:
            return "objection-two-people"
        if self.objections[number][1] != "open":
            return WRONG
        self.objections[number][1] = "upheld" if uphold else "rejected"
        if uphold and self.state == "publicity":
            self.state, self.award_to, self.until = "ranked", None, None
        return OK

    def withdraw_objection(self, number: int) -> str:
        if self.objections[number][1] != "open":
            return WRONG
        self.objections[number][1] = "withdrawn"
        return OK

    def confirm(self) -> str:
        if self.state != "publicity":
            return WRONG
        if self._open_objections():
            return "objection-still-open"
        if self.until is None or self.now < self.until:
            return "publicity-still-runs"
        return self._to("awarded", "publicity")

    # --- the contract

    def make(self) -> str:
        if self.contract:
            return OK
        if self._open_objections():
            return "contract-on-hold"
        if self.state != "awarded":
            return "award-not-final"
        self.contract, self.stones = "draft", ["planned"] * len(STONES)
        return OK

    def describe(self) -> str:
        if self.contract != "draft":
            return "contract-already-offered"
        self.described = True
        return OK

    def offer(self) -> str:
        if not self.described:
            return "milestone-not-described"
        return self._contract("offered", "draft")

    def sign(self) -> str:
        return self._contract("signed", "offered")

    def _contract(self, to: str, start: str) -> str:
        if self.contract != start:
            return WRONG
        self.contract = to
        return OK

    def _stone(self, number: int, to: str, start: str) -> str:
        if self.stones[number] != start:
            return WRONG
        self.stones[number] = to
        return OK

    def deliver(self, stone: int) -> str:
        running = self.contract == "signed"
        return self._stone(stone, "delivered", "planned") if running else "contract-not-signed"

    def send_back(self, stone: int) -> str:
        return self._stone(stone, "planned", "delivered")

    def accept(self, stone: int) -> str:
        if self.contract != "signed":
            return "contract-not-signed"
        said = self._stone(stone, "accepted", "delivered")
        self.accepted |= said == OK
        return said

    def pay(self, stone: int, who: str) -> str:
        if self.stones[stone] == "accepted" and who == BUYER:
            return "same-person-accepts-and-pays"
        return self._stone(stone, "paid", "accepted")

    def rate(self, *, final: bool) -> str:
        if self.contract == "completed":
            return WRONG
        if not self.accepted:
            return "nothing-accepted-to-rate"
        if not final:
            return OK
        if set(self.stones) != {"paid"}:
            return "milestones-unpaid"
        return self._contract("completed", "signed")
