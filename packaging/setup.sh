#!/bin/sh
# Make .venv, the project's own environment, exactly as uv.lock says. Idempotent; quick when done.
#
# Needs Python >= 3.11. uv is taken from PATH, else it is installed from PyPI into .tools/uv.
# Missing Debian packages are installed as root or by passwordless sudo, else named in one line.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9                      # the one that is put into .tools where there is none
UV_OLDEST=0.9                          # the oldest that reads our lock file
STAMP=.venv/.set-up
export UV_PYTHON_DOWNLOADS=never       # a Python that is there, never a downloaded one
export UV_PROJECT_ENVIRONMENT=.venv    # this environment, whatever the user's shell has active
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# What the environment was made from; the folder too, because scripts in .venv name it.
wanted() { { cat uv.lock pyproject.toml packaging/setup.sh; pwd -P; } | cksum; }
fresh() { [ -x .venv/bin/python ] && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(wanted)" ]; }

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        path=$(command -v "$name") || continue
        if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null
        then "$path" -c 'import sys; print(sys.executable)'; return
        fi
    done
    return 1
}

# debian PACKAGE...: install them where we may; the return code says whether that worked.
debian() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -eq 0 ]; then as=''
    elif sudo -n true 2>/dev/null; then as='sudo -n'
    else return 1
    fi
    say "installing Debian packages: $*"
    apt="$as env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    # shellcheck disable=SC2086  # a command and its arguments
    $apt install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
        { $apt update >/dev/null && $apt install -y --no-install-recommends "$@" >/dev/null; }
}

new_enough() {
    "$1" --version 2>/dev/null | "$python" -c '
import re, sys
have = re.search(r"(\d+)\.(\d+)", sys.stdin.read())
want = tuple(map(int, sys.argv[1].split(".")))
sys.exit(not have or tuple(map(int, have.groups())) < want)' "$UV_OLDEST"
}

# Debian's python3 may lack pip and ensurepip; its pip may refuse to install outside an environment.
# An environment without pip can always be made, and pip's own wheel runs without being installed.
bootstrap_uv() {
    rm -rf .tools/uv
    if "$python" -m venv .tools/uv >/dev/null 2>&1; then
        pip=".tools/uv/bin/python -m pip"
    else
        rm -rf .tools/uv
        "$python" -m venv --without-pip .tools/uv && wheel=$("$python" packaging/fetch_pip.py .tools) || return 1
        pip=".tools/uv/bin/python $wheel/pip"
    fi
    # shellcheck disable=SC2086
    $pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
}

find_uv() {
    for uv in uv .tools/uv/bin/uv; do
        if new_enough "$uv"; then return; fi
    done
    say "installing uv $UV_VERSION into .tools"
    uv=.tools/uv/bin/uv
    bootstrap_uv && return
    debian python3-venv ca-certificates && bootstrap_uv && return
    die "uv could not be installed: is PyPI reachable? Else run: apt-get install python3-venv ca-certificates"
}

# The shared libraries that the wheels do not bring; most are there on any Debian.
system_libraries() {
    missing=$(.venv/bin/python - <<'PYTHON'
import ctypes
NEEDED = {"libstdc++.so.6": "libstdc++6", "libgcc_s.so.1": "libgcc-s1", "libz.so.1": "zlib1g"}
for library, package in NEEDED.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
    )
    [ -z "$missing" ] && return
    missing=$(echo "$missing" | tr '\n' ' ')
    # shellcheck disable=SC2086
    debian $missing || die "Debian packages are missing; run: apt-get install $missing"
}

# What the desktop needs besides: without it everything but the screens works, so it is only said.
desktop_libraries() {
    missing=$(.venv/bin/python - <<'PYTHON'
import ctypes
import sys
if not sys.platform.startswith("linux"):
    raise SystemExit
NEEDED = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1", "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0", "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0", "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
for library, package in NEEDED.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
    )
    if command -v fc-list >/dev/null && [ -z "$(fc-list :lang=zh)" ]; then
        missing="$missing fonts-wqy-microhei"
    fi
    missing=$(echo "$missing" | tr '\n' ' ')
    [ -z "${missing# }" ] && return
    # shellcheck disable=SC2086
    debian $missing || say "for the screens (make run) run: apt-get install $missing"
}

if fresh; then exit 0; fi
python=$(find_python) || die "no Python from 3.11 to 3.14 on PATH; run: apt-get install python3"
find_uv
say "making .venv from uv.lock with $python"
# From uv's cache first: without network that is all there is, and with it nothing is asked twice.
"$uv" sync --frozen --quiet --python "$python" --offline 2>/dev/null ||
    "$uv" sync --frozen --quiet --python "$python" ||
    die ".venv could not be made: is PyPI reachable?"
system_libraries
desktop_libraries
wanted >"$STAMP"
