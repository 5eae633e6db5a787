#!/bin/bash
# Further real agents on coding-auto, set up as their user would: each reads, tests, edits and tests again, and asks in its own shell which
# agent it is in.
#   others.sh CLIENTS PROGRAM [AGENT ...]
# CLIENTS  folder with the scripted upstream (mock.py) and the fixture
# PROGRAM  the published coderouter
# AGENT    kilo qwen_code copilot_cli pi grok_cli (default: those of them that EXTRA_PATH or the PATH has)
# EXTRA_PATH in the environment names the folder of their programs (npm: @kilocode/cli, @qwen-code/qwen-code, @github/copilot,
# @mariozechner/pi-coding-agent, @vibe-kit/grok-cli). Nothing leaves the machine: no agent is signed in anywhere, the upstream is scripted.
# Prints a line for each agent: steps, how the gateway named it, how its own shell did; exit 0 when every task was completed, every step was
# answered, and both names are right.
[ -x "${2:-}" ] || { echo "others.sh CLIENTS PROGRAM [AGENT ...]: publish the program first: dotnet publish src/CodeRouter -c Release -o out" >&2; exit 2; }
. "$(dirname "$0")/common.sh"
P=${RUN[0]}; shift 2
path=$(agents_path)
declare -A program=([kilo]=kilo [qwen_code]=qwen [copilot_cli]=copilot [pi]=pi [grok_cli]=grok)
AGENTS=$*
[ -n "$AGENTS" ] || for agent in kilo qwen_code copilot_cli pi grok_cli; do PATH=$path command -v "${program[$agent]}" > /dev/null && AGENTS="$AGENTS $agent"; done
[ -n "$AGENTS" ] || { echo "none of these agents is here: name the folder of their programs with EXTRA_PATH" >&2; exit 2; }
upstream python3 -B "$ROOT/tools/agents/homed_models.py" "$C" "$P"
tiers; serve
fail=0
for agent in $AGENTS; do
  r=$T/$agent; h=$T/home-$agent; mkdir -p "$h/tmp"; scratch "$r" __pycache__/ host.json .grok/
  here() { (cd "$r" && env -i PATH="$path" HOME="$h" TMPDIR="$h/tmp" LANG=C.UTF-8 TERM=dumb NO_COLOR=1 PYTHONDONTWRITEBYTECODE=1 "$@" < /dev/null); }
  prompt="The invoice tests fail (python3 -m unittest -v test_invoice). Read invoice.py, run the tests, fix the bug and run them again. [scenario=fix repo=$r]"
  here "$P" setup "$agent" --url "$B" --key sk-none --data "$h/data" > "$T/$agent.setup" 2>&1
  case $agent in
    kilo) call=(kilo run --format json --auto "$prompt");;
    qwen_code) call=(qwen -p "$prompt" --approval-mode yolo);;
    copilot_cli) call=(env "COPILOT_PROVIDER_BASE_URL=$B/v1" COPILOT_PROVIDER_API_KEY=sk-none COPILOT_PROVIDER_TYPE=openai COPILOT_MODEL=coding-auto copilot -p "$prompt" --allow-all-tools --allow-all-paths);;
    pi) call=(pi -p "$prompt");;
    grok_cli) call=(grok -p "$prompt" -m coding-auto);;
  esac
  started=$SECONDS
  here timeout 200 "${call[@]}" > "$T/$agent.out" 2>&1; rc=$?
  python3 - "$T" "$agent" "$rc" $((SECONDS - started)) <<'PY' || { fail=1; tail -c 1500 "$T/$agent.setup" "$T/$agent.out"; }
import json, os, sqlite3, subprocess, sys, time
folder, agent, status, seconds = sys.argv[1:]
repo = f"{folder}/{agent}"
time.sleep(1)
steps = sqlite3.connect(f"file:{folder}/data/coderouter.db?mode=ro", uri=True).execute("select agent, kind, state, session, repository from step order by at").fetchall()
mine = [s for s in steps if s[0] == agent]
tested = subprocess.run(["python3", "-B", "-m", "unittest", "test_invoice"], cwd=repo, capture_output=True).returncode == 0
changed = subprocess.run(["git", "status", "--porcelain"], cwd=repo, capture_output=True, text=True).stdout.strip()
shell = json.load(open(f"{repo}/host.json"))["host"] if os.path.exists(f"{repo}/host.json") and os.path.getsize(f"{repo}/host.json") else None
good = tested and changed == "M invoice.py" and shell == agent and len(mine) >= 7 and all(s[2] == "answered" for s in mine)
print(f"{'ok ' if good else 'BAD'} {agent:12} {int(seconds):4} s  {len(mine)} steps named so, {len({s[3] for s in mine})} sessions, its shell says {shell}, tests {'pass' if tested else 'fail'}, status {status}", "" if good else f"\n      changed: {changed}; all steps: {sorted(set((s[0], s[1], s[2]) for s in steps))}")
sys.exit(0 if good else 1)
PY
done
exit $fail
