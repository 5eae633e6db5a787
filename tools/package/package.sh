#!/bin/bash
# Everything that is handed out: the dotnet tool, one file for Linux and one for Windows, completions and the manual page.
#   package.sh [FOLDER]      default ./out
# The single files need no .NET on the machine they run on. They are built in a copy, so that this tree's restored packages stay as they are.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd); OUT=$(realpath -m "${1:-out}"); mkdir -p "$OUT"
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
git -C "$ROOT" archive HEAD | tar -x -C "$T"
cd "$T"
dotnet pack src/CodeRouter -c Release -o "$OUT" -v q -nologo
for rid in linux-x64 win-x64; do
  dotnet publish src/CodeRouter -c Release -r $rid --self-contained -o "$T/$rid" -v q -nologo -p:PackAsTool=false -p:PublishSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true \
    -p:EnableCompressionInSingleFile=true -p:DebugType=none -p:CompileAhead=false
  mkdir -p "$OUT/$rid"; cp "$T/$rid"/coderouter* "$OUT/$rid/"
done
P=$OUT/linux-x64/coderouter
for shell in bash zsh fish pwsh; do "$P" completions $shell > "$OUT/coderouter.$shell"; done
"$P" man > "$OUT/coderouter.1"
ls -l "$OUT" "$OUT"/*-x64
