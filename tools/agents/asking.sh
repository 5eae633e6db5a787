#!/bin/bash
# Real agents with us as their MCP server, over standard input and output and over HTTP: set up as their user would (coderouter setup, the
# agent's own "mcp add"), they list our tools and call four of them, which the scripted model asks for.
#   asking.sh CLIENTS PROGRAM [AGENT ...]
# CLIENTS  folder with the scripted upstream (mock.py) and the fixture; the agents' installs lie where CLIENTS_HOME says
# PROGRAM  the published coderouter
# AGENT    claude_code codex opencode gemini_cli qwen_code (default: the first four)
# EXTRA_PATH in the environment names a folder with further agents, WAYS the ways to try (stdio http).
# Prints a line for each agent and way; exit 0 when every call was answered by us and the model heard the answer.
[ -x "${2:-}" ] || { echo "asking.sh CLIENTS PROGRAM [AGENT ...]: publish the program first: dotnet publish src/CodeRouter -c Release -o out" >&2; exit 2; }
. "$(dirname "$0")/common.sh"
P=${RUN[0]}; shift 2
AGENTS=${*:-claude_code codex opencode gemini_cli}
upstream python3 -B "$ROOT/tools/agents/asking_models.py" "$C"
tiers
path=$(agents_path)
fail=0
for agent in $AGENTS; do
  for way in ${WAYS:-stdio http}; do
    r=$T/$agent-$way; h=$T/home-$agent-$way; mkdir -p "$h/tmp"; scratch "$r"
    label=$agent-$way
    # Books of its own: with one session of the agent at work, report_outcome needs no session_id.
    serve "$T/data-$label"
    python3 - "http://$M/__mock/label" "{\"label\": \"$label\", \"reset\": true}" <<'PY'
import sys, urllib.request
urllib.request.urlopen(urllib.request.Request(sys.argv[1], data=sys.argv[2].encode(), headers={"content-type": "application/json"}, method="POST"), timeout=5).read()
PY
    # Each as at home, with nothing but what a set-up writes.
    here() { (cd "$r" && env -i PATH="$path" HOME="$h" TMPDIR="$h/tmp" LANG=C.UTF-8 CODEROUTER_URL="$B" CODEROUTER_KEY=sk-none DISABLE_AUTOUPDATER=1 DISABLE_TELEMETRY=1 OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_MODELS_FETCH=1 timeout 200 "$@" < /dev/null); }
    started=("$P" serve-stdio --data "$T/data-$label" --gateway "$B")
    prompt="Ask the router what it thinks of this. [scenario=ask repo=$r]"
    {
      here "$P" setup "$agent" --url "$B" --key sk-none --data "$h/data"
      case $agent in
        claude_code)
          if [ "$way" = stdio ]; then here claude mcp add coderouter -- "${started[@]}"; else here claude mcp add --transport http coderouter "$B/mcp"; fi
          here claude -p "$prompt" --output-format json --allowedTools "mcp__coderouter";;
        codex)
          if [ "$way" = stdio ]; then here codex mcp add coderouter -- "${started[@]}"; else here codex mcp add coderouter --url "$B/mcp"; fi
          here codex exec --json -s read-only "$prompt";;
        opencode)
          python3 - "$h/.config/opencode/opencode.json" "$way" "$B/mcp" "${started[@]}" <<'PY'
import json, sys
path, way, url, *command = sys.argv[1:]
settings = json.load(open(path))
settings["mcp"] = {"coderouter": {"type": "local", "command": command} if way == "stdio" else {"type": "remote", "url": url}}
json.dump(settings, open(path, "w"))
PY
          here opencode run --format json "$prompt";;
        gemini_cli | qwen_code)
          program=${agent%%_*}
          if [ "$way" = stdio ]; then here "$program" mcp add -s user coderouter "${started[0]}" -- "${started[@]:1}"; else here "$program" mcp add -s user --transport http coderouter "$B/mcp"; fi
          trust=(); [ $program = gemini ] && trust=(--skip-trust)
          here "$program" -p "$prompt" --approval-mode yolo "${trust[@]}";;
      esac
    } > "$T/$label.out" 2>&1
    python3 - "$T" "$label" "$agent" <<'PY' || { fail=1; tail -c 1500 "$T/$label.out"; }
import glob, json, sys
folder, label, agent = sys.argv[1:]
names = ["detect_host", "route_explain", "usage", "report_outcome"]
# What only an answer of ours says.
signs = {"detect_host": f'"host":"{agent}"', "route_explain": '"capability_class":"deep_reasoning"', "usage": '"baseline_cost_usd":', "report_outcome": '"is_verdict":true'}
listed, results, refused = set(), [], []


def texts(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from texts(inner)


def walk(value):
    if isinstance(value, dict):
        if value.get("type") in ("tool_result", "function_call_output", "custom_tool_call_output") or value.get("role") == "tool" or "functionResponse" in value:
            results.append(" ".join(texts(value)).replace("\\", "").replace(": ", ":"))
            return
        for inner in value.values():
            walk(inner)
    for inner in value if isinstance(value, list) else []:
        walk(inner)


for path in sorted(glob.glob(f"{folder}/captures/{label}/*.json")):
    seen = json.load(open(path))
    listed |= {n for n in names for t in seen["mock"].get("tools", []) if t.endswith(n)}
    refused += seen.get("violations") or []
    results.clear()
    walk(seen["body"])
heard = [n for n in names if any(signs[n] in r for r in results)]
good = heard == names and "ASKED-ALL" in open(f"{folder}/{label}.out", errors="replace").read() and not refused
print(f"{'ok ' if good else 'BAD'} {label:20} listed {len(listed)}, answered {' '.join(heard)}", *(f"\n      refused: {r}" for r in refused[:5]))
if not good:
    print("\n".join("      heard: " + r[:600] for r in results))
sys.exit(0 if good else 1)
PY
    kill "$GATEWAY"; wait "$GATEWAY" 2> /dev/null
  done
done
exit $fail
