"""Which recommendations may be the same ask: a score for two wordings, and a search for the nearest.

The machine proposes and a person decides. A score depends on the two wordings, the model and the version of the weights
alone, so that it never drifts as the record grows.
"""
