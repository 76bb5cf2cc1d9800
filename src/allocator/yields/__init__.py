"""Data to parameters: one estimator a file, each with its formula and source."""
