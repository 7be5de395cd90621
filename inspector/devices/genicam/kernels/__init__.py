"""Hot loops over packed pixels, compiled by `inspector.jit`."""
