"""Makes an edition: `compose` chooses (pure), `Renderer` writes the mail and the pages."""

from tracker.digest.compose import QUIET_BELOW, compose
from tracker.digest.render import Renderer

__all__ = ["QUIET_BELOW", "Renderer", "compose"]
