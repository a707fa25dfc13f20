"""A package is read from one state, while people go on writing; they do not wait for it."""

from concurrent.futures import ThreadPoolExecutor

from app.audit import actions as audit
from app.db import one_state, session
from app.exports import actions
from app.permissions import SYSTEM
from tests import register
from tests.conftest import NOW
from tests.exports.test_package import verify

WITHIN = 10


def test_what_is_committed_meanwhile_is_no_part_of_it(real, tmp_path, monkeypatch):
    def write_down():
        with real.app_context():
            unit = register.unit()
            audit.note("unit", "open", unit, by=SYSTEM, now=NOW)
            session.commit()

    write_down()
    log, seen = actions._log, []

    def meanwhile(until):
        with ThreadPoolExecutor(1) as other:
            other.submit(write_down).result(WITHIN)
        found = list(log(10**9))  # all that this transaction can see
        seen.append(len(found))
        return found

    monkeypatch.setattr(actions, "_log", meanwhile)
    with real.app_context():
        one_state()
        contents = actions.write(tmp_path / "p", now=NOW)
    assert (contents["rows"], seen) == (1, [1])
    assert verify(tmp_path / "p").returncode == 0
    monkeypatch.undo()
    with real.app_context():
        assert actions.write(tmp_path / "q", now=NOW)["rows"] == 2
