"""A page that is seldom seen must not be the one that leads nowhere."""

import re
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
LINK = re.compile(r"""\b(?:url_for|link)\(\s*["']([a-z_]*\.[a-z_]+)["']""")


def test_every_link_that_is_written_leads_to_a_page(app):
    found = {}
    for path in sorted([*APP.rglob("*.html"), *APP.rglob("*.py")]):
        for endpoint in LINK.findall(path.read_text(encoding="utf-8")):
            capability = path.relative_to(APP).parts[0]
            whole = f"{capability}{endpoint}" if endpoint.startswith(".") else endpoint
            found.setdefault(whole, path.relative_to(APP))
    assert len(found) > 200
    assert {e: str(p) for e, p in found.items() if e not in app.view_functions} == {}
