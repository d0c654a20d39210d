"""Measures the ranking on papers that people have judged, beside the ways of other programs."""
