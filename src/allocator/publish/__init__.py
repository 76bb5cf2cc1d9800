"""From x* to a plan: rounding, roll-up, tables, measures, seal."""
