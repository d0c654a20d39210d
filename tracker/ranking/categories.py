"""Where papers are filed, as numbers: what a reader likes often sits in few categories."""

from collections.abc import Sequence

import numpy as np

from tracker.ranking.percentiles import Floats

# The categories that AI papers are listed in most; others say too little.
KNOWN = (
    "cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.IR", "cs.MA", "cs.SE", "cs.CR", "cs.HC", "cs.RO",
    "cs.DC", "stat.ML", "cs.CY", "cs.SD", "cs.AR", "cs.NE",
)  # fmt: skip


def category_features(filed: Sequence[Sequence[str]], usual: Floats | None = None) -> Floats:
    """Return papers x features: 1 for each known category, and once more for the primary one.

    A paper without categories gets the `usual` features, so that it neither gains nor loses.
    """
    features = np.zeros((len(filed), 2 * len(KNOWN)))
    for at, categories in enumerate(filed):
        for place, category in enumerate(categories):
            if category in KNOWN:
                features[at, KNOWN.index(category)] = 1.0
                features[at, len(KNOWN) + KNOWN.index(category)] = float(place == 0)
        if not categories and usual is not None:
            features[at] = usual
    return features
