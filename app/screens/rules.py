"""The eleven red flags of the Open Contracting Partnership, over OCDS compiled releases. Pure.

Six look at one contracting process, five at all of them together: what is far outside the
quartiles (median-unbiased, type 8) of the file is flagged. A fence of zero flags nobody, as it
would flag everybody who did nothing. What a rule says is a sign, never a finding: a person
looks. The rules: https://cardinal.readthedocs.io, pages R003 to R058.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

import numpy as np

from app.screens.settings import Settings

OCID, BUYER, ENTITY, TENDERER = "OCID", "Buyer", "ProcuringEntity", "Tenderer"
GROUPS = (OCID, BUYER, ENTITY, TENDERER)

Json = Mapping[str, Any]
Results = dict[str, dict[str, dict[str, float]]]

_FINAL = ("active", "cancelled", "unsuccessful")
_NOT_SUBMITTED = ("invited", "withdrawn")
_WHISKER = 1.5


@dataclass(slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def add(self, part: int, whole: int = 1) -> None:
        """Count more of them."""
        self.part += part
        self.whole += whole

    @property
    def ratio(self) -> float:
        """Return the part of the whole."""
        return self.part / self.whole


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much the second-lowest valid bid of a process is above the winning one."""

    ocid: str
    ratio: float
    winner: str
    second: str


@dataclass(slots=True)
class Screen:
    """Takes one release after another; then says what is flagged."""

    settings: Settings
    found: Results = field(default_factory=lambda: {group: {} for group in GROUPS})
    currency: str | None = None
    gaps: list[Gap] = field(default_factory=list)
    wins: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    disqualified: dict[str, dict[str, Share]] = field(
        default_factory=lambda: {g: defaultdict(Share) for g in (BUYER, ENTITY, TENDERER)}
    )
    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    awarded: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, release: Json) -> None:
        """Look at one contracting process."""
        ocid, details = release.get("ocid"), _tender(release).get("procurementMethodDetails")
        if not isinstance(ocid, str) or details in self.settings.excluded:
            return
        if self.currency is None:
            self.currency = self.settings.currency or _first_currency(release)
        for rule in self.settings.rules:
            _TAKES.get(rule, _nothing)(self, release, ocid)
        if {"R024", "R058"} & self.settings.rules.keys():
            _gap(self, release, ocid)

    def results(self) -> Results:
        """Return the flags of every group that has any: {group: {id: {rule: value}}}."""
        for rule in self.settings.rules:
            _ENDS.get(rule, _nothing_more)(self)
        ordered = {}
        for group, flagged in self.found.items():
            if flagged:
                ordered[group] = {key: dict(sorted(said.items())) for key, said in flagged.items()}
        return ordered

    def flag(self, group: str, key: str, rule: str, value: float = 1.0) -> None:
        """Note a flag."""
        self.found[group].setdefault(key, {})[rule] = value

    def option(self, rule: str, name: str, default: Any = None) -> Any:  # noqa: ANN401 -- as the rule has it
        """Return a figure of the settings, or the published one."""
        return self.settings.rules[rule].get(name, default)

    def compares_prices(self, release: Json) -> bool:
        """Say whether the bids of a process compete by price."""
        details = _tender(release).get("procurementMethodDetails")
        if self.settings.price_comparison:
            return details in self.settings.price_comparison
        return details not in self.settings.no_price_comparison


def quartile(values: Sequence[float], share: float) -> float:
    """Return a quantile, median-unbiased (type 8 of Hyndman and Fan)."""
    return float(np.quantile(np.asarray(values, dtype=float), share, method="median_unbiased"))


def upper_fence(values: Sequence[float]) -> float:
    """Return the third quartile and one and a half times the interquartile range above it."""
    first, third = quartile(values, 0.25), quartile(values, 0.75)
    return third + _WHISKER * (third - first)


def lower_fence(values: Sequence[float]) -> float:
    """Return the first quartile and one and a half times the interquartile range below it."""
    first, third = quartile(values, 0.25), quartile(values, 0.75)
    return first - _WHISKER * (third - first)


