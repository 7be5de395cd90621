"""``python -m ui.translations``: extract, fill, release."""

import sys

from ui.translations import QM, TS, extract, fill, release, tables


def main() -> int:
    """Bring the translation up to date; 1 where texts are without one."""
    TS.unlink(missing_ok=True)
    extract(TS)
    missing = fill(TS, tables())
    release(TS, QM)
    for text in missing:
        sys.stderr.write(f"no Chinese for {text.context}: {text.source!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
