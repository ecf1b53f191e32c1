"""What *events equal reload* runs: for each module of actions a file of that name with `CASES`, by action."""
