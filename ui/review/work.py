"""What review asks of the record, off the GUI thread."""

from pathlib import Path

from inspector.store.escapes import Proof
from ui.review.events import Loaded


def read_queue(record: Path, person: str) -> Loaded:
    """Read what waits for a word, and defects that others than ``person`` confirmed.

    Raises
    ------
    StoreError
        If the record cannot be read. One that is not there yet has nothing that waits.
    """
    from inspector.store.store import DATABASE, Store
    from inspector.store.suspects import confirmed, suspects

    if not (record / DATABASE).is_file():
        return Loaded(())
    with Store(record, "read") as store:
        return Loaded(suspects(store), confirmed(store, person))


def keep_proof(record: Path, proof: Proof) -> None:
    """Keep what a known defect has shown of a person.

    Raises
    ------
    StoreError
        If the record cannot be written.
    """
    from inspector.store.escapes import note_proof
    from inspector.store.store import Store

    with Store(record, "rule") as store:
        note_proof(store, proof)
