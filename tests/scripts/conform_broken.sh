#!/usr/bin/env bash
# A lock server in Node, with nothing of ours in it: sound, it passes every check; broken by one of its switches, it fails
# exactly the checks that the switch is about. Arguments: switches; default: all of them.
# slow: some seventy servers, each for several seconds of real time
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
server=$root/tests/conform/lock_server.js
command -v node >/dev/null || { echo 'FAILED: node is not installed (Debian: nodejs)'; exit 1; }
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT

# check NAME EXPECTED [switch]: one run against a server of its own; EXPECTED is a list with commas.
check() {
    local name=$1 expected=$2 line= said url pid
    shift 2
    said=$scratch/$name.server
    mkfifo "$said.ready"
    node "$server" "$@" >"$said.ready" 2>"$said.err" &
    pid=$!
    read -r -t 20 line <"$said.ready"
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' <<<"$line")
    [[ -n $url ]] || { echo "FAILED: $name: the server did not start"; cat "$said.err"; kill "$pid"; return 1; }
    conform() {
        "$lockstep" conform open --url "$url" --press "$url/door" --capabilities "$root/tests/conform/claims.json" --profile all \
            --timeout 5s --deadline 1500ms --poll 20ms --lead 1s --redelivery 1500ms --json
    }
    # What one run leaves behind, the next one meets.
    [[ $name != sound ]] || conform >/dev/null 2>&1
    conform >"$scratch/$name.json" 2>"$scratch/$name.err"
    local code=$?
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    # What failed, by contract or by compatibility: `"id"` comes before its `"verdict"`.
    local found
    found=$(sed -n 's/^ *"id": "open\/\(.*\)",$/\1/p; s/^ *"verdict": "\(.*\)",$/ \1/p' "$scratch/$name.json" |
        paste -d ' ' - - | awk '$2 == "failed" || $2 == "differs" { print $1 }' | LC_ALL=C sort -V | paste -sd, -)
    expected=$(tr ',' '\n' <<<"$expected" | LC_ALL=C sort -V | paste -sd, -)
    if [[ $found != "$expected" ]]; then
        echo "FAILED: $name: failed [$found], expected [$expected] (exit $code)"
        grep -B6 -A1 '"red": true' "$scratch/$name.json" | grep -E '"(id|detail)"' | head -n 40
        cat "$scratch/$name.err" "$said.err"
        return 1
    fi
    [[ -z $expected && $code != 0 ]] && { echo "FAILED: $name: exit $code"; cat "$scratch/$name.err"; return 1; }
    grep -q 'left behind\|are gone' "$scratch/$name.json" && echo "note: $name: $(grep 'left behind\|are gone' "$scratch/$name.json" | head -n 1)"
    return 0
}

failed=0
ran=0
jobs_max=8
start() {
    (($(jobs -rp | wc -l) < jobs_max)) || wait -n || failed=1
    check "$@" &
    ran=$((ran + 1))
}

(($#)) || start sound ''
while IFS=$'\t' read -r name checks _; do
    [[ -z ${1:-} || " $* " == *" $name "* ]] || continue
    start "$name" "$checks" --break "$name"
done < <(node "$server" --list)
while (($(jobs -p | wc -l) > 0)); do wait -n || failed=1; done
((ran > 0)) || { echo 'FAILED: no such switch'; exit 1; }
((failed == 0)) && echo "$ran servers, each judged as it deserves"
((failed == 0))
