"""Fetch pip's wheel from PyPI, with nothing but the standard library, and print its path.

For a Python without pip and ensurepip (Debian's, without python3-venv): `packaging/setup.sh`.
"""

import hashlib
import json
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

INDEX = "https://pypi.org/pypi/pip/json"
TIMEOUT_S = 30


def fetch(folder: Path) -> Path:
    """Put the newest pip's wheel into ``folder``, its digest checked."""
    with urllib.request.urlopen(INDEX, timeout=TIMEOUT_S) as answer:
        files = json.load(answer)["urls"]
    wheel = next(file for file in files if file["packagetype"] == "bdist_wheel")
    with urllib.request.urlopen(urljoin(INDEX, wheel["url"]), timeout=TIMEOUT_S) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["digests"]["sha256"]:
        raise SystemExit(f"{wheel['filename']}: not what the index says")
    path = folder / wheel["filename"]
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{fetch(Path(sys.argv[1]))}\n")
    except OSError as error:
        raise SystemExit(f"setup: pip could not be fetched: {error}") from error
