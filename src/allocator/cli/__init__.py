"""The command line: parse, call, print. One verb a file; `app` puts them together."""

from allocator.cli.app import app, main

__all__ = ["app", "main"]
