"""The command ``inspector``: a file a group of commands; what is heavy is imported inside."""

from inspector.cli.app import main

__all__ = ["main"]
