#!/usr/bin/env bash
# Runs every test. On Debian it first installs what the tests use and is missing; elsewhere it says what will be left out.
# Ends with "N passed, N failed" alone on a line; exit status 0 when none failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"


if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  missing=()
  ldconfig -p 2>/dev/null | grep -q libsqlite3.so.0 || missing+=(libsqlite3-0)
  if [ ${#missing[@]} -gt 0 ]; then
    echo "installing ${missing[*]}"
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "${missing[@]}") > /tmp/coderouter-apt.log 2>&1 || tail -5 /tmp/coderouter-apt.log
  fi
else
  echo "not Debian as root: nothing is installed; the bundled SQLite is used where the system has none"
fi

filters=()
if ! { d=$PWD; while [ "$d" != / ] && [ ! -d "$d/shared/traffic/dev" ]; do d=$(dirname "$d"); done; [ "$d" != / ]; }; then
  echo "no shared/ beside the checkout: tests over recorded traffic are left out"
  filters=(-trait- "needs=shared")
fi

dotnet build CodeRouter.slnx -c Release -v quiet -nologo -clp:NoSummary || { echo "0 passed, 1 failed"; exit 1; }

passed=0
failed=0
for project in CodeRouter.Core.Tests CodeRouter.Tests; do
  log=$(mktemp)
  dotnet "tests/$project/bin/Release/net10.0/$project.dll" "${filters[@]}" -noColor | tee "$log"
  status=${PIPESTATUS[0]}
  # "   CodeRouter.Tests  Total: 12, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1.2s"
  summary=$(grep -E 'Total: [0-9]+' "$log" | tail -1)
  total=$(sed -E 's/.*Total: ([0-9]+).*/\1/' <<< "$summary")
  bad=$(sed -E 's/.*Errors: ([0-9]+), Failed: ([0-9]+).*/\1+\2/' <<< "$summary")
  skipped=$(sed -E 's/.*Skipped: ([0-9]+).*/\1/' <<< "$summary")
  notrun=$(sed -nE 's/.*Not Run: ([0-9]+).*/\1/p' <<< "$summary")
  if [ -z "$summary" ]; then
    failed=$((failed + 1))
  else
    bad=$((bad))
    failed=$((failed + bad))
    passed=$((passed + total - bad - skipped - ${notrun:-0}))
    if [ "$bad" = 0 ] && [ "$status" != 0 ]; then failed=$((failed + 1)); fi
  fi
  rm -f "$log"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
