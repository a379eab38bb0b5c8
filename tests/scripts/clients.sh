#!/usr/bin/env bash
# Vendors' own clients, unmodified and at exact versions, against the mock clouds (tests/clients/). Exit 77: skipped,
# because there is no npm or it reaches no registry.
# slow: installs packages
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
place=$root/build/clients
. "$root/tests/scripts/shared/served.sh"

install_packages "$root/tests/clients"
run smartthings.js --clock manual
run smartthings_events.js --clock manual
run august.js --tls --clock scaled:50
run august_yale.js --tls --clock scaled:50
run webhooks.js --clock manual
exit "$failed"
