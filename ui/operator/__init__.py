"""The operator screen: what the line is doing, and why a board did not pass."""
