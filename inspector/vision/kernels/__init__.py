"""Hot loops of the vision room, compiled by `inspector.jit`."""
