"""Tests of what texts say of venues."""
