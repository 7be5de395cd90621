"""The command ``inspector``: a file a group of commands; what is heavy is imported inside."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; Ctrl-C is no error while it loads either."""
    try:
        from inspector.cli import app
    except KeyboardInterrupt:
        sys.exit(130)
    app.main()


__all__ = ["main"]
