"""Papers times a roadmap gives scores with reasons: pure, deterministic, and the only user of
scikit-learn, which is why `tracker.ranking.ranker` is imported by name and never from here."""

import os

# Our matrices are small and mostly empty: threads of BLAS would wait for each other at full speed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
