#!/usr/bin/env bash
# Vendors' own clients, unmodified and at exact versions, against the mock clouds (tests/clients/). Exit 77: skipped,
# because there is no npm or it reaches no registry.
# slow: installs packages
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
place=$root/build/clients
skip() {
    echo "SKIPPED: $*"
    exit 77
}
command -v node >/dev/null && command -v npm >/dev/null || skip "node and npm are not here"

mkdir -p "$place"
if ! cmp -s "$root/tests/clients/package.json" "$place/package.json" || [[ ! -d $place/node_modules ]]; then
    rm -rf "$place/node_modules" "$place/package.json"
    npm install --prefix "$place" --no-save --no-audit --no-fund --no-package-lock --ignore-scripts \
        $(sed -n 's/^ *"\(@*[a-z/-]*\)": "\([0-9.]*\)",*$/\1@\2/p' "$root/tests/clients/package.json") \
        >"$place/npm.log" 2>&1 || { tail -n 5 "$place/npm.log"; skip "npm could not install the clients"; }
    cp "$root/tests/clients/package.json" "$place/package.json"
fi
# Where the clients are found from: beside the files that use them.
cp "$root"/tests/clients/*.js "$place/"

failed=0
# run FILE arguments of serve...: one client against a world of its own.
run() {
    local file=$1 out=$place/$1.world server
    shift
    : >"$out"
    "$lockstep" serve --listen 127.0.0.1:0 "$@" >"$out" 2>"$out.log" &
    server=$!
    until [[ -s $out ]]; do kill -0 "$server" || { cat "$out.log"; exit 1; }; done
    LOCKSTEP_WORLD=$(cat "$out")
    export LOCKSTEP_WORLD
    node -p 'JSON.parse(process.env.LOCKSTEP_WORLD).certificate || ""' >"$place/trusted.pem"
    if ! (cd "$place" && NODE_EXTRA_CA_CERTS=$place/trusted.pem timeout 300 node "$file" >"$out.client" 2>&1); then
        echo "FAILED: $file"
        cat "$out.client" "$out.log"
        failed=1
    fi
    kill -TERM "$server"
    wait "$server" || { echo "FAILED: $file: the server ended with $?"; failed=1; }
}
run smartthings.js --clock manual
run august.js --tls --clock scaled:50
run webhooks.js --clock manual
exit "$failed"
