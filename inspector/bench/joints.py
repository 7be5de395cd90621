"""Real solder joints: how well the features of a joint tell good ones from four kinds of bad.

Five folds that never part near-duplicates, nor neighbours on the one board that the good joints are
of. The threshold of each fold is set on the other four. What size alone and sharpness alone tell is
given beside, since both are shortcuts of this set.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.vision.joint_features import joint_features

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = ("normal", "short", "insufficient_solder", "excessive_solder", "shifted_component")
"""Folders of the set; the first is good."""
ENDINGS = (".png", ".tif", ".tiff", ".jpg")
FOLDS = 5
ALIKE = 0.97
"""Correlation at 24 x 24, under any turn and mirror, from which on two joints are one."""
SIDE = 24
NEIGHBOURS = 25
"""Good joints are numbered along their board: so many go into one fold together."""
FALSE_CALLS = 0.008
"""Share of good training joints that the threshold lets fail: a little below the 1 % asked for."""
RIDGE = 1e-2
WIDTH = 1.0
"""Of the kernel, in median squared distances of training joints."""
LEAST_SQUARE = 1e-9
SEED = 1


@dataclass(frozen=True, slots=True)
class JointScore:
    """What one set of features tells, over all folds; ``spread`` is over folds (standard dev.).

    ``escape`` is the share of bad joints that pass at ``false_calls``; ``defects_f1`` the mean F1
    of the four kinds of bad joints told from each other alone.
    """

    features: str
    accuracy: float
    macro_f1: float
    f1: tuple[float, ...]
    escape: float
    escape_spread: float
    false_calls: float
    defects_f1: float


@dataclass(frozen=True, slots=True)
class JointReport:
    """All figures; ``counts`` by kind, ``groups`` that are never parted."""

    counts: tuple[int, ...]
    groups: int
    scores: tuple[JointScore, ...]

    def to_data(self) -> dict[str, Any]:
        """Give them as plain data."""
        return {
            "kinds": dict(zip(KINDS, self.counts, strict=True)),
            "groups": self.groups,
            "scores": [asdict(score) for score in self.scores],
        }


def measure_joints(folder: Path) -> JointReport:
    """Tell the joints of a folder from each other in five folds.

    Raises
    ------
    InspectorError
        If a kind has no picture or too few that differ, or one cannot be read.
    """
    pictures, kinds, numbers = _read(folder)
    groups = _groups(pictures, kinds, numbers)
    _require_enough(folder, groups, kinds)
    folds = _folds(groups, kinds)
    flips = [(p, p[:, ::-1], p[::-1], p[::-1, ::-1]) for p in pictures]
    ours = np.array([[joint_features(one) for one in four] for four in flips], np.float64)
    sizes = np.log([[p.shape[:2]] for p in pictures])
    sharp = np.array([[_sharpness(p)] for p in pictures])
    scores = tuple(
        _score(name, features, kinds, folds)
        for name, features in (("joint", ours), ("size alone", sizes), ("sharpness alone", sharp))
    )
    counts = tuple(int((kinds == k).sum()) for k in range(len(KINDS)))
    return JointReport(counts, len(np.unique(groups)), scores)


def _read(folder: Path) -> tuple[list[NDArray[np.uint8]], Ints, Ints]:
    pictures, kinds, numbers = [], [], []
    for kind, name in enumerate(KINDS):
        where = folder / name
        files = [f for f in where.iterdir() if f.suffix in ENDINGS] if where.is_dir() else []
        if not files:
            raise InspectorError(f"{where}: holds no picture; name the folder of the joints")
        for file in sorted(files, key=_number):
            picture = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
            if picture is None:
                raise InspectorError(f"{file}: is no picture that can be read")
            pictures.append(np.asarray(picture, np.uint8))
            kinds.append(kind)
            numbers.append(_number(file))
    return pictures, np.array(kinds), np.array(numbers)


def _number(file: Path) -> int:
    found = re.findall(r"\d+", file.stem)
    return int(found[-1]) if found else 0


def _groups(pictures: Sequence[NDArray[np.uint8]], kinds: Ints, numbers: Ints) -> Ints:
    """Give each picture the number of what must stay together."""
    gray = np.array(
        [
            cv2.resize(
                cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), (SIDE, SIDE), interpolation=cv2.INTER_AREA
            )
            for p in pictures
        ],
        np.float32,
    )
    parents = np.arange(len(pictures))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = int(parents[i])
        return i

    base = _unit(gray)
    for turn in range(4):
        turned = np.rot90(gray, turn, (1, 2))
        for other in (turned, turned[:, :, ::-1]):
            for i, j in zip(*np.nonzero(base @ _unit(other).T > ALIKE), strict=True):
                parents[root(int(i))] = root(int(j))
    first: dict[int, int] = {}
    for i in np.flatnonzero(kinds == 0):
        block = int(numbers[i]) // NEIGHBOURS
        parents[root(int(i))] = root(first.setdefault(block, int(i)))
    return np.array([root(i) for i in range(len(pictures))])


def _require_enough(folder: Path, groups: Ints, kinds: Ints) -> None:
    """Refuse a set of which a fold would have none of a kind."""
    for kind, name in enumerate(KINDS):
        count = len(np.unique(groups[kinds == kind]))
        if count < FOLDS:
            told = f"{count} groups of joints that are not alike lie there, {FOLDS} are the least"
            raise InspectorError(f"{folder / name}: {told}")


def _unit(gray: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = np.ascontiguousarray(gray).reshape(len(gray), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(length, 1e-6), np.float32)


def _folds(groups: Ints, kinds: Ints) -> Ints:
    """Share groups among folds, the largest first, each where its kind is rarest."""
    chance = np.random.default_rng(SEED)
    folds = np.zeros(len(groups), np.int64)
    counts = np.zeros((FOLDS, len(KINDS)))
    names, sizes = np.unique(groups, return_counts=True)
    for group in names[np.lexsort((chance.random(len(names)), -sizes))]:
        mine = groups == group
        own = np.bincount(kinds[mine], minlength=len(KINDS))
        fold = int(np.argmin(counts[:, int(own.argmax())] + 1e-3 * counts.sum(axis=1)))
        folds[mine] = fold
        counts[fold] += own
    return folds


def _sharpness(picture: NDArray[np.uint8]) -> tuple[float, float]:
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, (16, 16), interpolation=cv2.INTER_AREA).astype(np.float32)
    return float(cv2.Laplacian(small, cv2.CV_32F).std()) / 10, float(small.std()) / 10


def _score(name: str, features: Floats, kinds: Ints, folds: Ints) -> JointScore:
    """Give what features ``(N, flips, F)`` tell; flips serve training alone."""
    answers = np.zeros((len(kinds), len(KINDS)))
    escapes, false_calls = [], []
    for fold in range(FOLDS):
        train, test = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        answers[test] = _answer(features, kinds, train, test)
        level = _threshold(features, kinds, folds, fold)
        suspicious = _suspicion(answers[test]) > level
        bad = kinds[test] > 0
        escapes.append(float((~suspicious & bad).sum() / bad.sum()))
        false_calls.append(float((suspicious & ~bad).sum() / (~bad).sum()))
    called = answers.argmax(axis=1)
    f1 = tuple(_f1(called == k, kinds == k) for k in range(len(KINDS)))
    bad = kinds > 0
    told = answers[bad][:, 1:].argmax(axis=1) + 1
    defects = [_f1(told == k, kinds[bad] == k) for k in range(1, len(KINDS))]
    return JointScore(
        name,
        float((called == kinds).mean()),
        float(np.mean(f1)),
        f1,
        float(np.mean(escapes)),
        float(np.std(escapes)),
        float(np.mean(false_calls)),
        float(np.mean(defects)),
    )


def _threshold(features: Floats, kinds: Ints, folds: Ints, left_out: int) -> float:
    """Give the level of suspicion that few good joints exceed, told without the fold left out."""
    seen: list[Floats] = []
    for fold in range(FOLDS):
        if fold != left_out:
            train = np.flatnonzero((folds != left_out) & (folds != fold))
            test = np.flatnonzero((folds == fold) & (kinds == 0))
            seen.append(_suspicion(_answer(features, kinds, train, test)))
    ranked = np.sort(np.concatenate(seen))
    return float(ranked[int(np.ceil((1 - FALSE_CALLS) * len(ranked))) - 1])


def _suspicion(answers: Floats) -> Floats:
    return np.asarray(answers[:, 1:].max(axis=1) - answers[:, 0])


def _answer(features: Floats, kinds: Ints, train: Ints, test: Ints) -> Floats:
    """Give one answer a kind: kernel ridge regression, rare kinds weighing more."""
    rows, labels = map(np.array, zip(*_training(features, kinds, train), strict=True))
    middle = rows.mean(axis=0)
    rows, asked = rows - middle, features[test][:, 0] - middle
    some = rows[:: max(1, len(rows) // 200)]
    # joints of which all are as large tell nothing by their size
    scale = WIDTH / max(float(np.median(_squares(some, some))), LEAST_SQUARE)
    weight = 1 / np.sqrt(np.maximum(np.bincount(labels, minlength=len(KINDS)), 1))[labels]
    weight /= weight.mean()
    gram = np.exp(-scale * _squares(rows, rows)) + np.diag(RIDGE / weight)
    wanted = 2.0 * np.eye(len(KINDS))[labels] - 1.0
    return np.asarray(np.exp(-scale * _squares(asked, rows)) @ np.linalg.solve(gram, wanted))


def _training(features: Floats, kinds: Ints, train: Ints) -> Iterator[tuple[Floats, int]]:
    """Give training rows: bad joints mirrored too, they are few."""
    for i in train:
        for row in features[i] if kinds[i] else features[i][:1]:
            yield row, int(kinds[i])


def _squares(one: Floats, two: Floats) -> Floats:
    squared = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None] - 2 * one @ two.T
    return np.asarray(np.maximum(squared, 0.0))


def _f1(called: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    both = int(called.sum() + true.sum())
    return 2 * int((called & true).sum()) / both if both else 0.0
