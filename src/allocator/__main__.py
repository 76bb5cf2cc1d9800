"""`python -m allocator` is the command line."""

from allocator.cli import main

if __name__ == "__main__":
    main()
