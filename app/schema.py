"""The migrations, by Alembic: up, down, compared with the models, and the next one written."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine

from app.config import ROOT

__all__ = ["CommandError", "check", "config_for", "downgrade", "upgrade", "write"]

MIGRATIONS = ROOT / "migrations"


def config_for(to: Engine, migrations: Path = MIGRATIONS) -> Config:
    """Return what Alembic needs to know, for the database behind `to`."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["engine"] = to
    return config


def upgrade(to: Engine, revision: str = "head") -> None:
    """Bring the tables up to a revision."""
    command.upgrade(config_for(to), revision)


def downgrade(to: Engine, revision: str) -> None:
    """Take the tables back to a revision."""
    command.downgrade(config_for(to), revision)


def check(to: Engine) -> None:
    """Raise CommandError if the tables are not what the models say."""
    command.check(config_for(to))


def write(to: Engine, name: str) -> None:
    """Write the next migration from what differs."""
    config = config_for(to)
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    number = max((int(script.revision) for script in scripts), default=0) + 1
    command.revision(config, name, autogenerate=True, rev_id=f"{number:04d}")
