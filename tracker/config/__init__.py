"""Configuration, read once at the door: TOML and environment to frozen Settings."""

from tracker.config.reading import Origin, load
from tracker.config.settings import Settings

__all__ = ["Origin", "Settings", "load"]
