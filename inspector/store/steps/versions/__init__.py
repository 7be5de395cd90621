"""One file a step, named by its number; to add one: copy the last, count on."""
