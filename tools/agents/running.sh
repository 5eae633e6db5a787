#!/bin/bash
# coderouter run with real agents: the cheap model is enough, needs to hear of the failed test, or hands over to a stronger one.
#   running.sh CLIENTS PROGRAM [AGENT ...]
# CLIENTS  folder with the scripted upstream (mock.py) and the fixture; the agents' installs lie where CLIENTS_HOME says
# PROGRAM  the published coderouter
# AGENT    claude_code, codex, opencode, gemini_cli, or loop (the built-in tools); default: claude_code codex loop
# EXTRA_PATH in the environment names a folder with further agents, PLAYS the endings to play (cheap retry up).
# Nothing leaves the machine. Prints one line per run; exit 0 when each ended as it should with nothing left over.
set -u
C=$(cd "$1" && pwd); P=$2; shift 2
AGENTS=${*:-claude_code codex loop}
ROOT=$(cd "$(dirname "$0")/../.." && pwd); INST=${CLIENTS_HOME:-$HOME/.cache/coderouter-clients}
T=$(mktemp -d); PIDS=()
stop() { for p in "${PIDS[@]}"; do kill "$p" 2>/dev/null; done; [ -n "${KEEP:-}" ] && cp -r "$T" "$KEEP"; rm -rf "$T"; }
trap stop EXIT
MOCK_DIR=$T/captures python3 -B "$ROOT/tools/agents/judged_models.py" "$C" "$T/port" > "$T/mock.log" 2>&1 & PIDS+=($!)
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
  - {name: chat, api_format: openai, base_url: "http://$M/v1", access_key: none, models: [small, middle, large]}
  - {name: gemini, api_format: gemini, base_url: "http://$M/v1beta", access_key: none, models: [small, middle, large]}
YAML
"$P" serve --config "$T/coderouter.yaml" --data "$T/data" > "$T/serve.log" 2>&1 & PIDS+=($!)
for _ in $(seq 300); do grep -q "listening on" "$T/serve.log" && break; sleep .1; done
B=$(sed -n 's/^listening on \(http[^ ]*\).*/\1/p' "$T/serve.log" | head -1)
[ -n "$B" ] || { cat "$T/serve.log"; exit 1; }
path=${EXTRA_PATH:+$EXTRA_PATH:}$INST/node-bin:$INST/claude-code/node_modules/.bin:$INST/codex/node_modules/.bin:$INST/opencode/node_modules/.bin:$INST/gemini-cli/node_modules/.bin:/usr/local/bin:/usr/bin:/bin
fail=0
for agent in $AGENTS; do
  for play in ${PLAYS:-cheap retry up}; do
    r=$T/$agent-$play; h=$T/home-$agent-$play; mkdir -p "$r" "$h/tmp"; cp "$C"/fixture/* "$r/"; printf '__pycache__/\n' > "$r/.gitignore"
    (cd "$r" && git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm start)
    [ "$agent" = gemini_cli ] && HOME=$h "$P" setup gemini_cli --url "$B" --data "$h/data" > /dev/null
    who=(--host "$agent"); [ "$agent" = loop ] && who=(--through-gateway)
    (cd "$r" && env -i PATH="$path" HOME="$h" TMPDIR="$h/tmp" LANG=C.UTF-8 DISABLE_AUTOUPDATER=1 DISABLE_TELEMETRY=1 OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_MODELS_FETCH=1 \
      timeout 300 "$P" run "Fix the bug in invoice.py that lets the invoice tests fail [scenario=$play]" "${who[@]}" --gateway "$B" --allow-commands --data "$T/data" \
      --verify "python3 -B -m unittest test_invoice" --json) > "$T/$agent-$play.json" 2> "$T/$agent-$play.err"
    python3 - "$T/$agent-$play.json" "$agent" "$play" "$r" <<'PY' || { fail=1; cat "$T/$agent-$play.err"; }
import json, subprocess, sys
told = json.load(open(sys.argv[1]))
tries = [a for t in told["tasks"] for a in t["attempts"]]
line = " ".join(f"{a['model']}{'+' if a['verified'] else '-'}" for a in tries)
wanted = {"cheap": "small+", "retry": "small- small+", "up": "small- small- middle+"}[sys.argv[3]]
git = lambda *a: subprocess.run(["git", *a], cwd=sys.argv[4], capture_output=True, text=True).stdout.strip()
left = git("stash", "list") + "".join(b for b in git("branch", "--list").splitlines()[1:]) + "".join(git("worktree", "list").splitlines()[1:])
good = told["outcome"] == "success" and line == wanted and git("status", "--porcelain") == "M invoice.py" and not left and told["cost_usd"]
print(f"{sys.argv[2]:12} {sys.argv[3]:6} {line:24} ${told['cost_usd'] or 0:.6f}  {sum(a['seconds'] for a in tries):.1f} s  {'ok' if good else 'NOT AS IT SHOULD BE: ' + json.dumps(told)}")
sys.exit(0 if good else 1)
PY
  done
done
"$P" stats --data "$T/data"
exit $fail
