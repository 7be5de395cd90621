"""Cameras behind any GenTL producer; the GenICam binding and Harvesters are imported here alone."""
