"""Pictures of the parts that did not pass: files named by their content, durable before the record.

They are written before the transaction that names them. So a kill leaves at most a file that no
record names, never a record without its file.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector.domain.errors import StoreError
from inspector.formats.atomic import sync_file, sync_folder, write_bytes_atomic
from inspector.store.faults import told

SUFFIX = ".png"


class Crops:
    """The folder of pictures; each lies at ``ab/abcdef....png``, by its SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Give the file of a picture."""
        return self.folder / sha256[:2] / f"{sha256}{SUFFIX}"

    def prepare(self) -> None:
        """Make the folder, and wait until its name lies on the disk: once, before any picture.

        Raises
        ------
        StoreError
            If it cannot be made.
        """
        with told(self.folder):
            self.folder.mkdir(exist_ok=True)
            sync_folder(self.folder)
            sync_folder(self.folder.parent)
            sync_folder(self.folder.parent.parent)

    def write(self, pictures: Iterable[bytes]) -> list[str]:
        """Put PNG files on the disk and wait until they and their folders lie there.

        Returns
        -------
        The hash of each, in order.

        Raises
        ------
        InspectorError
            If they cannot be written; nothing then names what was written so far.
        """
        names = []
        with told(self.folder):
            for picture in pictures:
                name = hashlib.sha256(picture).hexdigest()
                self._write(self.path_of(name), picture)
                names.append(name)
            if names:
                sync_folder(self.folder)  # the names of sub-folders
        return names

    def read(self, sha256: str) -> bytes:
        """Give a picture back.

        Raises
        ------
        StoreError
            If it is not there or not what was written.
        """
        path = self.path_of(sha256)
        with told(path):
            picture = path.read_bytes()
        if hashlib.sha256(picture).hexdigest() != sha256:
            raise StoreError(f"{path}: not the picture that was written; restore it from a backup")
        return picture

    def files(self) -> Iterator[Path]:
        """Give every file in the folder, half-written ones too, in order of name."""
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.rglob("*") if path.is_file())

    def _write(self, path: Path, picture: bytes) -> None:
        if path.is_file() and path.read_bytes() == picture:
            # the same once more, or left by a run that was killed before it lay on the disk
            sync_file(path)
            sync_folder(path.parent)
        else:
            path.parent.mkdir(exist_ok=True)
            write_bytes_atomic(path, picture)
