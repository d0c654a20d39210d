"""Tracker follows arXiv, conferences and AI labs and sends one short digest a day."""

__version__ = "0.1.0"
