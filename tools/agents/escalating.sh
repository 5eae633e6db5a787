#!/bin/bash
# Real agents on coding-auto: a test that keeps failing sends the next request up a tier, the next human turn comes back down.
#   escalating.sh CLIENTS [PROGRAM]
# CLIENTS  folder with the scripted upstream (mock.py), run/claude-code.sh, run/codex.sh and the fixture; their installs lie where CLIENTS_HOME says
# PROGRAM  the published coderouter (default: dotnet run from this tree)
# Nothing leaves the machine: the upstream is scripted, its "loop" scenario runs the same failing test four times.
# Prints one line per routed step as the ledger has it, then what explain says of the raised one; exit 0 when both agents went up and came back.
set -u
C=$(cd "$1" && pwd); P=${2:-}
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
T=$(mktemp -d); PIDS=()
stop() { for p in "${PIDS[@]}"; do kill "$p" 2>/dev/null; done; rm -rf "$T"; }
trap stop EXIT
MOCK_PORT=0 MOCK_PORT_FILE=$T/port MOCK_DIR=$T/captures python3 -B "$C/mock.py" > "$T/mock.log" 2>&1 & PIDS+=($!)
for _ in $(seq 100); do [ -s "$T/port" ] && break; sleep .1; done
M=127.0.0.1:$(cat "$T/port")
cat > "$T/coderouter.yaml" <<YAML
version: v0.1
listeners: [{name: main, address: 127.0.0.1, port: 0}]
providers:
  models:
    - {name: small, tier: cheap, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 0.5, cached_input_per_1m: 0.05, completion_per_1m: 2}}
    - {name: middle, tier: balanced, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 3, cached_input_per_1m: 0.3, completion_per_1m: 15}}
    - {name: large, tier: strong, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 5, cached_input_per_1m: 0.5, completion_per_1m: 25}}
  default_model: middle
channels:
  - {name: anthropic, api_format: anthropic, base_url: "http://$M/v1", access_key: none, models: [small, middle, large]}
  - {name: responses, api_format: responses, base_url: "http://$M/v1", access_key: none, models: [small, middle, large]}
YAML
if [ -n "$P" ]; then RUN=("$P"); else RUN=(dotnet run --project "$ROOT/src/CodeRouter" -c Release --no-build --); fi
"${RUN[@]}" serve --config "$T/coderouter.yaml" --data "$T/data" > "$T/serve.log" 2>&1 & PIDS+=($!)
for _ in $(seq 300); do grep -q "listening on" "$T/serve.log" && break; sleep .1; done
B=$(sed -n 's/^listening on \(http[^ ]*\).*/\1/p' "$T/serve.log" | head -1)
[ -n "$B" ] || { cat "$T/serve.log"; exit 1; }
export BASE_OPENAI=$B/v1 BASE_ANTHROPIC=$B BASE_GEMINI=$B KEY=sk-none MODE=act MODEL=coding-auto SMALL=coding-auto
fail=0
for agent in claude-code codex; do
  export CHOME=$T/home-$agent REPO=$T/repo-$agent; mkdir -p "$CHOME" "$REPO"; cp "$C"/fixture/* "$REPO/"
  (cd "$REPO" && git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm start)
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
[ -n "${KEEP:-}" ] && cp -r "$T" "$KEEP"
exit $rc
