"""Frame numbers: how many were left out, also where the counter of 16 bits starts again."""

SHORT_COUNTER = 65_535
"""GigE Vision 1 numbers frames 1 to 65535 and then 1 again, never 0."""


def steps(before: int, number: int) -> int:
    """Give how many frames after ``before`` a number is; 0 or less: it is no later one.

    Examples
    --------
    >>> steps(7, 8), steps(7, 10), steps(7, 7), steps(65535, 1), steps(65534, 2)
    (1, 3, 0, 1, 3)
    """
    far = number - before
    if before <= SHORT_COUNTER and far < -SHORT_COUNTER // 2:
        return far + SHORT_COUNTER
    return far
