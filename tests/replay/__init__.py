"""The played arXiv and blogs."""
