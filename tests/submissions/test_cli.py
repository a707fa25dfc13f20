"""`flask receipts check`."""

import pytest

from app.submissions import rules
from tests import bids

GONE = "LW-2345-6789-ABCD"


@pytest.fixture
def check(app, tmp_path):
    def run(*lines):
        held = tmp_path / "receipts.csv"
        held.write_text("\n".join(lines), encoding="utf-8")
        return app.test_cli_runner().invoke(args=["receipts", "check", str(held)])

    return run


@pytest.fixture
def version(db):
    made = bids.handed_in(bids.project(), "澜湾区青禾社会工作服务中心", bids.bid())
    db.commit()
    return made


def test_what_is_here_is_right(any_db, version, check):
    said = check(
        "回执编号,校验码", f"{version.receipt_no},{version.commitment}", version.receipt_no
    )
    assert said.exit_code == 0, said.output
    assert "共 1 份回执：0 份不在库中" in said.output


def test_a_receipt_that_is_not_here_is_to_be_handed_in_again(any_db, version, check):
    said = check(version.receipt_no, GONE)
    assert said.exit_code == 1
    assert f"{GONE} 不在库中，请该组织重新提交" in said.output
    assert version.receipt_no not in said.output


def test_a_receipt_for_another_content_is_named(version, check):
    said = check(f"{version.receipt_no} {'0' * 64}")
    assert said.exit_code == 1
    assert f"{version.receipt_no} 与库中内容不符" in said.output


def test_a_file_without_receipts_is_refused(db, check):
    assert "没有回执编号" in check("回执编号").output


def test_receipts_are_found_in_any_list():
    held = rules.receipts_in([f'  "receipt": "{GONE}",', "LW-1", f"{GONE};{'a' * 64}"])
    assert held == {GONE: "a" * 64}
