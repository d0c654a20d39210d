"""Tests of `tracker.model`."""
