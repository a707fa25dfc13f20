"""The law knows neither the web nor the database."""

import subprocess
import sys


def test_the_law_loads_without_flask_and_sqlalchemy() -> None:
    code = (
        "import sys, app.law, app.accounts.divisions; app.law.load();"
        "print({'flask', 'sqlalchemy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
