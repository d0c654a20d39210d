"""The composition root: Settings become a Tracker, the front door of the house."""

from tracker.app.tracker import Tracker

__all__ = ["Tracker"]
