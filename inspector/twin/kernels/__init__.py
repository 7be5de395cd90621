"""Hot loops of the drawn world, each beside a plain numpy reference."""
