"""Tests of `tracker.store`, on SQLite and on PostgreSQL."""
