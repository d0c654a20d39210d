"""Runs the migrations on the connection, and in the transaction, that the store hands over."""

from alembic import context

from tracker.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    # SQLite can roll a schema back too, once the transaction is begun by hand, as ours is.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
