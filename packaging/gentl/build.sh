#!/bin/sh
# Builds the virtual GenTL camera: build.sh OUT [flags of the compiler]. Needs g++ (C++17) alone.
set -eu
out=$1
shift
here=$(cd "$(dirname "$0")" && pwd -P)
mkdir -p "$(dirname "$out")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
for source in "$here"/*.cpp; do
    ${CXX:-g++} -std=c++17 -O2 -Wall -Wextra -fPIC -pthread -fvisibility=hidden \
        -DGENTL_NODES="\"$here/nodes.xml\"" "$@" -c "$source" -o "$objects/$(basename "$source").o" &
    jobs="${jobs-} $!"
done
for job in $jobs; do wait "$job"; done
${CXX:-g++} -shared -pthread "$@" "$objects"/*.o -o "$out.new" -ldl
mv -f "$out.new" "$out"  # whole or not at all: a process may have the old one open
