# What scripts share that let programs from npm talk to a served world. Sourced; wants $lockstep, $root and $place.

skip() {
    echo "SKIPPED: $*"
    exit 77
}

# install_packages FOLDER: those of its package.json, at exact versions, below $place; its programs are put beside them,
# where they find each other.
install_packages() {
    local folder=$1
    command -v node >/dev/null && command -v npm >/dev/null || skip "node and npm are not here"
    mkdir -p "$place"
    if ! cmp -s "$folder/package.json" "$place/package.json" || [[ ! -d $place/node_modules ]]; then
        rm -rf "$place/node_modules" "$place/package.json"
        npm install --prefix "$place" --no-save --no-audit --no-fund --no-package-lock --ignore-scripts \
            $(sed -n 's/^ *"\(@*[a-z/-]*\)": "\([0-9.]*\)",*$/\1@\2/p' "$folder/package.json") \
            >"$place/npm.log" 2>&1 || { tail -n 5 "$place/npm.log"; skip "npm could not install what $folder needs"; }
        cp "$folder/package.json" "$place/package.json"
    fi
    cp "$folder"/*.js "$place/"
}

failed=0
# run FILE arguments of serve...: one program against a world of its own.
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