# --- one process --------------------------------------------------------------------------


def _short_period(screen: Screen, release: Json, ocid: str) -> None:
    """R003: fewer whole days for submissions than the law of that kind asks for."""
    tender = _tender(release)
    methods = screen.option("R003", "procurement_methods", frozenset())
    if methods and tender.get("procurementMethod") not in methods:
        return
    period = _object(tender.get("tenderPeriod"))
    start, end = _instant(period.get("startDate")), _instant(period.get("endDate"))
    if start is None or end is None:
        return
    least = screen.settings.days.get(
        str(tender.get("procurementMethodDetails")), screen.option("R003", "threshold", 15)
    )
    if int((end - start) / timedelta(days=1)) < least:
        screen.flag(OCID, ocid, "R003")


def _single_bid(screen: Screen, release: Json, ocid: str) -> None:
    """R018: one tenderer where several could compete."""
    tender = _tender(release)
    methods = screen.option("R018", "procurement_methods", frozenset({"open", "selective"}))
    if tender.get("procurementMethod") in methods and tender.get("numberOfTenderers") == 1:
        screen.flag(OCID, ocid, "R018")


def _same_price(screen: Screen, release: Json, ocid: str) -> None:
    """R028: different tenderers ask the same price."""
    if not screen.compares_prices(release):
        return
    who: dict[tuple[float, str], set[frozenset[str]]] = defaultdict(set)
    for bid in _submitted(release):
        price, names = _price(bid), frozenset(_ids(bid.get("tenderers")))
        if price and names:
            who[price].add(names)
    for sets in who.values():
        if len(sets) > 1:
            screen.flag(OCID, ocid, "R028")
            for name in sorted(frozenset().union(*sets)):
                screen.flag(TENDERER, name, "R028")


def _late_winner(screen: Screen, release: Json, ocid: str) -> None:
    """R030: a valid bid after the deadline, of a tenderer who was awarded."""
    deadline = _instant(_object(_tender(release).get("tenderPeriod")).get("endDate"))
    winners = set(_suppliers(_active(release)))
    for bid in _bids(release):
        received = _instant(bid.get("date"))
        if bid.get("status") != "valid" or deadline is None or received is None:
            continue
        late = [name for name in _ids(bid.get("tenderers")) if name in winners]
        if received > deadline and late:
            screen.flag(OCID, ocid, "R030")
            for name in late:
                screen.flag(TENDERER, name, "R030")


def _all_others_out(screen: Screen, release: Json, ocid: str) -> None:
    """R035: everybody else was disqualified."""
    if not _all_final(release):
        return
    valid = {
        n for b in _bids(release) if b.get("status") == "valid" for n in _ids(b.get("tenderers"))
    }
    out = {
        n
        for b in _bids(release)
        if b.get("status") == "disqualified"
        for n in _ids(b.get("tenderers"))
    } - valid
    least = max(1, screen.option("R035", "threshold", 1))
    if len(valid) == 1 and valid == set(_suppliers(_active(release))) and len(out) >= least:
        screen.flag(OCID, ocid, "R035", float(len(out)))
        screen.flag(TENDERER, next(iter(valid)), "R035", 0.0)


def _lowest_out(screen: Screen, release: Json, ocid: str) -> None:
    """R036: the lowest submitted bid was disqualified, and others were not."""
    if not screen.compares_prices(release) or not _active(release):
        return
    priced = [
        (price[0], bid.get("status"))
        for bid in _submitted(release)
        if (price := _price(bid)) and price[1] == screen.currency
    ]
    if not any(status == "valid" for _, status in priced):
        return
    lowest = min(amount for amount, _ in priced)
    if all(status == "disqualified" for amount, status in priced if amount == lowest):
        screen.flag(OCID, ocid, "R036")


# --- all of them --------------------------------------------------------------------------


