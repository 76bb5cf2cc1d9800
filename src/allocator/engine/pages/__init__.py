"""Pages of docs/ that are made from the code, and are tested to be what the code says."""
