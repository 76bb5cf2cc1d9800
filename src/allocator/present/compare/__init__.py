"""A comparison of plans as a page, as JSON and as a notebook shows it."""
