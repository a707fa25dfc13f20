#!/usr/bin/env bash
# start.sh <core|dev> <module> [ARGUMENT ...], called by run, check, lint and bench.
# Finds a Python and hands over to tools/bootstrap.py; it stays one process, so that signals arrive.
set -eu
export JIELI_CALLED_FROM="$PWD"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
for python in python3 python3.11 python3.12 python3.13; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" -m tools.bootstrap "$@"
    fi
done
echo "Python 3.11 or newer is needed (on Debian: apt-get install python3)." >&2
exit 1
