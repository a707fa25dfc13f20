"""A branch that nobody walks is named."""

from tools import branches


def measured(path, *, lines=(), missed=(), covered=95):
    file = {"missing_lines": list(lines), "missing_branches": list(missed)}
    return {"files": {path: file}, "totals": {"covered_branches": covered, "num_branches": 100}}


def test_a_branch_of_the_rules_is_walked_or_named():
    for path in ("app/projects/rules.py", "scoring/price.py", "app/guard.py", "app/law/book.py"):
        assert list(branches.faults(measured(path))) == []
        (said,) = branches.faults(measured(path, missed=[[1, 2]]))
        assert path in said


def test_elsewhere_nine_of_ten_are_enough():
    pages = "app/projects/views.py"
    assert list(branches.faults(measured(pages, missed=[[1, 2]]))) == []
    (said,) = branches.faults(measured(pages, covered=89))
    assert "89.0 %" in said


def test_every_pattern_names_something_that_is_there():
    assert [p for p in branches.WALKED if not list(branches.ROOT.glob(p))] == []
