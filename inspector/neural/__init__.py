"""Networks as something that is asked: pictures in, numbers out."""
