"""Speed and memory of the main paths, as figures and ratios measured in one run."""
