"""Alembic's entry: upgrades over the connection that the ledger hands in."""

from alembic import context

from zns_batch.ledger.db.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
