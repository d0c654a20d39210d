"""Tests mirror the package; a test is a sentence."""
