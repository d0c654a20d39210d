"""Compiles the patterns by which comments are read: any of several, in either case of letters."""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return one pattern that finds any of `patterns`, whatever the case of the letters."""
    return re.compile("|".join(patterns), re.IGNORECASE)
