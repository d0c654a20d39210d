"""The one polite client: identity, turns per host, deadlines, caps, conditional GET, redirects."""

from tracker.http.client import Http
from tracker.http.exchange import FEEDS, Limits, Response, Validators
from tracker.http.identity import Identity
from tracker.http.pacing import Gate, MemoryGate

__all__ = [
    "FEEDS",
    "Gate",
    "Http",
    "Identity",
    "Limits",
    "MemoryGate",
    "Response",
    "Validators",
]
