"""A learner's own notes become a roadmap: pure, and in Chinese or English.

A workshop of its own: it knows nothing of scores, and the ranking nothing of Markdown.
"""

from tracker.notes.understanding import understand
from tracker.notes.writing import as_toml

__all__ = ["as_toml", "understand"]
