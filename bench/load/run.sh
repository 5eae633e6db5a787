#!/bin/sh
# Publishes the gateway as users do and compares it with nginx on this machine. Needs nginx and wrk (Debian: nginx-light wrk).
#   bench/load/run.sh [--quick] [--rounds N] [--seconds N] [--only start|memory|first|cpu] [--out DIR]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
publish=$(mktemp -d)
trap 'rm -rf "$publish"' EXIT
dotnet publish "$root/src/CodeRouter" -c Release -o "$publish" >"$publish.log" 2>&1 || { cat "$publish.log"; exit 1; }
rm -f "$publish.log"
dotnet run -c Release --project "$root/bench/CodeRouter.Bench" -- compare --gateway "$publish/coderouter" --root "$root" "$@"
