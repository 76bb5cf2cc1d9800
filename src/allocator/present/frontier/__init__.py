"""A frontier as a page, a folder of files, and in a notebook."""
