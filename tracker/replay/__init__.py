"""A small arXiv, blogs and venues on loopback, for `demo` and tests: any day, from JSON lines."""

from tracker.replay.exchange import Answer
from tracker.replay.faults import Fault
from tracker.replay.server import Replay
from tracker.replay.stage import Seen, Stage
from tracker.replay.world import World

__all__ = ["Answer", "Fault", "Replay", "Seen", "Stage", "World"]
