#!/usr/bin/env bash
# The page of `lockstep serve` in a real browser (tests/page/). Exit 77: skipped, because there is no Chromium, no npm,
# or npm reaches no registry. Pictures of the page are left in build/page/.
# slow: installs a package, and starts a browser
# plain: the browser's patience is not made for a program that is ten times slower
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
place=$root/build/page
. "$root/tests/scripts/shared/served.sh"

LOCKSTEP_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
    skip "there is no Chromium"
export LOCKSTEP_CHROMIUM
install_packages "$root/tests/page"
node "$place/story.js" "$root/harness/serve/page" || failed=1
run life.js --clock manual
run trouble.js --clock manual
run access.js --clock manual
run guarded.js --clock manual --control-token a-long-enough-token
run tenants.js --clock manual "$root/tests/page/tenants.yaml"
run large.js --clock manual "$root/tests/page/thousand.yaml"
exit "$failed"
