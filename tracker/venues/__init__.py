"""Knows the venues and what texts say of them; pure, and ground for everyone."""
