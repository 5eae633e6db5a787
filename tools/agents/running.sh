#!/bin/bash
# coderouter run with real agents: the cheap model is enough, needs to hear of the failed test, or hands over to a stronger one.
#   running.sh CLIENTS PROGRAM [AGENT ...]
# CLIENTS  folder with the scripted upstream (mock.py) and the fixture; the agents' installs lie where CLIENTS_HOME says
# PROGRAM  the published coderouter
# AGENT    claude_code, codex, opencode, gemini_cli, qwen_code, copilot_cli, kilo, or loop (the built-in tools); default: claude_code codex loop
# EXTRA_PATH in the environment names a folder with further agents, PLAYS the endings to play (cheap retry up).
# Nothing leaves the machine. Prints one line per run; exit 0 when each ended as it should with nothing left over.
[ -x "${2:-}" ] || { echo "running.sh CLIENTS PROGRAM [AGENT ...]: publish the program first: dotnet publish src/CodeRouter -c Release -o out" >&2; exit 2; }
. "$(dirname "$0")/common.sh"
P=${RUN[0]}; shift 2
AGENTS=${*:-claude_code codex loop}
upstream python3 -B "$ROOT/tools/agents/judged_models.py" "$C"
tiers; serve
path=$(agents_path)
fail=0
for agent in $AGENTS; do
  for play in ${PLAYS:-cheap retry up}; do
    r=$T/$agent-$play; h=$T/home-$agent-$play; mkdir -p "$h/tmp"; scratch "$r" __pycache__/
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
