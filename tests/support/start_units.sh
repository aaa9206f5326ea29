#!/bin/bash
# Start what the units name, as systemd would, in a root in which it does not run: each ExecStart as
# the unit's user, with its settings and its folder. Used by tests/operations/test_fresh_root.py.
set -euo pipefail

value() { sed -n "s/^$2=//p" "/etc/systemd/system/$1"; }

as_unit() {
  local unit=$1
  shift
  (
    set -a
    . "$(value "$unit" EnvironmentFile)"
    set +a
    umask "$(value "$unit" UMask)"
    cd "$(value "$unit" WorkingDirectory)"
    exec runuser -u "$(value "$unit" User)" -- "$@"
  )
}

# The arguments of a unit are plain words.
run_all() {
  local command
  value "$1" "$2" | while read -r command; do
    # shellcheck disable=SC2086
    as_unit "$1" $command
  done
}

grep -q campaign.example /etc/hosts || echo "127.0.0.1 campaign.example" >>/etc/hosts
run_all campaign.service ExecStartPre
run_all campaign.service ExecStart >/var/log/campaign.log 2>&1 &
run_all campaign-worker.service ExecStart >/var/log/campaign-worker.log 2>&1 &
# As Debian's unit: without root, with ports below 1024.
setpriv --reuid caddy --regid caddy --init-groups --inh-caps +net_bind_service --ambient-caps +net_bind_service \
  env HOME=/var/lib/caddy caddy run --config /etc/caddy/Caddyfile >/var/log/caddy.log 2>&1 &
/srv/campaign/site/deploy/manage readiness --wait 300 || { cat /var/log/campaign*.log; exit 1; }
run_all campaign-backup.service ExecStart
"$@"
