"""What a plan is judged by, and the naive splits it is shown beside."""
