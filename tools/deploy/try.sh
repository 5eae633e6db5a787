#!/usr/bin/env bash
# Deploys the committed state of this repository the way docs/deployment.md says, with podman, and tries what that page promises:
# a push to a Git repository clones it, builds the image and starts compose.yaml (as Dokploy's webhook does), then set-up token, sign-in,
# key, requests, restart, and a second push while a stream runs. Ends with status 0 when everything held. What it made is removed.
#
#   tools/deploy/try.sh            a few minutes, most of them building
#   tools/deploy/try.sh --keep     leaves the deployment running on http://127.0.0.9:8899
#
# Needs podman, docker-compose, git, curl, as root; and the base images that Dockerfile and compose.yaml name, from a registry or made
# before. No account anywhere: the upstream is the simulated provider of the program itself. Dokploy and Docker are not run.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
project=coderouter-try
url=http://127.0.0.9:8899
router=${project}_coderouter_1 db=${project}_db_1
export DOCKER_HOST=unix://$work/podman.sock BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot}
background=()

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }
die() { say "FAILED: $*"; podman logs --tail 20 "$router" 2>&1 | sed 's/^/    /' || true; exit 1; }
end() {
    status=$?
    if [ "${keep:-}" != --keep ]; then
        compose down -v --rmi local >/dev/null 2>&1 || true
        podman network rm -f dokploy-network >/dev/null 2>&1 || true
    fi
    for pid in "${background[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
    exit $status
}
compose() { docker-compose -p "$project" -f "$work/code/compose.yaml" -f "$work/domain.yaml" "$@"; }
in_router() { podman exec "$router" "$@"; }
rows() { podman exec "$db" psql -U coderouter -d coderouter -Atc "$1"; }
ask() { curl -sS -m 60 -N "$url/v1/chat/completions" -H "Authorization: Bearer $key" -d "{\"model\":\"$1\",\"stream\":$2,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}"; }
healthy() {
    for _ in $(seq 60); do
        [ "$(podman inspect "$router" --format '{{.State.Health.Status}}' 2>/dev/null)" = healthy ] && return
        sleep 1
    done
    die "the container did not become healthy within a minute"
}
# The upstream lives in the router's own container: it ends with it.
simulate() { podman exec -d "$router" /opt/coderouter/coderouter simulate --port 9999 >/dev/null; sleep 2; }

keep=${1:-}
trap end EXIT
podman system service --time 0 "$DOCKER_HOST" & background+=($!)
if [ ! -d /run/systemd/system ]; then
    # Podman leaves the intervals of health checks to systemd.
    (while sleep 2; do for id in $(podman ps -q); do podman healthcheck run "$id" >/dev/null 2>&1 || true; done; done) & background+=($!)
fi

# What Dokploy adds for a domain: its network, and labels for its Traefik.
podman network create dokploy-network >/dev/null
cat > "$work/domain.yaml" <<'END'
services:
  coderouter:
    networks: [default, dokploy-network]
    labels:
      - traefik.enable=true
      - traefik.http.routers.coderouter.rule=Host(`router.example.com`)
      - traefik.http.services.coderouter.loadbalancer.server.port=8899
networks:
  dokploy-network: {external: true}
END
printf 'DB_PASSWORD=%s\nCODEROUTER_BIND=127.0.0.9\nCODEROUTER_PUBLIC_URL=%s\n' "$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')" "$url" > "$work/env"

# The repository, and what happens on a push to it.
git init -q --bare "$work/origin.git"
cat > "$work/origin.git/hooks/post-receive" <<END
#!/bin/sh
unset GIT_DIR GIT_QUARANTINE_PATH
rm -rf "$work/code" && git clone -q --depth 1 -b main "file://$work/origin.git" "$work/code" && cp "$work/env" "$work/code/.env" &&
docker-compose -p $project -f "$work/code/compose.yaml" -f "$work/domain.yaml" up -d --build --remove-orphans > "$work/deploy.log" 2>&1
echo \$? > "$work/deployed"
END
chmod +x "$work/origin.git/hooks/post-receive"
deploy() {
    git -C "$1" push -q "file://$work/origin.git" HEAD:refs/heads/main
    [ "$(cat "$work/deployed")" = 0 ] || { tail -20 "$work/deploy.log"; die "the deployment"; }
}

say "first push"
deploy "$root"
healthy
say "deployed; image of $(podman image inspect "$(podman inspect "$router" --format '{{.Image}}')" --format '{{.Size}}' | awk '{printf "%.0f MB", $1 / 1e6}')"

[ "$(in_router id -u)" != 0 ] || die "it runs as root"
in_router touch /opt/coderouter/x 2>/dev/null && die "its file system can be written"
in_router touch /tmp/x /data/x || die "/tmp and /data cannot be written"
in_router grep -qE '^CapBnd:\s0+$' /proc/1/status || die "it has capabilities"
in_router grep -qE '^NoNewPrivs:\s1$' /proc/1/status || die "it may gain privileges"
say "runs as user $(in_router id -u), file system read-only but for /tmp and /data, no capabilities"

