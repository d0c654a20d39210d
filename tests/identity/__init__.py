"""Tests of whether two records are one paper."""
