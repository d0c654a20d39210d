"""Papers times a roadmap: text, background, roadmap file, percentiles, scores and reasons."""
