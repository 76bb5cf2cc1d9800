"""Every fault of the input that allocator knows: code, message, example, mend, how it ends."""
