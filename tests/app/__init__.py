"""Tests of `tracker.app`."""
