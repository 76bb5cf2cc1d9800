"""A general interior point for large sparse programs: linear, or with a diagonal quadratic term.

It takes any program of `solve.linear` and knows nothing of what its rows mean. What makes it quick
on large ones is the linear algebra: columns of few entries are condensed into normal equations,
columns of many stay beside them, and rows that meet very many others are eliminated last.

form -> order -> normal (with ldl) -> path -> backend
"""
