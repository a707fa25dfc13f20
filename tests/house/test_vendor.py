"""What the browser gets from others is what was locked, with its licence."""

import re
from pathlib import Path

from tools import vendor

LINKS = (vendor.ROOT / "app/templates/_links.html").read_text(encoding="utf-8")


def test_vendored_files_are_as_locked():
    assert list(vendor.differences()) == []


def test_every_vendored_package_brings_its_licence():
    folders = {str(Path(name).parent) for name in vendor.present()}
    assert folders == {str(Path(n).parent) for n in vendor.present() if Path(n).stem == "LICENSE"}


def test_the_frame_asks_for_versions_that_are_there():
    asked = re.findall(r"filename='vendor/([^']+)'", LINKS)
    assert len(asked) == 2
    served = vendor.SERVED.relative_to(vendor.ROOT)
    assert {f"{served}/{name}" for name in asked} <= vendor.present()
