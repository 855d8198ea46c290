#!/usr/bin/env bash
# Some seeds give the same output to the byte: run again, and where a second compiler is named, from
# a build with that one. usage: same.sh PROGRAM [COMPILER]
set -euo pipefail

program=$1
again=$1
if (($# > 1)); then
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  folder=$root/build/other-compiler
  log=$folder/build.log
  mkdir -p "$folder"
  cmake -S "$root" -B "$folder" -G Ninja -DUSHER_MODE=dev -DCMAKE_CXX_COMPILER="$2" \
    -DCMAKE_BUILD_TYPE=None >"$log" 2>&1 || { tail -n 20 "$log"; exit 1; }
  cmake --build "$folder" --target simulation -j "${USHER_JOBS:-2}" >>"$log" 2>&1 ||
    { tail -n 20 "$log"; exit 1; }
  again=$folder/bin/simulation
fi
for seed in 3 17 40 77; do
  first=$("$program" --seed "$seed")
  second=$("$again" --seed "$seed")
  if [[ $first != "$second" ]]; then
    printf 'seed %s differs:\n%s\n%s\n' "$seed" "$first" "$second"
    exit 1
  fi
  tail -n 1 <<<"$first"
done
