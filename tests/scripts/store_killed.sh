#!/usr/bin/env bash
# `lockstep serve --data` killed without warning under a load of creates and deletes (tests/store/killed.js): nothing that
# was answered is lost, nothing is doubled, statuses converge, and the folder is sound afterwards. Argument: how often
# (20).
# slow: some twenty servers
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
command -v node >/dev/null || { echo 'FAILED: node is not installed (Debian: nodejs)'; exit 1; }
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT

node "$root/tests/store/killed.js" "$lockstep" "$scratch" "${1:-20}" "${2:-1}" || exit 1

first=$("$lockstep" store check "$scratch/data") || exit 1
echo "$first"
"$lockstep" store export "$scratch/data" | "$lockstep" store import "$scratch/copy" || exit 1
[[ $("$lockstep" store check "$scratch/copy") == "$first" ]] || { echo 'FAILED: the copy is another world'; exit 1; }
