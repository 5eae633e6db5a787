#!/bin/bash
# Real agents on coding-auto: a test that keeps failing sends the next request up a tier, the next human turn comes back down.
#   escalating.sh CLIENTS [PROGRAM]
# CLIENTS  folder with the scripted upstream (mock.py), run/claude-code.sh, run/codex.sh and the fixture; their installs lie where CLIENTS_HOME says
# PROGRAM  the published coderouter (default: dotnet run from this tree)
# Nothing leaves the machine: the upstream is scripted, its "loop" scenario runs the same failing test four times.
# Prints one line per routed step as the ledger has it, then what explain says of the raised one; exit 0 when both agents went up and came back.
. "$(dirname "$0")/common.sh"
upstream python3 -B "$C/mock.py"
tiers; serve
export BASE_OPENAI=$B/v1 BASE_ANTHROPIC=$B BASE_GEMINI=$B KEY=sk-none MODE=act MODEL=coding-auto SMALL=coding-auto
for agent in claude-code codex; do
  export CHOME=$T/home-$agent REPO=$T/repo-$agent; mkdir -p "$CHOME"; scratch "$REPO"
  export PROMPT="Implement the fix for the failing invoice tests (python3 -m unittest -v test_invoice): read invoice.py, run the tests, repair it and run them again. [scenario=loop repo=$REPO]"
  bash "$C/run/$agent.sh" > "$T/$agent.1" 2>&1
  export PROMPT="Thanks. Now fix the typo in the README heading. [scenario=say repo=$REPO]"
  if [ $agent = codex ]; then
    ( . "$C/lib.sh"; E=(LOCAL_KEY=$KEY CODEX_HOME=$CHOME/.codex); run "$INST/codex/node_modules/.bin/codex" exec --json -s danger-full-access resume --last "$PROMPT" ) > "$T/$agent.2" 2>&1
  else
    CLAUDE_ARGS=--continue bash "$C/run/$agent.sh" > "$T/$agent.2" 2>&1
  fi
done
python3 - "$T/data/coderouter.db" "$B" <<'PY'
import sqlite3, sys, time, json, urllib.request
time.sleep(1)
rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute("select agent, kind, phase, model, tier, human_turn, evidence_summary, reason, id, track from step where state='answered' order by at").fetchall()
order = ["local", "cheap", "balanced", "strong"]
good = 0
for agent in ("claude_code", "codex"):
    own = [r for r in rows if r[0] == agent]
    print(f"== {agent}: {len(own)} steps")
    up = down = None
    before = None
    for r in own:
        print(f"{r[1]:17} {r[2]:10} {r[4]:8} {r[3]:7} | {r[6] or '-'} | {r[7]}")
        if r[1] not in ("turn", "tool_continuation"): continue
        if before and order.index(r[4]) > order.index(before) and "up from" in r[7]: up = up or r
        if up and r[5] and order.index(r[4]) < order.index(up[4]): down = down or r
        before = r[4]
    if up:
        told = json.load(urllib.request.urlopen(f"{sys.argv[2]}/v1/coderoute/decisions/{up[8]}"))
        print("   raised:", "; ".join(f"{r['code']}: {r['text']}" for r in told["reasons"]))
    if up and down:
        good += 1
    print("   went up and came back" if up and down else "   DID NOT go up and come back")
sys.exit(0 if good == 2 else 1)
PY
rc=$?
"${RUN[@]}" replay --ledger --data "$T/data"
exit $rc
