"""One file a family: the rows of docs/program.md, written again plainly."""
