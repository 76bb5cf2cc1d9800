"""One file for each printed table or set of figures: what it should say, and whether it does."""
