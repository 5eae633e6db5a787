#!/bin/bash
# Real agents on models of every other wire format, and one session that changes vendor in the middle.
#   abroad.sh CLIENTS [PROGRAM] [AGENT ...]
# CLIENTS  folder with the scripted upstream (mock.py), run-all.sh, run/ and the fixture; their installs lie where CLIENTS_HOME says
# PROGRAM  the published coderouter (default, or "-": dotnet run from this tree)
# AGENT    claude-code codex opencode gemini-cli (default: all four)
# Nothing leaves the machine: the upstream is scripted, reasons aloud, refuses what the real services refuse, and signs its reasoning
# differently in each format, so that reasoning which reaches a vendor who did not make it is seen.
# Prints a line for each agent and format, then for each agent whose session moves from its own format through the others and back while it
# works; exit 0 when every task was completed and nothing was refused or misdelivered.
. "$(dirname "$0")/common.sh"
shift; [ $# -gt 0 ] && shift
AGENTS=${*:-claude-code codex opencode gemini-cli}
# One signature for each vendor.
sed -e '/"type": "reasoning", "id": uid/s/bW9jaw==/cmVzcG9uc2Vz/' -e '/"type": "thinking", "thinking": "mock reasoning"/s/bW9jaw==/bWVzc2FnZXM=/' -e '/thoughtSignature"\] = /s/bW9jaw==/Z2VtaW5p/' "$C/mock.py" > "$T/mock.py"
MOCK_THINK=1 upstream python3 -B "$T/mock.py"
config() { # config MEMBER: the group "moving" leads to MEMBER
  cat > "$T/next.yaml" <<YAML
version: v0.1
listeners: [{name: main, address: 127.0.0.1, port: 0}]
providers:
  models:
    - {name: on-chat, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 1, completion_per_1m: 2}}
    - {name: on-responses, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 1, completion_per_1m: 2}}
    - {name: on-messages, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 1, completion_per_1m: 2}}
    - {name: on-gemini, context_window: 400000, max_output: 64000, pricing: {prompt_per_1m: 1, completion_per_1m: 2}}
  default_model: on-chat
model_groups:
  moving: {members: [{model: $1}]}
channels:
  - {name: chat, api_format: openai, base_url: "http://$M/v1", access_key: none, models: [on-chat]}
  - {name: responses, api_format: responses, base_url: "http://$M/v1", access_key: none, models: [on-responses]}
  - {name: messages, api_format: anthropic, base_url: "http://$M/v1", access_key: none, models: [on-messages]}
  - {name: gemini, api_format: gemini, base_url: "http://$M/v1beta", access_key: none, models: [on-gemini]}
YAML
  mv "$T/next.yaml" "$T/coderouter.yaml"
}
config on-chat
serve
fail=0
drive() { # drive AGENT MODEL TAG
  "$C/run-all.sh" --base "$B" --control "http://$M" --model "$2" --small "$2" --tag "$3" --out "$T/out" "$1" | head -1 > "$T/line"
  python3 - "$T" "$1$3" "$4" <<'PY' || fail=1
import glob, json, sys
folder, label, formats = sys.argv[1:]
line = json.load(open(f"{folder}/line"))
signs = {"responses": "cmVzcG9uc2Vz", "messages": "bWVzc2FnZXM=", "gemini": "Z2VtaW5p"}
asked, refused, strayed = [], [], 0
for name in sorted(glob.glob(f"{folder}/captures/{label}/*.json")):
    seen = json.load(open(name))
    path = seen["path"]
    where = "chat" if "chat/" in path else "responses" if "/responses" in path else "messages" if "/messages" in path else "gemini"
    asked += [where] if not asked or asked[-1] != where else []
    refused += seen.get("violations") or []
    body = json.dumps(seen["body"])
    strayed += any(sign in body for vendor, sign in signs.items() if vendor != where)
good = line["ok"] and not refused and not strayed and all(f in asked for f in formats.split())
print(f"{'ok ' if good else 'BAD'} {label:28} {line['seconds']:6.1f} s  {' > '.join(asked)}", *(f"\n      refused: {r}" for r in refused[:5]), f"\n      reasoning reached another vendor {strayed} times" if strayed else "", "" if line["ok"] else f"\n      {line}")
sys.exit(0 if good else 1)
PY
}
for agent in $AGENTS; do
  for format in chat responses messages gemini; do
    drive "$agent" on-$format "-on-$format" "$format"
  done
done
for agent in $AGENTS; do
  case $agent in claude-code) home=messages;; codex) home=responses;; gemini-cli) home=gemini;; *) home=chat;; esac
  config on-$home; sleep 2
  label=$agent-moving
  ( # Each two requests the group leads elsewhere, at last home again.
    order=($(for f in chat responses messages gemini; do [ $f != $home ] && echo on-$f; done) on-$home)
    for i in 0 1 2 3; do
      for _ in $(seq 1200); do [ "$(ls "$T/captures/$label" 2>/dev/null | wc -l)" -ge $((2 * i + 2)) ] && break; sleep .05; done
      config "${order[$i]}"; kill -HUP "$GATEWAY" # at once, where the program runs by itself
    done ) & mover=$!
  drive "$agent" moving -moving "chat $home"
  kill $mover 2>/dev/null; wait $mover 2>/dev/null
done
[ $fail = 0 ] && echo "every task completed" || echo "something failed"
exit $fail
