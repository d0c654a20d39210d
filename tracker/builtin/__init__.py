"""Data that ships with the program; read through `tracker.resources`."""
