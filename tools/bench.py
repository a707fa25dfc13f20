"""The benchmarks: `./bench [NAME ...]`. Every file in tools/benches/ defines `run(report)`.

Milliseconds differ from machine to machine; a ratio of two things measured in one run
does not. So a row may name the row it is compared with and how many times it may cost.
"""

import argparse
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

BENCHES = Path(__file__).parent / "benches"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing."""

    name: str
    milliseconds: float
    aim: float | None
    against: str | None
    ratio: float | None
    most: float | None

    @property
    def good(self) -> bool:
        """Say whether the ratio is kept; milliseconds alone decide nothing."""
        return self.ratio is None or self.most is None or self.ratio <= self.most


@dataclass(slots=True)
class Report:
    """What a run measured."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def measure(
        self,
        name: str,
        work: Callable[[], object],
        *,
        repeat: int = 30,
        aim: float | None = None,
        against: str | None = None,
        most: float | None = None,
    ) -> float:
        """Time `work` and keep the median; return milliseconds.

        aim: milliseconds one would like. against: the name of an earlier row.
        most: how many times that row this one may cost.
        """
        work()
        took = []
        for _ in range(repeat):
            start = time.perf_counter()
            work()
            took.append(time.perf_counter() - start)
        return self.add(name, statistics.median(took) * 1000, aim=aim, against=against, most=most)

    def add(
        self,
        name: str,
        milliseconds: float,
        *,
        aim: float | None = None,
        against: str | None = None,
        most: float | None = None,
    ) -> float:
        """Keep a figure that was measured elsewhere."""
        ratio = None
        if against is not None:
            ratio = milliseconds / next(r.milliseconds for r in self.rows if r.name == against)
        self.rows.append(Row(name, milliseconds, aim, against, ratio, most))
        return milliseconds

    def note(self, words: str) -> None:
        """Say something below the table."""
        self.notes.append(words)

    def table(self) -> str:
        """Return the rows as a table, with what each is compared to."""
        wide = max((len(row.name) for row in self.rows), default=4)
        lines = [f"{'':{wide}}  {'ms':>10}  {'aim':>8}  {'ratio':>7}  {'most':>5}"]
        for row in self.rows:
            aim = "" if row.aim is None else f"{row.aim:g}"
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
            most = "" if row.most is None else f"{row.most:g}x"
            end = "" if row.against is None else f"  of {row.against}"
            end += "" if row.good else "  TOO SLOW"
            lines.append(
                f"{row.name:{wide}}  {row.milliseconds:>10.2f}  {aim:>8}  {ratio:>7}  {most:>5}{end}"
            )
        return "\n".join([*lines, *self.notes])


def main() -> int:
    """Run the named benches (all, if none is named); fail if a ratio is not kept."""
    there = sorted(path.stem for path in BENCHES.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(prog="./bench", description="Measure.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(there) or "none yet")
    names = parser.parse_args().names or there
    unknown = sorted(set(names) - set(there))
    if unknown:
        parser.error(f"no such bench: {', '.join(unknown)}")
    good = True
    for name in names:
        report = Report()
        importlib.import_module(f"tools.benches.{name}").run(report)
        print(f"\n{name}\n{report.table()}", flush=True)
        good = good and all(row.good for row in report.rows)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
