"""What quotas mean in work: activities, objectives, initiatives. Reads finished plans."""
