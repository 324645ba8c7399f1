#!/bin/sh
# A sweep in eight shares by GNU parallel, here or on other machines
# (--sshlogin): parallel.sh LIST DIR [FLAG...]
# What was interrupted goes on where it stopped when it is started again.
set -eu
list=$1 dir=$2
shift 2
mkdir -p "$dir"
seq 8 | parallel --will-cite --jobs 4 --retries 3 --joblog "$dir/log" \
  mailadvisor probe --targets "$list" --shard {}/8 --resume "$dir/{}.jsonl" --brief "$@" ||
  echo "Some hosts fail, or a share could not finish: $dir/log has the exit status of each." >&2
cat "$dir"/*.jsonl | mailadvisor render - --summary
