"""A small library for linear programs that knows no sales word."""