token=$(podman logs "$router" 2>&1 | sed -n 's/^.*Set-up token[^:]*: //p')
[ -n "$token" ] || die "no set-up token was printed"
form=$(curl -sS "$url/dashboard/sign-in" | grep -o 'name="form_token" value="[0-9a-f]*"' | grep -oE '[0-9a-f]{64}')
key=$(curl -sS -c "$work/jar" -H "Origin: $url" --data-urlencode "form_token=$form" --data-urlencode "credential=$token" "$url/dashboard/sign-in" | grep -oE 'cr-[a-z0-9]{12}-[A-Za-z0-9_-]+' | head -1)
[ -n "$key" ] || die "signing in with the token gave no key"
[ "$(curl -sS -b "$work/jar" -o /dev/null -w '%{http_code}' "$url/dashboard/keys")" = 200 ] || die "the keys page"
say "set-up token printed, signed in with it, first key shown"

simulate
for model in sim-plain sim-slow-between-20000; do
    curl -sS -f -o /dev/null -X PUT "$url/admin/v1/models/$model" -H "Authorization: Bearer $key" \
        -d '{"endpoints":[{"endpoint":"127.0.0.1:9999","protocol":"http"}],"pricing":{"prompt_per_1m":1,"completion_per_1m":2}}' || die "adding a model"
done
ask sim-plain false | grep -q '"finish_reason":"stop"' || die "a request"
sleep 1
[ "$(rows "SELECT count(*) FROM step WHERE state = 'answered' AND cost > 0")" = 1 ] || die "the books in PostgreSQL"
say "a request answered and in the books of $(rows "SHOW server_version" | sed 's/ .*//;s/^/PostgreSQL /')"

compose restart -t 75 coderouter >/dev/null 2>&1
healthy
simulate
ask sim-plain false | grep -q '"finish_reason":"stop"' || die "a request after a restart, with the key and the model of before"
sleep 1
[ "$(rows 'SELECT count(*) FROM step')" = 2 ] || die "the books after a restart"
say "restarted: key, model and books are there"

# A commit that changes the image, pushed while a stream runs.
git clone -q "file://$work/origin.git" -b main "$work/mine"
echo "# pushed again" >> "$work/mine/deploy/coderouter.yaml"
git -C "$work/mine" -c user.name=try -c user.email=try@localhost commit -qam "Another image"
before=$(podman inspect "$router" --format '{{.Id}}')
say "second push, while streams of 20 s begin every 3 s"
deploy "$work/mine" & pushing=$!
streams=()
while kill -0 $pushing 2>/dev/null; do
    ask sim-slow-between-20000 true > "$work/stream.${#streams[@]}" 2>/dev/null & streams+=($!)
    sleep 3
done
wait $pushing || exit 1
for stream in "${streams[@]}"; do wait "$stream" || true; done
healthy
[ "$(podman inspect "$router" --format '{{.Id}}')" != "$before" ] || die "the container was not made anew"
whole=$({ grep -l '^data: \[DONE\]' "$work"/stream.* || true; } | wc -l)
begun=$({ grep -l '"delta"' "$work"/stream.* || true; } | wc -l)
[ "$whole" -gt 0 ] && [ "$whole" = "$begun" ] || die "$whole of $begun streams that had begun ended complete"
[ "$(rows "SELECT count(*) FROM step WHERE state = 'answered'")" = $((whole + 2)) ] || die "the books after the second deployment"
[ "$(rows "SELECT count(*) FROM step WHERE state <> 'answered'")" = 0 ] || die "the books have steps that did not end well"
simulate
ask sim-plain false | grep -q '"finish_reason":"stop"' || die "a request to the new container"
say "deployed again: all $begun streams that had begun ended complete, $((${#streams[@]} - begun)) requests came in the gap and were refused, the books agree"

compose --profile tunnel config --services | grep -qx tunnel || die "the profile of the tunnel"
say "the profile tunnel is read (it is not started: that takes an account)"

# Beside traffic: the report for bug reports, out of the running container, and forgetting.
in_router /opt/coderouter/coderouter doctor --config /etc/coderouter/coderouter.yaml --data /data --bundle /tmp/report.zip >/dev/null 2>&1 || true
in_router test -s /tmp/report.zip || die "doctor --bundle"
in_router /opt/coderouter/coderouter forget --key "$(echo "$key" | cut -d- -f2)" --config /etc/coderouter/coderouter.yaml --data /data >/dev/null 2>&1 || die "forget"
[ "$(rows 'SELECT count(*) FROM step')" = 0 ] || die "steps after forgetting"
say "doctor --bundle and forget work in the container"
say "all held"
