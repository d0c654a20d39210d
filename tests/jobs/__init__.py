"""Tests of `tracker.jobs`."""
