"""Everything that knows SQL; one file per noun.

`tracker.store.store.Store` is the door for jobs that write, and loads SQLAlchemy.
`tracker.store.reading.open_reader` is the door for questions, and loads next to nothing.
"""
