#!/bin/sh
# The code graph's figures for one source tree: bench/graph/run.sh PROGRAM DIR
# Cold, again with nothing changed, after one changed file; wall and processor seconds and the most memory held.
set -eu
program=$1; tree=$2; data=$(mktemp -d)
measure() { /usr/bin/time -f "  %e s wall, %U+%S s of processor, %M KB at most" "$program" "$@"; }
echo "cold";      measure index "$tree" --data "$data"
echo "unchanged"; measure index "$tree" --data "$data"
file=$(find "$tree" -name '*.c' -o -name '*.py' | head -1); stamp=$(mktemp); cp -p "$file" "$stamp"; printf '\n' >> "$file"
echo "one file";  measure index "$tree" --data "$data"
cp -p "$stamp" "$file"; rm -f "$stamp"
du -k "$data"/graphs/*.graph | awk '{print "store: " $1 " KB"}'
rm -rf "$data"
