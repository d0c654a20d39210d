"""The measuring of the ranking."""
