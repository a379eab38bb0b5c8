#!/usr/bin/env bash
# A lock server in Node, with nothing of ours in it: sound, it passes every check; broken by one of its switches, it fails
# exactly the checks that the switch is about. Arguments: switches; default: all of them.
# slow: some seventy servers, each for several seconds of real time
# plain: it judges a server that is not ours, and waits in real time
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
server=$root/tests/conform/lock_server.js
command -v node >/dev/null || { echo 'FAILED: node is not installed (Debian: nodejs)'; exit 1; }
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT

# check NAME EXPECTED [switch]: one run against a server of its own; EXPECTED is a list with commas.
check() {
    local name=$1 expected=$2 line said url pid
    shift 2
    said=$scratch/$name.$patience
    mkfifo "$said.ready"
    node "$server" "$@" >"$said.ready" 2>"$said.err" &
    pid=$!
    read -r -t 20 line <"$said.ready"
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' <<<"$line")
    [[ -n $url ]] || { echo "FAILED: $name: the server did not start"; cat "$said.err"; kill "$pid"; return 1; }
    conform() {
        "$lockstep" conform open --url "$url" --press "$url/door" --capabilities "$root/tests/conform/claims.json" --profile all \
            --timeout $((5 * patience))s --deadline $((1500 * patience))ms --poll 20ms --lead "$patience"s \
            --redelivery $((1500 * patience))ms --json
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

# Who did not end as expected while others kept the machine busy, is asked once more, alone and with more patience.
patience=1
ran=0
jobs_max=8
start() {
    (($(jobs -rp | wc -l) < jobs_max)) || wait -n
    { check "$@" >"$scratch/$1.told" || printf '%s\t%s\t%s\n' "$1" "$2" "${*:3}" >>"$scratch/again"; } &
    ran=$((ran + 1))
}

(($#)) || start sound ''
while IFS=$'\t' read -r name checks _; do
    [[ -z ${1:-} || " $* " == *" $name "* ]] || continue
    start "$name" "$checks" --break "$name"
done < <(node "$server" --list)
while (($(jobs -p | wc -l) > 0)); do wait -n; done
((ran > 0)) || { echo 'FAILED: no such switch'; exit 1; }

failed=0
patience=4
touch "$scratch/again"
while IFS= read -r line; do
    name=${line%%$'\t'*} rest=${line#*$'\t'}
    # shellcheck disable=SC2086 # the switch is two words
    check "$name" "${rest%%$'\t'*}" ${rest#*$'\t'} || failed=1
done <"$scratch/again"
((failed == 0)) && echo "$ran servers, each judged as it deserves; $(wc -l <"$scratch/again") of them twice"
((failed == 0))
