"""Inspector looks at electronics boards with cameras and gives a verdict on every part."""

from importlib.metadata import version

__version__ = version("inspector")
