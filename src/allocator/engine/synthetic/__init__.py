"""A made-up sales organisation, from its people to its target: what `generate` writes."""
