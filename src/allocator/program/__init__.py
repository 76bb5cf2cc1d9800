"""The mathematics of quotas: families of rows, tiers of objectives."""
