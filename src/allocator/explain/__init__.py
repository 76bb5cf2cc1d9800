"""Why this number, and why no plan."""
