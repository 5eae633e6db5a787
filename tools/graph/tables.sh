#!/bin/sh
# Measures every table of docs/code-graph.md anew: tools/graph/tables.sh PROGRAM [TREE...]
# PROGRAM is a published coderouter; each TREE a source tree. Accuracy of every language a tree has, against an independent parser;
# speed and memory of a generated repository of 50,000 files and of each TREE of at least 20,000. Nothing in a tree is left changed.
# Needs node, npm, python3, the .NET SDK and GNU time.
set -eu
program=$(readlink -f "$1"); shift
here=$(dirname "$(readlink -f "$0")"); repository=$(readlink -f "$here/../..")
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
load() { cut -d' ' -f1 /proc/loadavg; }

cp "$here"/*.mjs "$here/package.json" "$work"
(cd "$work" && npm install --silent --ignore-scripts --no-audit --no-fund)
for tree in "$@"; do
  echo "## $(basename "$tree"), load average $(load)"
  "$program" index "$tree" --data "$work/data" --dump > "$work/dump"
  node "$work/accuracy.mjs" "$tree" < "$work/dump"
  if grep -q '"language":"scala"' "$work/dump"; then node --max-old-space-size=6000 "$work/scala_truth.mjs" "$tree" < "$work/dump"; fi
  if grep -q '"language":"python"' "$work/dump"; then echo "against ast:"; python3 "$here/python_truth.py" "$tree" < "$work/dump"; fi
  if grep -q '"language":"csharp"' "$work/dump"; then echo "against Roslyn:"; dotnet run -c Release --project "$here/csharp-truth" -- "$tree" < "$work/dump"; fi
  rm -rf "$work/data" "$work/dump"
done

dotnet build -c Release -v q -nologo "$repository/bench/CodeRouter.Bench" > "$work/build" || { cat "$work/build"; exit 1; }
python3 "$repository/bench/graph/generate.py" "$work/generated" 50000 > "$work/build"
for tree in "$work/generated" "$@"; do
  if [ "$tree" = "$work/generated" ] || [ "$(find "$tree" -type f | head -20000 | wc -l)" -ge 20000 ]; then
    echo "## speed: $(basename "$tree"), load average $(load)"
    "$repository/bench/graph/run.sh" "$program" "$tree"
    dotnet run --no-build -c Release --project "$repository/bench/CodeRouter.Bench" -- graph "$tree"
  fi
done
