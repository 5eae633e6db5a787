# What the scripts beside this one begin with; they source it with CLIENTS [PROGRAM] as arguments.
#   C ROOT T   the clients' folder, this tree, and a folder of this run's own, gone at the end (KEEP=FOLDER keeps a copy)
#   RUN        how the program is called: PROGRAM, or with none or "-" dotnet run from this tree
# Nothing leaves the machine: the upstream is scripted.
set -u
C=$(cd "$1" && pwd) || exit 2
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd); INST=${CLIENTS_HOME:-$HOME/.cache/coderouter-clients}
if [ "${2:--}" != - ]; then RUN=("$(realpath "$2")"); else RUN=(dotnet run --project "$ROOT/src/CodeRouter" -c Release --no-build --); fi
T=$(mktemp -d); PIDS=()
stop() { for p in "${PIDS[@]}"; do kill "$p" 2>/dev/null; done; [ -n "${KEEP:-}" ] && cp -r "$T" "$KEEP"; rm -rf "$T"; }
trap stop EXIT

# upstream COMMAND...: a scripted upstream that writes its port into $T/port. M is its address.
upstream() {
  MOCK_PORT=0 MOCK_PORT_FILE=$T/port MOCK_DIR=$T/captures "$@" > "$T/mock.log" 2>&1 & PIDS+=($!)
  for _ in $(seq 100); do [ -s "$T/port" ] && break; sleep .1; done
  M=127.0.0.1:$(cat "$T/port") || { cat "$T/mock.log"; exit 1; }
}

# tiers: a configuration with a cheap, a balanced and a strong model, each at home in every wire format.
tiers() {
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
}

# serve [FOLDER]: the gateway with $T/coderouter.yaml and its books in FOLDER (default $T/data). B is its address, GATEWAY its process.
serve() {
  "${RUN[@]}" serve --config "$T/coderouter.yaml" --data "${1:-$T/data}" > "$T/serve.log" 2>&1 & GATEWAY=$!; PIDS+=($GATEWAY)
  for _ in $(seq 300); do grep -q "listening on" "$T/serve.log" && break; sleep .1; done
  B=$(sed -n 's/^listening on \(http[^ ]*\).*/\1/p' "$T/serve.log" | head -1)
  [ -n "$B" ] || { cat "$T/serve.log"; exit 1; }
}

# scratch FOLDER [FILE...]: the fixture as a repository with one commit; what FILEs are ignored.
scratch() {
  local r=$1; shift
  mkdir -p "$r"; cp "$C"/fixture/* "$r/"; [ $# -gt 0 ] && printf '%s\n' "$@" > "$r/.gitignore"
  (cd "$r" && git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm start)
}

# agents_path: where the agents' programs are, and little else.
agents_path() {
  local p=${EXTRA_PATH:+$EXTRA_PATH:}$INST/node-bin
  for a in claude-code codex opencode gemini-cli; do p=$p:$INST/$a/node_modules/.bin; done
  echo "$p:/usr/local/bin:/usr/bin:/bin"
}
