"""What the loops of `inspector.devices.genicam.kernels.unpack` do, in plain numpy."""

import numpy as np
from numpy.typing import NDArray


def lsb_first(data: NDArray[np.uint8], bits: int, count: int) -> NDArray[np.uint16]:
    """Give ``count`` samples of a ``p`` format."""
    stream = np.unpackbits(data, bitorder="little")[: bits * count].reshape(count, bits)
    weights = 1 << np.arange(bits)
    return (stream @ weights).astype(np.uint16)


def gige_packed(data: NDArray[np.uint8], bits: int, count: int) -> NDArray[np.uint16]:
    """Give ``count`` samples of a GigE ``Packed`` format."""
    triples = np.zeros(((count + 1) // 2, 3), np.uint16)
    triples.ravel()[: data.size] = data[: triples.size]
    first, middle, second = triples.T
    rest, mask = bits - 8, (1 << (bits - 8)) - 1
    pairs = np.stack([(first << rest) | (middle & mask), (second << rest) | (middle >> 4 & mask)])
    return pairs.T.ravel()[:count].astype(np.uint16)
