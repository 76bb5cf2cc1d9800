"""One file a tier: what it adds to the program and what it minimises."""
