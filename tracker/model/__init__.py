"""The nouns: frozen dataclasses and enums, with no I/O and no third-party import.

Import from the file that tells the story (`tracker.model.papers`), so that a query does not pay
for the nouns of a digest.
"""
