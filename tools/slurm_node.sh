#!/usr/bin/env bash
# A Slurm of one node on this machine, without systemd: ./tools/slurm_node.sh start | stop | status
#
# Installs slurm-wlm and munge by apt where they are missing, and must be root. `start` returns when the node takes jobs.
# Everything lies in a folder of its own ($RIDGELINE_SLURM, /tmp/ridgeline-slurm unless set), but for /etc/slurm/slurm.conf,
# where Slurm's commands look for it; a file that is there already and is another one is left alone, and the script ends.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

[[ "$(id -u)" -eq 0 ]] || fail "a Slurm of one's own needs root: munged and slurmd run as other users"
install_missing slurm
folder="${RIDGELINE_SLURM:-/tmp/ridgeline-slurm}"
mark="# Written by Ridgeline's tools/slurm_node.sh"

write_configuration() {
  local processors memory
  processors="$(nproc)"
  memory="$(awk '/MemTotal/ { print int($2 / 1024 * 0.9) }' /proc/meminfo)"
  mkdir -p /etc/slurm
  [[ ! -e /etc/slurm/slurm.conf ]] || grep -q "^$mark" /etc/slurm/slurm.conf ||
    fail "/etc/slurm/slurm.conf is another cluster's; move it away first"
  # DefMemPerCPU: without it a task takes the whole node's memory, and runs alone. The scheduler's delays are for
  # clusters of thousands of jobs a minute. ReturnToService: a node that was lost comes back by itself.
  cat >/etc/slurm/slurm.conf <<END
$mark
ClusterName=ridgeline
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=512
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
RequeueExit=75
KillWait=10
MinJobAge=3600
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$processors RealMemory=$memory State=UNKNOWN
PartitionName=local Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
}

start() {
  mkdir -p "$folder/state" "$folder/spool" /run/munge
  write_configuration
  if ! pgrep -x munged >/dev/null; then
    [[ -e /etc/munge/munge.key ]] || { head -c 1024 /dev/urandom >/etc/munge/munge.key; }
    mkdir -p /var/log/munge /var/lib/munge
    chown munge:munge /run/munge /var/log/munge /var/lib/munge /etc/munge /etc/munge/munge.key
    chmod 400 /etc/munge/munge.key
    chmod 755 /run/munge
    su munge -s /bin/sh -c /usr/sbin/munged
  fi
  pgrep -x slurmctld >/dev/null || slurmctld -c
  pgrep -x slurmd >/dev/null || slurmd -c
  # The node registers some ten seconds after its first start; jobs would wait for it.
  for _ in $(seq 60); do
    sinfo --noheader --format=%T 2>/dev/null | grep -qE '^(idle|mixed|allocated)' && return
    sleep 1
  done
  tail -n 20 "$folder/slurmctld.log" "$folder/slurmd.log" >&2
  fail "the node does not take jobs after a minute"
}

stop() {
  pkill -x slurmd || true
  pkill -x slurmctld || true
  pkill -x munged || true
  sleep 1
  if grep -qs "^$mark" /etc/slurm/slurm.conf; then rm -f /etc/slurm/slurm.conf; fi
  rm -rf "$folder"
}

case "${1:-}" in
  start) start; sinfo ;;
  stop) stop ;;
  status) sinfo && squeue ;;
  *) fail "say what to do: start, stop or status" ;;
esac