def _gap(screen: Screen, release: Json, ocid: str) -> None:
    """R024, R058: keep how far the winning bid is below the next valid one."""
    supplier = _only_supplier(release)
    if supplier is None or not screen.compares_prices(release):
        return
    own: list[tuple[float, str]] = []
    others: list[tuple[float, str]] = []
    for bid in _bids(release):
        names, price = _ids(bid.get("tenderers")), _price(bid)
        if bid.get("status") != "valid":
            continue
        if len(names) > 1:
            return  # whose bid it is that was awarded cannot be told
        if names and price and price[1] == screen.currency:
            (own if names[0] == supplier else others).append((price[0], names[0]))
    if own and others and 0 < min(own)[0] <= min(others)[0]:
        amount, second = min(others)
        ratio = (amount - min(own)[0]) / min(own)[0]
        screen.gaps.append(Gap(ocid, ratio, supplier, second))


def _close(screen: Screen) -> None:
    """R024: the next bid is unusually close."""
    fence = screen.option("R024", "threshold")
    if fence is None:
        fence = lower_fence([gap.ratio for gap in screen.gaps]) if screen.gaps else 0.0
    for gap in screen.gaps:
        if fence > 0 and gap.ratio <= fence:
            screen.flag(OCID, gap.ocid, "R024", gap.ratio)
            screen.flag(TENDERER, gap.winner, "R024", 0.0)
            screen.flag(TENDERER, gap.second, "R024", 0.0)


def _far(screen: Screen) -> None:
    """R058: the next bid is unusually far."""
    fence = screen.option("R058", "threshold")
    if fence is None:
        fence = upper_fence([gap.ratio for gap in screen.gaps]) if screen.gaps else 0.0
    for gap in screen.gaps:
        if fence > 0 and gap.ratio >= fence:
            screen.flag(OCID, gap.ocid, "R058", gap.ratio)
            screen.flag(TENDERER, gap.winner, "R058", 0.0)


def _wins(screen: Screen, release: Json, _ocid: str) -> None:
    """R025: count in how many processes each tenderer had a valid bid, and how many it won."""
    supplier = _only_supplier(release)
    if supplier is None:
        return
    valid = [_ids(bid.get("tenderers")) for bid in _bids(release) if bid.get("status") == "valid"]
    if any(len(names) > 1 for names in valid):
        return
    for name in {names[0] for names in valid if names}:
        screen.wins[name].add(int(name == supplier))


def _always_loses(screen: Screen) -> None:
    """R025: bids often and wins unusually rarely."""
    if not screen.wins:
        return
    share = screen.option("R025", "percentile", 75) / 100
    often = quartile([w.whole for w in screen.wins.values()], share)
    fence = screen.option("R025", "threshold")
    if fence is None:
        fence = lower_fence([w.ratio for w in screen.wins.values()])
    for name, won in screen.wins.items():
        if fence > 0 and won.whole >= often and won.ratio <= fence:
            screen.flag(TENDERER, name, "R025", won.ratio)


def _count_disqualified(screen: Screen, release: Json, _ocid: str) -> None:
    """R038: count submitted and disqualified bids by buyer, procuring entity and tenderer."""
    bids = list(_submitted(release))
    out = sum(bid.get("status") == "disqualified" for bid in bids)
    for group, place in ((BUYER, release), (ENTITY, _tender(release))):
        key = _id(place.get("buyer" if group == BUYER else "procuringEntity"))
        if key is not None and bids:
            screen.disqualified[group][key].add(out, len(bids))
    for bid in bids:
        for name in _ids(bid.get("tenderers")):
            screen.disqualified[TENDERER][name].add(int(bid.get("status") == "disqualified"))


def _often_disqualified(screen: Screen) -> None:
    """R038: unusually many bids are disqualified. Both minimums count submitted bids."""
    for group, shares in screen.disqualified.items():
        name = "minimum_submitted_bids" if group == TENDERER else "minimum_contracting_processes"
        least = max(1, screen.option("R038", name, 2))
        ratios = {key: s.ratio for key, s in shares.items() if s.whole >= least}
        fence = screen.option("R038", "threshold")
        if fence is None:
            fence = upper_fence(list(ratios.values())) if ratios else 0.0
        for key, ratio in ratios.items():
            if fence > 0 and ratio >= fence:
                screen.flag(group, key, "R038", ratio)


