"""What tables must satisfy together: one kind of fault a file."""
