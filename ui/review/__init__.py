"""Review: what the machine calls a defect, and what a person says of it."""