def _collect_codes(screen: Screen, release: Json, _ocid: str) -> None:
    """R048: collect the first digits of what each supplier was awarded."""
    digits, names = screen.option("R048", "digits", 2), set()
    for award in _active(release):
        suppliers = _ids(award.get("suppliers"))
        if len(suppliers) != 1:
            continue
        names.add(suppliers[0])
        for item in _objects(award.get("items")):
            code = _object(item.get("classification")).get("id")
            if isinstance(code, str) and code:
                screen.codes[suppliers[0]].add(code[:digits])
    for name in names:
        screen.awarded[name] += 1


def _everything(screen: Screen) -> None:
    """R048: supplies unusually different things."""
    least = screen.option("R048", "minimum_contracting_processes", 20)
    fence = screen.option("R048", "threshold")
    if fence is None:
        many = [len(codes) for name, codes in screen.codes.items() if screen.awarded[name] >= least]
        fence = upper_fence(many) if many else 0.0
    for name, codes in screen.codes.items():
        if fence > 0 and len(codes) >= fence:
            screen.flag(TENDERER, name, "R048", float(len(codes)))


def _nothing(_screen: Screen, _release: Json, _ocid: str) -> None:
    """Stand for a rule that only looks at all processes together."""


def _nothing_more(_screen: Screen) -> None:
    """Stand for a rule that looks at each process alone."""


_TAKES = {
    "R003": _short_period,
    "R018": _single_bid,
    "R025": _wins,
    "R028": _same_price,
    "R030": _late_winner,
    "R035": _all_others_out,
    "R036": _lowest_out,
    "R038": _count_disqualified,
    "R048": _collect_codes,
}
_ENDS = {
    "R024": _close,
    "R025": _always_loses,
    "R038": _often_disqualified,
    "R048": _everything,
    "R058": _far,
}


# --- what stands in a release ---------------------------------------------------------------


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _id(value: object) -> str | None:
    found = _object(value).get("id")
    if isinstance(found, str) and found:
        return found
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None


def _ids(value: object) -> list[str]:
    """Return the different ids of organizations, in their order."""
    return list(dict.fromkeys(key for one in _objects(value) if (key := _id(one)) is not None))


def _tender(release: Json) -> Json:
    return _object(release.get("tender"))


def _bids(release: Json) -> list[Json]:
    return _objects(_object(release.get("bids")).get("details"))


def _submitted(release: Json) -> Iterator[Json]:
    for bid in _bids(release):
        if isinstance(bid.get("status"), str) and bid["status"] not in _NOT_SUBMITTED:
            yield bid


def _active(release: Json) -> list[Json]:
    return [award for award in _objects(release.get("awards")) if award.get("status") == "active"]


def _suppliers(awards: Iterable[Json]) -> Iterator[str]:
    for award in awards:
        yield from _ids(award.get("suppliers"))


def _all_final(release: Json) -> bool:
    """Say whether no award can still change."""
    return all(a.get("status", "active") in _FINAL for a in _objects(release.get("awards")))


def _only_supplier(release: Json) -> str | None:
    """Return the one supplier of the one active award, once all awards are final."""
    awards = _active(release)
    if len(awards) != 1 or not _all_final(release):
        return None
    suppliers = _ids(awards[0].get("suppliers"))
    return suppliers[0] if len(suppliers) == 1 else None


def _price(bid: Json) -> tuple[float, str] | None:
    value = _object(bid.get("value"))
    amount, currency = value.get("amount"), value.get("currency")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    if not isinstance(currency, str) or not isfinite(amount):
        return None
    return float(amount), currency


def _first_currency(release: Json) -> str | None:
    return next((price[1] for bid in _submitted(release) if (price := _price(bid))), None)


def _instant(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None
