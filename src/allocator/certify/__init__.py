"""The independent witness: it proves a plan from its folder and shares nothing with the builder.

Everything is computed again from the input tables, plainly, by labels: parameters (`figures`),
the program (`rows`, `tiers`), what its duals prove (`duality`, `lock`), and what was printed
(`rounding`, `measures`). `certificate.certify` is the one entry.
"""
