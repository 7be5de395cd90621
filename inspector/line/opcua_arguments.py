"""What each method of OPC 40100-1 takes and gives: name, data type, and whether it is an array."""

from collections.abc import Sequence

from inspector.line import opcua_types as kinds

Arguments = Sequence[tuple[str, int, bool]]

I32, U32, STR, BOOLEAN = kinds.INT32, 7, kinds.TEXT, kinds.BOOL
WHY = (("Cause", I32, False), ("CauseDescription", STR, False))
ERROR = (("Error", I32, False),)
START = (
    ("MeasId", kinds.MEAS_ID, False),
    ("PartId", kinds.PART_ID, False),
    ("RecipeId", kinds.RECIPE_EXTERNAL, False),
    ("ProductId", kinds.PRODUCT_ID, False),
    ("Parameters", kinds.ANY, True),
)
STARTED = (("JobId", kinds.JOB_ID, False), *ERROR)
LIST_RECIPES = (
    ("ExternalId", kinds.RECIPE_EXTERNAL, False),
    ("ProductId", kinds.PRODUCT_ID, False),
    ("IsPrepared", I32, False),
    ("MaxResults", U32, False),
    ("StartIndex", U32, False),
    ("Timeout", I32, False),
)
LISTED_RECIPES = (
    ("IsComplete", BOOLEAN, False),
    ("ResultCount", U32, False),
    ("RecipeHandle", kinds.HANDLE, False),
    ("RecipeList", kinds.RECIPE_INTERNAL, True),
    *ERROR,
)
RECIPE_IN = (
    ("ExternalId", kinds.RECIPE_EXTERNAL, False),
    ("InternalIdIn", kinds.RECIPE_INTERNAL, False),
)
PREPARED = (
    ("InternalIdOut", kinds.RECIPE_INTERNAL, False),
    ("IsCompleted", BOOLEAN, False),
    *ERROR,
)
UNPREPARED = (("InternalIdOut", kinds.RECIPE_INTERNAL, False), *ERROR)
RESULT_IN = (("ResultId", kinds.RESULT_ID, False), ("Timeout", I32, False))
RESULT_OUT = (
    ("ResultHandle", kinds.HANDLE, False),
    ("Result", kinds.RESULT, False),
    *ERROR,
)
HANDLE_IN = (("ResultHandle", kinds.HANDLE, False),)
