"""What a station says to the line and hears from it: PLCs, line protocols, result drops."""
