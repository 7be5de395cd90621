"""Hot loops of sub-pixel edges: sampling strips, fitting an erf step, a robust line.

References in plain numpy stand in `inspector.vision.kernels.edge_reference`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

ITERATIONS = 12
CONVERGED = 1e-4
"""Gauss-Newton ends when a step moves the edge by less than this, in samples."""
REACH_SIGMAS = 5.0
"""Samples farther from the edge than this many blurs are left out: they know other structures."""
SMALLEST_REACH = 3.0
"""... but never fewer than three samples on a side: there are four unknowns."""
SIGMA_LOW, SIGMA_HIGH = 0.4, 2.5
"""Bounds of the fitted blur, in multiples of the expected one."""
UNKNOWNS = 4
ROUNDING = 1e-6
"""Of a length in pixels: a whole number of them must not become one more by rounding."""


@kernel
def _cubic(f: float, w: NDArray[np.float64]) -> None:
    """Fill in the weights of the four neighbours by Lagrange, ``f`` after the second."""
    w[0] = -f * (f - 1.0) * (f - 2.0) / 6.0
    w[1] = (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0
    w[2] = -(f + 1.0) * f * (f - 2.0) / 2.0
    w[3] = (f + 1.0) * f * (f - 1.0) / 6.0


@kernel
def sample_strips(
    pixels: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32],
    plane: int,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    widths: NDArray[np.float64],
    out: NDArray[np.float32],
) -> None:
    """Fill ``out`` (N, M) with strip means, cubic; NaN where a strip leaves the image.

    ``pixels`` (h, w, C); ``plane`` 0 is the mean of the colours, 1, 2, 3 one of them; ``widths``
    (N,) px. Linear interpolation skews an edge that lies along the pixels (0.010 px rms over its
    places at a blur of 0.9 px), Catmull and Rom's cubic more (0.014); Lagrange's does so by 0.003.
    """
    rows, cols, channels = pixels.shape
    first, last = 0, channels
    if plane > 0:
        first, last = plane - 1, plane
    wr = np.empty(4)
    wc = np.empty(4)
    strips, samples = out.shape
    for i in range(strips):
        across = max(1, round(widths[i]))
        step_r = (end[i, 0] - start[i, 0]) / (samples - 1)
        step_c = (end[i, 1] - start[i, 1]) / (samples - 1)
        length = math.hypot(step_r, step_c)
        if not length > 0.0:
            out[i, :] = np.nan
            continue
        side_r = -step_c / length * widths[i] / across
        side_c = step_r / length * widths[i] / across
        for j in range(samples):
            total = 0.0
            for k in range(across):
                off = k - (across - 1) / 2
                r = start[i, 0] + j * step_r + off * side_r
                c = start[i, 1] + j * step_c + off * side_c
                if not (0.0 <= r <= rows - 1 and 0.0 <= c <= cols - 1):
                    total = np.nan
                    break
                r0 = min(int(r), rows - 2)
                c0 = min(int(c), cols - 2)
                _cubic(r - r0, wr)
                _cubic(c - c0, wc)
                inside = 1 <= r0 <= rows - 3 and 1 <= c0 <= cols - 3
                for a in range(4):
                    ra = r0 + a - 1 if inside else min(max(r0 + a - 1, 0), rows - 1)
                    line = 0.0
                    for b in range(4):
                        cb = c0 + b - 1 if inside else min(max(c0 + b - 1, 0), cols - 1)
                        level = float(pixels[ra, cb, first])
                        for n in range(first + 1, last):
                            level += pixels[ra, cb, n]
                        line += wc[b] * level
                    total += wr[a] * line
            out[i, j] = total / (across * (last - first))


@kernel
def _slope_weights(sigma: float) -> NDArray[np.float64]:
    """Give the weights of differences over 1, 2, ... samples to either side."""
    reach = max(1, math.ceil(2.0 * sigma))
    weights = np.empty(reach)
    total = 0.0
    for k in range(1, reach + 1):
        weights[k - 1] = k * math.exp(-0.5 * (k / sigma) ** 2)
        total += weights[k - 1] * k
    return weights / total


@kernel
def _start(
    profile: NDArray[np.float32],
    weights: NDArray[np.float64],
    polarity: int,
    outermost: float,
    slopes: NDArray[np.float64],
) -> float:
    """Give where the smoothed slope is steepest, NaN if nothing slopes the wanted way.

    Of peaks at least ``outermost`` times as steep as the steepest the last one is taken; if it is
    negative the first. ``slopes`` is room for as many numbers as the profile has.
    """
    n = profile.size
    best = 0.0
    at = np.nan
    for j in range(n):
        slope = 0.0
        for k in range(1, weights.size + 1):
            lo = max(j - k, 0)
            hi = min(j + k, n - 1)
            slope += weights[k - 1] * (profile[hi] - profile[lo])
        # at the ends half of the filter sees nothing: an edge there cannot be fitted anyway
        if polarity != 0:
            slope *= polarity
        else:
            slope = abs(slope)
        slopes[j] = slope
        if slope > best:
            best = slope
            at = float(j)
    if abs(outermost) < 1.0 and best > 0.0:
        for k in range(1, n - 1):
            j = k if outermost < 0.0 else n - 1 - k
            if slopes[j] >= abs(outermost) * best and slopes[j - 1] <= slopes[j] >= slopes[j + 1]:
                return float(j)
    return at


@kernel
def _solve(m: NDArray[np.float64], v: NDArray[np.float64]) -> bool:
    """Factor the normal matrix (Cholesky, in place) and solve into ``v``; False if singular."""
    n = v.size
    for i in range(n):
        for j in range(i + 1):
            s = m[i, j]
            for k in range(j):
                s -= m[i, k] * m[j, k]
            if i == j:
                if not s > 0.0:
                    return False
                m[i, i] = math.sqrt(s)
            else:
                m[i, j] = s / m[j, j]
    for i in range(n):
        s = v[i]
        for k in range(i):
            s -= m[i, k] * v[k]
        v[i] = s / m[i, i]
    for i in range(n - 1, -1, -1):
        s = v[i]
        for k in range(i + 1, n):
            s -= m[k, i] * v[k]
        v[i] = s / m[i, i]
    return True


@kernel
def _normal(
    profile: NDArray[np.float32],
    lo: int,
    hi: int,
    p: NDArray[np.float64],
    m: NDArray[np.float64],
    v: NDArray[np.float64],
) -> float:
    """Build the normal equations at ``p = (low, step, place, blur)``; give the sum of squares."""
    m[:, :] = 0.0
    v[:] = 0.0
    squares = 0.0
    for j in range(lo, hi):
        z = (j - p[2]) / p[3]
        g = 0.5 * (1.0 + math.erf(z * 0.7071067811865476))
        bell = 0.3989422804014327 * math.exp(-0.5 * z * z) / p[3]
        d2 = -p[1] * bell
        d3 = d2 * z
        r = profile[j] - p[0] - p[1] * g
        squares += r * r
        m[0, 0] += 1.0
        m[1, 0] += g
        m[1, 1] += g * g
        m[2, 0] += d2
        m[2, 1] += d2 * g
        m[2, 2] += d2 * d2
        m[3, 0] += d3
        m[3, 1] += d3 * g
        m[3, 2] += d3 * d2
        m[3, 3] += d3 * d3
        v[0] += r
        v[1] += r * g
        v[2] += r * d2
        v[3] += r * d3
    return squares


@kernel
def fit_steps(
    profiles: NDArray[np.float32],
    sigma: float,
    polarity: int,
    outermost: float,
    out: NDArray[np.float64],
) -> None:
    """Fit one erf step to each profile: the steepest, or the last of those nearly as steep.

    ``outermost``: of steps at least so many times as steep as the steepest the last is taken; if it
    is negative, the first.
    ``out`` is (N, 5): position, contrast, blur, residual (freedom taken into account), and the
    standard uncertainty of the position per unit of noise; all NaN where there is no step or the
    fit does not settle inside the profile.
    """
    n = profiles.shape[1]
    m = np.empty((UNKNOWNS, UNKNOWNS))
    v = np.empty(UNKNOWNS)
    p = np.empty(UNKNOWNS)
    reach = max(REACH_SIGMAS * sigma, SMALLEST_REACH)
    weights = _slope_weights(sigma)
    slopes = np.empty(n)
    for i in range(profiles.shape[0]):
        out[i, :] = np.nan
        profile = profiles[i]
        at = _start(profile, weights, polarity, outermost, slopes)
        if math.isnan(at):
            continue
        lo = max(0, math.ceil(at - reach - ROUNDING))
        hi = min(n, math.floor(at + reach + ROUNDING) + 1)
        if hi - lo <= UNKNOWNS:
            continue
        p[0] = 0.5 * (profile[lo] + profile[lo + 1])
        p[1] = 0.5 * (profile[hi - 1] + profile[hi - 2]) - p[0]
        p[2] = at
        p[3] = sigma
        settled = False
        for _ in range(ITERATIONS):
            _normal(profile, lo, hi, p, m, v)
            # a trace of damping keeps a flat profile from throwing the fit far away
            for k in range(UNKNOWNS):
                m[k, k] *= 1.0 + 1e-9
            if not _solve(m, v):
                break
            move = min(max(v[2], -sigma), sigma)
            p[0] += v[0]
            p[1] += v[1]
            p[2] += move
            p[3] = min(max(p[3] + v[3], SIGMA_LOW * sigma), SIGMA_HIGH * sigma)
            if not (lo <= p[2] <= hi - 1):
                break
            if abs(v[2]) < CONVERGED:
                settled = True
                break
        if not settled:
            continue
        squares = _normal(profile, lo, hi, p, m, v)
        v[:] = 0.0
        v[2] = 1.0
        if not _solve(m, v):
            continue
        count = hi - lo
        out[i, 0] = p[2]
        out[i, 1] = p[1]
        out[i, 2] = p[3]
        out[i, 3] = math.sqrt(squares / (count - UNKNOWNS))
        out[i, 4] = math.sqrt(max(v[2], 0.0))


@kernel
def line_weights(
    t: NDArray[np.float64],
    d: NDArray[np.float64],
    u: NDArray[np.float64],
    out: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> bool:
    """Fit ``d = a + b t`` robustly: median of pair slopes, then Tukey's biweight.

    ``out`` takes a, b, var a, cov a b, var b, scale (1: residuals are as large as ``u`` says).
    ``weights`` takes Tukey's weight of each point. False where fewer than three points carry it.
    """
    n = t.size
    half = n // 2
    slopes = np.empty(n - half)
    count = 0
    for i in range(n - half):
        run = t[i + half] - t[i]
        if run != 0.0:
            slopes[count] = (d[i + half] - d[i]) / run
            count += 1
    b = float(np.median(slopes[:count])) if count > 0 else 0.0
    a = float(np.median(d - b * t))
    scale = 1.0
    for _ in range(ITERATIONS):
        r = (d - a - b * t) / u
        # never below what the points themselves state: a lucky few must not shut out the rest
        scale = max(1.4826 * float(np.median(np.abs(r))), 1.0)
        s0 = s1 = s2 = y0 = y1 = 0.0
        for i in range(n):
            q = r[i] / (4.685 * scale)
            w = (1.0 - q * q) ** 2 if abs(q) < 1.0 else 0.0
            weights[i] = w
            w /= u[i] * u[i]
            s0 += w
            s1 += w * t[i]
            s2 += w * t[i] * t[i]
            y0 += w * d[i]
            y1 += w * d[i] * t[i]
        det = s0 * s2 - s1 * s1
        if not det > 1e-12 * s0 * s2:
            return False
        na = (s2 * y0 - s1 * y1) / det
        nb = (s0 * y1 - s1 * y0) / det
        done = abs(na - a) < CONVERGED * 0.01 and abs(nb - b) * abs(t[n - 1] - t[0]) < CONVERGED
        a = na
        b = nb
        out[0] = a
        out[1] = b
        out[2] = s2 / det * scale * scale
        out[3] = -s1 / det * scale * scale
        out[4] = s0 / det * scale * scale
        out[5] = scale
        if done:
            break
    kept = 0
    for i in range(n):
        if weights[i] > 0.0:
            kept += 1
    return kept > 2  # noqa: PLR2004 - two points make any line


@kernel
def hold_at_dip(profiles: NDArray[np.float32]) -> None:
    """Hold each profile ``(N, M)``, in place, at its first dip below half of its inner level.

    The inner level is the mean of the first quarter; from where three samples on the mean lie below
    half of it, no sample is larger than the lowest that came since.
    """
    strips, samples = profiles.shape
    inner = max(2, samples // 4)
    for i in range(strips):
        level = 0.0
        for j in range(inner):
            level += profiles[i, j]
        half = np.float32(level / inner) / np.float32(2.0)
        lowest = np.float32(np.inf)
        dipped = False
        calm = np.float32(np.inf)
        for j in range(1, samples):
            if not dipped and j < samples - 1:
                calm = (profiles[i, j - 1] + profiles[i, j] + profiles[i, j + 1]) / np.float32(3.0)
                dipped = calm < half
            if dipped:
                value = profiles[i, j]
                if value < lowest or math.isnan(value):  # NaN: what follows is not seen
                    lowest = value
                profiles[i, j] = lowest


@kernel
def _median_of(values: NDArray[np.float64], count: int) -> float:
    return float(np.median(values[:count])) if count > 0 else np.nan


@kernel
def _line_of(
    strips: NDArray[np.float64],
    least_u: float,
    widest: float,
    out: NDArray[np.float64],
) -> None:
    """Lay a line through the strips of one line; see `find_lines`."""
    n = strips.shape[0]
    index = np.empty(n, np.int64)
    count = 0
    for i in range(n):
        if math.isfinite(strips[i, 0]) and math.isfinite(strips[i, 2]):
            index[count] = i
            count += 1
    if count < 3:  # noqa: PLR2004 - two points make any line
        return
    rows = np.empty(count)
    cols = np.empty(count)
    u = np.empty(count)
    for k in range(count):
        rows[k] = strips[index[k], 0]
        cols[k] = strips[index[k], 1]
        u[k] = max(strips[index[k], 2], least_u)
    half = count // 2
    along_r = float(np.median(rows[half:] - rows[: count - half]))
    along_c = float(np.median(cols[half:] - cols[: count - half]))
    length = math.hypot(along_r, along_c)
    if length == 0.0:
        return
    along_r /= length
    along_c /= length
    middle_r = float(np.median(rows))
    middle_c = float(np.median(cols))
    t = (rows - middle_r) * along_r + (cols - middle_c) * along_c
    d = (cols - middle_c) * along_r - (rows - middle_r) * along_c
    fit = np.empty(6)
    weights = np.empty(count)
    if not line_weights(t, d, u, fit, weights):
        return
    slope = math.hypot(1.0, fit[1])
    kept = 0
    row = 0.0
    col = 0.0
    for k in range(count):
        far = abs(d[k] - fit[0] - fit[1] * t[k]) / slope
        if weights[k] > 0.0 and far < widest:
            strips[index[k], 5] = weights[k]
            row += rows[k]
            col += cols[k]
            kept += 1
    out[2] = kept
    if kept > 0:
        out[0] = row / kept
        out[1] = col / kept
        out[3] = math.sqrt(max(fit[2] - fit[3] * fit[3] / fit[4], 0.0))


@kernel
def find_lines(
    image: NDArray[np.float32],
    ends: NDArray[np.float64],
    first: NDArray[np.int64],
    sigma: float,
    width: float,
    limits: tuple[float, float, float, float],
    noise: float,
    polarity: int,
    held: bool,  # noqa: FBT001 - of a kernel all arguments are positional
    strips: NDArray[np.float64],
    lines: NDArray[np.float64],
) -> None:
    """Find an edge in each strip, and the straight line through those of each group.

    What `find_edges` and `line_through` of `inspector.vision.edges` do to one line, for many.

    ``ends`` (T, 4) are the strips' two ends (row, col, row, col) px; strips ``first[l]`` up to
    ``first[l + 1]`` belong to line l and are equally long. ``sigma`` and ``width`` are in px.
    ``limits``: the least contrast in residuals, the least uncertainty, px, how far from its line a
    strip may lie, px, and ``outermost`` of `fit_steps`. An edge's uncertainty is multiplied by
    ``noise``; ``polarity`` is that of `fit_steps`. With ``held`` the profiles are (`hold_at_dip`).

    ``strips`` (T, 6) takes row, column, uncertainty, contrast, the highest sample of those fitted
    and beyond, and Tukey's weight, 0 for what does not lie on the line; ``lines`` (L, 4) the middle
    of the strips kept, row and column, their number, and the standard uncertainty across the
    line, px.
    """
    least_snr, least_u, widest, outermost = limits
    lines[:, :] = np.nan
    lines[:, 2] = 0.0
    strips[:, :] = np.nan
    strips[:, 5] = 0.0
    pixels = np.expand_dims(image, 2)
    for number in range(first.size - 1):
        low = first[number]
        high = first[number + 1]
        if high <= low:
            continue
        n = high - low
        longest = 1.0
        lengths = np.empty(n)
        for i in range(n):
            one = ends[low + i]
            lengths[i] = math.hypot(one[2] - one[0], one[3] - one[1])
            longest = max(longest, lengths[i])
        samples = math.ceil(longest - ROUNDING) + 1
        profiles = np.empty((n, samples), np.float32)
        start = np.ascontiguousarray(ends[low:high, :2])
        end = np.ascontiguousarray(ends[low:high, 2:])
        sample_strips(pixels, 0, start, end, np.full(n, width), profiles)
        if held:
            hold_at_dip(profiles)
        fits = np.empty((n, 5))
        step = float(np.median(lengths)) / (samples - 1)
        fit_steps(profiles, sigma / step, polarity, outermost, fits)
        residuals = np.empty(n)
        count = 0
        for i in range(n):
            if math.isfinite(fits[i, 0]) and abs(fits[i, 1]) > least_snr * fits[i, 3]:
                residuals[count] = fits[i, 3]
                count += 1
            else:
                fits[i, 0] = np.nan
        usual = _median_of(residuals, count)
        for i in range(n):
            if math.isnan(fits[i, 0]):
                continue
            share = fits[i, 0] / (samples - 1)
            strip = strips[low + i]
            strip[0] = start[i, 0] + share * (end[i, 0] - start[i, 0])
            strip[1] = start[i, 1] + share * (end[i, 1] - start[i, 1])
            own = lengths[i] / (samples - 1)
            strip[2] = fits[i, 4] * max(usual, fits[i, 3] / 2) * own * noise
            strip[3] = fits[i, 1]
            reach = max(REACH_SIGMAS * sigma / step, SMALLEST_REACH)
            for j in range(max(0, math.ceil(fits[i, 0] - reach)), samples):
                if not profiles[i, j] <= strip[4] and not math.isnan(profiles[i, j]):
                    strip[4] = profiles[i, j]  # the first one takes the place of NaN
        _line_of(strips[low:high], least_u, widest, lines[number])
