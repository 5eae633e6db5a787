#!/bin/bash
# A real Claude Code session in a repository whose file holds a key: with guards.secrets: redact the upstream never sees the key, and the file
# that the agent reads and edits keeps it.
#   redacting.sh CLIENTS [PROGRAM]
# CLIENTS and PROGRAM as for escalating.sh. Nothing leaves the machine: the upstream is scripted and writes down all it is sent.
# Exit 0 when the agent repaired the file, the key stands in it as before, and no request carried it.
. "$(dirname "$0")/common.sh"
upstream python3 -B "$C/mock.py"
cat > "$T/coderouter.yaml" <<YAML
version: v0.1
listeners: [{name: main, address: 127.0.0.1, port: 0}]
providers: {models: [], default_model: far}
channels: [{name: far, api_format: anthropic, base_url: "http://$M/v1", access_key: none, models: [far]}]
guards: {secrets: redact}
YAML
serve
# Made up for this run, in the form of its vendor.
SECRET=AKIA$(tr -dc 'A-Z2-7' < /dev/urandom | head -c 16)
export BASE_OPENAI=$B/v1 BASE_ANTHROPIC=$B BASE_GEMINI=$B KEY=sk-none MODE=act MODEL=far SMALL=far
export CHOME=$T/home REPO=$T/repo; mkdir -p "$CHOME" "$REPO"; cp "$C"/fixture/* "$REPO/"
printf '\n\nAWS_KEY = "%s"\n' "$SECRET" >> "$REPO/invoice.py"
(cd "$REPO" && git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm start)
export PROMPT="Implement the fix for the failing invoice tests (python3 -m unittest -v test_invoice): read invoice.py, run the tests, repair it and run them again. [scenario=fix repo=$REPO]"
bash "$C/run/claude-code.sh" > "$T/agent.log" 2>&1
asked=$(find "$T/captures" -name '*.json' | wc -l)
leaked=$(grep -rl "$SECRET" "$T/captures" | wc -l)
hidden=$(grep -rlE 'REDACTED_AWS_ACCESS_KEY_ID_[0-9a-f]{12}' "$T/captures" | wc -l)
kept=$(grep -c "\"$SECRET\"" "$REPO/invoice.py")
changed=$(cd "$REPO" && git diff --stat -- invoice.py | tail -1)
strange=$(grep -c REDACTED_ "$REPO/invoice.py")
echo "requests sent upstream: $asked, with the key: $leaked, with its placeholder: $hidden"
echo "invoice.py: key lines $kept, placeholders $strange, edited:$changed"
(cd "$REPO" && python3 -m unittest test_invoice 2>&1 | tail -1)
[ "$asked" -gt 0 ] && [ "$leaked" -eq 0 ] && [ "$hidden" -gt 0 ] && [ "$kept" -eq 1 ] && [ "$strange" -eq 0 ] && [ -n "$changed" ] || { tail -5 "$T/agent.log"; exit 1; }
