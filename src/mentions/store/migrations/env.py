"""What Alembic runs for each command; the connection and its transaction are the caller's."""

from alembic import context

from mentions.store import (  # noqa: F401 - their tables count, too
    asked,
    tables_reports,
    tables_running,
    tables_websub,
)
from mentions.store.migrate import VERSION_TABLE
from mentions.store.tables import METADATA


def run() -> None:
    """Run the steps on the connection handed over by `mentions.store.migrate`."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        version_table=VERSION_TABLE,
        render_as_batch=True,  # SQLite changes a table by building it anew
    )
    with context.begin_transaction():
        context.run_migrations()


# Alembic sets `config` only while it runs this file; whoever imports it to look at it runs nothing.
if hasattr(context, "config"):
    run()
