"""A small arXiv and some blogs on loopback, for `demo` and tests: any day, from JSON lines."""

from tracker.replay.faults import Fault
from tracker.replay.server import Replay, Seen
from tracker.replay.world import World

__all__ = ["Fault", "Replay", "Seen", "World"]
