"""What a network is to everybody else: a name, a hash, and numbers for a batch of pictures."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.recipe import Answers, Crop
from inspector.domain.result import ModelUsed

log = logging.getLogger(__name__)

Part = tuple[int, str]
"""Board index and reference designator."""


class Model(Protocol):
    """A network, wherever it runs: here, on an accelerator, on an edge node.

    ``outputs`` is how many numbers it gives a picture.
    """

    @property
    def name(self) -> str:
        """Name by which checks and recipes ask for it."""
        ...

    @property
    def outputs(self) -> int:
        """How many numbers it gives a picture."""
        ...

    @property
    def used(self) -> ModelUsed:
        """Hash of its file, execution provider and node, for the result."""
        ...

    def run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Answer a batch.

        Parameters
        ----------
        batch
            ``(N, H, W, C)`` uint8.

        Returns
        -------
        ``(N, outputs)`` float32.

        Raises
        ------
        DeviceError
            If it failed or is late; what hangs on the answers is then not inspected.
        """
        ...


@dataclass(frozen=True, slots=True)
class Models:
    """The networks at hand. Each is asked once a field, for all its parts together."""

    models: tuple[Model, ...] = ()

    def used(self) -> Mapping[str, ModelUsed]:
        """Give hash, provider and node by name, for the result."""
        return {model.name: model.used for model in self.models}

    def answer(self, crops: Mapping[Part, Sequence[Crop]]) -> Mapping[Part, Answers]:
        """Ask every model about every crop that names it.

        Parameters
        ----------
        crops
            By part; the crops of one model all have one shape.

        Returns
        -------
        mapping
            By part, then by model: ``(crops, outputs)`` float32 in the order of the part's crops.
            NaN where the model failed, was late, is not here or gave another shape; the reason is
            in the log.
        """
        answers: dict[Part, dict[str, NDArray[np.float32]]] = {part: {} for part in crops}
        for name in dict.fromkeys(crop.model for asked in crops.values() for crop in asked):
            owners = [(part, c) for part, asked in crops.items() for c in asked if c.model == name]
            numbers = self._ask(name, [crop.pixels for _, crop in owners])
            numbers.setflags(write=False)
            for part in crops:
                mine = [k for k, (owner, _) in enumerate(owners) if owner == part]
                if mine:  # the crops of one part follow one another
                    answers[part][name] = numbers[mine[0] : mine[-1] + 1]
        return answers

    def _ask(self, name: str, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        model = next((m for m in self.models if m.name == name), None)
        if model is None:
            log.error("model %s is not here: %d crops get no answer", name, len(pictures))
            return np.full((len(pictures), 1), math.nan, np.float32)
        wanted = (len(pictures), model.outputs)
        try:
            numbers = np.array(model.run(np.stack(pictures)), dtype=np.float32)
        except (InspectorError, RuntimeError, ValueError, OSError) as error:
            log.error("model %s failed on %d crops: %r", name, len(pictures), error)
            return np.full(wanted, math.nan, np.float32)
        if numbers.shape != wanted:
            log.error("model %s answered %s where %s was asked", name, numbers.shape, wanted)
            return np.full(wanted, math.nan, np.float32)
        return numbers
