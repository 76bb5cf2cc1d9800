"""A CRM export becomes a scenario: read, cleaned, classed by lever, summed into tables.

`mapping` says which column is which, `export` reads and mends, `levers` classes each deal,
`target` finds horizon and money, `books` sums into tables, `page` writes the scenario's words.
"""
