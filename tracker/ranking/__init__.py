"""Papers times a roadmap gives scores with reasons: pure, deterministic, and the only user of
scikit-learn, which is why `tracker.ranking.ranker` is imported by name and never from here."""
