"""The recipe editor: for process engineers."""
