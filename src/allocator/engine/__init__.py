"""The verbs: the only place where the layers meet, one verb a file."""
