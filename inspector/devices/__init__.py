"""What a station takes pictures with: cameras and lights, real, replayed and simulated."""
