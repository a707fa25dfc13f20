import pytest

from tools.bench import Report


def test_a_ratio_decides_and_milliseconds_do_not():
    report = Report()
    report.add("bare view", 2.0, aim=0.1)
    report.add("our view", 5.0, against="bare view", most=3)
    report.add("slow view", 8.0, against="bare view", most=3)
    assert [row.good for row in report.rows] == [True, True, False]
    assert report.table().count("TOO SLOW") == 1


def test_the_middle_of_many_runs_is_kept():
    report = Report()
    assert report.measure("nothing", lambda: None, repeat=5) >= 0
    assert len(report.rows) == 1


def test_a_row_is_compared_with_a_row_that_is_there():
    with pytest.raises(StopIteration):
        Report().add("alone", 1.0, against="nobody")
