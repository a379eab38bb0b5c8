#!/usr/bin/env bash
# The official SDK, unmodified and at exact versions, against a served world (tests/sdk/). Exit 77: skipped, because
# there is no npm or it reaches no registry.
# slow: installs packages
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
. "$root/tests/scripts/shared/served.sh"

# Each version in a directory of its own.
for version in $(cat "$root/tests/sdk/versions.txt"); do
    place=$root/build/sdk/$version
    mkdir -p "$place/wanted"
    printf '{\n  "type": "module",\n  "dependencies": {\n    "seam": "%s"\n  }\n}\n' "$version" >"$place/wanted/package.json"
    cp "$root"/tests/sdk/*.js "$place/wanted/"
    install_packages "$place/wanted"
    run sdk.js "$root/tests/sdk/world.yaml" --clock manual
    echo "seam $version: $(tr '\n' ' ' <"$place/sdk.js.world.client")"
    # Versions until 1.225 bring the schemas of their time along, at exact versions too.
    [[ -d $place/node_modules/@seamapi/types ]] || continue
    run schemas.js "$root/tests/sdk/schemas.yaml" --clock manual
    echo "seam $version: $(cat "$place/schemas.js.world.client")"
done
exit "$failed"
