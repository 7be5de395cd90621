"""Views to results: the only room where all of vision and checks meet.

`panel` takes one panel from its fields to its result, `fields` one field and its parts.
"""

from inspector.inspection.panel import Inspected, field_order, inspect_panel

__all__ = ["Inspected", "field_order", "inspect_panel"]
