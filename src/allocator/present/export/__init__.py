"""Files that planning systems load."""
