"""Quota letters: a page for each rep and each manager, an index for the planner. No scripts."""
