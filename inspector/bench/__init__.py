"""What is measured of the product itself, on this machine; every figure names its command."""
