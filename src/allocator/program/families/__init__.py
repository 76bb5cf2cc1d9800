"""Constraint families: one a file, found by the registry."""
