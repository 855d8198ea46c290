#!/usr/bin/env bash
# Starts usherd on the sample agency, sends it live sample traffic, and says where to look. Part of
# `./dev up`, which builds first; stops everything that it started when it ends.
#
#   up.sh [--check] [--port N] [--fresh]
#     --check    on a free port and a data folder of its own, without a person: exits 0 after the
#                contacts that the traffic promises were seen, or 1 when they were not in time
#     --port N   the gRPC port (7420)
#     --fresh    begin with an empty data folder instead of going on with the last one
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tool=up
log=$root/build/log
mkdir -p "$log"
# shellcheck source=.ci/lib.sh
source "$root/.ci/lib.sh"

bin=${USHER_BIN:-$root/build/release/bin}
config=$root/deploy/sample/agency.yaml
check='' port=7420 fresh=''
while (($#)); do
  case $1 in
    --check) check=yes ;;
    --fresh) fresh=yes ;;
    --port)
      [[ ${2:-} =~ ^[0-9]{1,5}$ ]] || usage_error "--port takes a number, 0 to 65534"
      port=$((10#$2))
      ((port <= 65534)) || usage_error "--port takes 0 to 65534 (HTTP gets the next one)"
      shift
      ;;
    *) usage_error "unknown argument '$1'; there are --check, --port N and --fresh" ;;
  esac
  shift
done

if [[ $check ]]; then
  work=$(mktemp -d)
  data=$work/data
  port=0
  listen_http=127.0.0.1:0
else
  work=${USHER_UP_DIR:-$root/build/up}
  data=$work/data
  [[ $fresh ]] && rm -rf "$data"
  listen_http=127.0.0.1:$((port == 0 ? 0 : port + 1))
fi
mkdir -p "$data"
daemon_log=$work/usherd.log
: >"$daemon_log"

daemon=''
stop() {  # pid
  if [[ -z $1 ]] || ! kill -0 "$1" 2>/dev/null; then return 0; fi
  kill -TERM "$1" 2>/dev/null || true
  for _ in {1..100}; do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
finish() {
  stop "${!:-}"  # the last one started: a signal can come before its id was noted
  stop "$daemon"
  [[ $check ]] && rm -rf "$work"
  return 0
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$bin/usherd" --config "$config" --data-dir "$data" --listen "127.0.0.1:$port" \
  --http-listen "$listen_http" >"$daemon_log" 2>&1 &
daemon=$!

address=''
for _ in {1..600}; do
  address=$(sed -n 's/^usherd: serving gRPC on \(.*\)$/\1/p' "$daemon_log" | tail -n 1)
  [[ $address ]] && break
  kill -0 "$daemon" 2>/dev/null || {
    cat "$daemon_log" >&2
    die "usherd did not start; what it said stands above"
  }
  sleep 0.1
done
[[ $address ]] || { cat "$daemon_log" >&2; die "usherd was not ready within 60 s"; }

if [[ $check ]]; then
  say "usherd serves on $address; waiting for contacts of every channel to be completed"
  status=0
  "$bin/ushersim" traffic --address "$address" --config "$config" --check || status=$?
  kill -0 "$daemon" 2>/dev/null || { say "usherd ended during the check"; status=1; }
  stop "$daemon"
  if ((status)); then
    tail -n 50 "$daemon_log" >&2
    die "check failed; the last lines of usherd's log stand above"
  fi
  say "check passed"
  exit 0
fi

cat <<WHERE

  Usher serves the sample agency on $address. Ctrl-C stops it.

  In another terminal:
    export PATH=$bin:\$PATH USHER_ADDRESS=$address
    usherctl watch                          what happens, as it happens
    usherctl contact list --state WAITING   who is in line
    usherctl explain CONTACT                why nobody serves them yet
    usherctl agent work AGENT               be an agent
    usherctl --help                         everything else

  The configuration:  $config
  The daemon's log:   $daemon_log
  The journal:        $data

WHERE
"$bin/ushersim" traffic --address "$address" --config "$config" &
traffic=$!
status=0
wait -n "$daemon" "$traffic" || status=$?
if kill -0 "$daemon" 2>/dev/null; then
  say "the traffic ended with exit code $status; usherd goes on until Ctrl-C"
  wait "$daemon"
else
  tail -n 20 "$daemon_log" >&2
  die "usherd ended with exit code $status; its last lines stand above"
fi
