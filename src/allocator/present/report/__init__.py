"""The report of one plan as a page: a section a file, in the order in which it is read."""
