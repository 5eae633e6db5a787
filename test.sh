#!/usr/bin/env bash
# Runs every test. On Debian it first installs what the tests use and is missing; elsewhere it says what will be left out.
# Ends with "N passed, N failed" alone on a line; exit status 0 when none failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"


if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  missing=()
  ldconfig -p 2>/dev/null | grep -q libsqlite3.so.0 || missing+=(libsqlite3-0)
  command -v strace >/dev/null || missing+=(strace)
  command -v git >/dev/null || missing+=(git)
  ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || missing+=(postgresql)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v zsh >/dev/null || missing+=(zsh)
  command -v fish >/dev/null || missing+=(fish)
  if [ ${#missing[@]} -gt 0 ]; then
    echo "installing ${missing[*]}"
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "${missing[@]}") > /tmp/coderouter-apt.log 2>&1 || tail -5 /tmp/coderouter-apt.log
  fi
else
  echo "not Debian as root: nothing is installed; the bundled SQLite is used where the system has none, and without PostgreSQL, chromium, zsh or fish their tests are skipped"
fi

filters=()
if ! { d=$PWD; while [ "$d" != / ] && [ ! -d "$d/shared/traffic/dev" ]; do d=$(dirname "$d"); done; [ "$d" != / ]; }; then
  echo "no shared/ beside the checkout: tests over recorded traffic are left out"
  filters=(--filter-not-trait "needs=shared")
fi

dotnet build CodeRouter.slnx -c Release -v quiet -nologo -clp:NoSummary || { echo "0 passed, 1 failed"; exit 1; }

passed=0
failed=0
for project in CodeRouter.Core.Tests CodeRouter.Tests; do
  log=$(mktemp)
  dotnet "tests/$project/bin/Release/net10.0/$project.dll" --no-ansi --no-progress ${filters[@]+"${filters[@]}"} | tee "$log"
  status=${PIPESTATUS[0]}
  # The runner closes with "  failed: N" and "  succeeded: N" on lines of their own.
  good=$(sed -nE 's/^ *succeeded: ([0-9]+)$/\1/p' "$log" | tail -1)
  bad=$(sed -nE 's/^ *failed: ([0-9]+)$/\1/p' "$log" | tail -1)
  rm -f "$log"
  if [ -z "$good" ]; then
    bad=1
  elif [ "$status" != 0 ] && [ "${bad:-0}" = 0 ]; then
    bad=1
  fi
  passed=$((passed + ${good:-0}))
  failed=$((failed + ${bad:-0}))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
