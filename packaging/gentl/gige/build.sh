#!/bin/sh
# Builds the GigE Vision producer for tests: build.sh OUT. Needs g++, pkg-config and libaravis-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
mkdir -p "$(dirname "$1")"
# shellcheck disable=SC2046  # flags, one a word
${CXX:-g++} -std=c++17 -O2 -Wall -Wextra -fPIC -shared -pthread -fvisibility=hidden \
    $(pkg-config --cflags aravis-0.8) "$here"/*.cpp "$here"/../module.cpp -o "$1.$$" \
    $(pkg-config --libs aravis-0.8)
mv -f "$1.$$" "$1"
