#!/bin/sh
# Wall and CPU seconds from a clone to the first page: cold (nothing installed, empty download cache) and warm (second start).
#   bench/start/run.sh        needs git, Python 3.11+ and the package index
set -eu
here="$(cd "$(dirname "$0")/../.." && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
git clone -q "$here" "$folder/timbalik"
cd "$folder/timbalik"
export UV_CACHE_DIR="$folder/cache" PIP_NO_CACHE_DIR=1
timed() {
  echo "── $1"
  ( TIMEFORMAT='wall %R s, CPU %U + %S s'; export TIMEFORMAT; bash -c "time ./timbalik demo --check" ) 2>&1 | tail -n 4
}
timed "cold: install, make the demo company, first page"
timed "warm: first page again"
