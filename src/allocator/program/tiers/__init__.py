"""Tiers of a policy: what is minimised, one a file, found by the registry."""
