#!/usr/bin/env bash
# A long day of trouble (tests/soak/): the official SDK, vendors in chaos, receivers that die, and `lockstep serve --data`
# killed again and again. Arguments: seconds of load (12) and a seed (1). LOCKSTEP_SOAK: the folder that is kept when
# something is wrong.
# slow: some ten servers, and packages to install
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
place=$root/build/soak/program
. "$root/tests/scripts/shared/served.sh"

install_packages "$root/tests/soak"
cp "$root/tests/soak/world.yaml" "$place/"
mkdir -p "$root/build/soak"
folder=${LOCKSTEP_SOAK:-$(mktemp -d "$root/build/soak/day-XXXXXX")}
node "$place/soak.js" "$lockstep" "$folder" "${1:-12}" "${2-1}" || exit 1
rm -rf "$folder"
