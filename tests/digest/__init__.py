"""Tests of composing and rendering editions."""
