"""Decides whether two records are one paper; pure, and ground for everyone."""
