#!/usr/bin/env bash
# Every mock of ours keeps the core checks of `lockstep conform`: all that the demo world serves, each logged in to by what
# `serve` announces, and the open API's both ways to behave. No contract check fails, and no fewer pass than we know of.
# slow: real sockets, and a clock that is only sixty times faster than the real one
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT
failed=0
complain() {
    printf 'FAILED: %s\n' "$*"
    failed=1
}

# serve NAME [WORLD]: one world; its announcement is left in $announced.
serve() {
    local name=$1
    shift
    mkfifo "$scratch/$name.ready"
    "$lockstep" serve "$@" --listen 127.0.0.1:0 --clock scaled:60 >"$scratch/$name.ready" 2>"$scratch/$name.log" &
    read -r -t 120 announced <"$scratch/$name.ready"
    [[ $announced == '{"url":'* ]] || { complain "$name: the server did not start"; cat "$scratch/$name.log"; exit 1; }
}

# The number that a report's totals have for a word; those of all profiles stand first.
total() { sed -n "s/^ *\"$2\": \([0-9]*\),*\$/\1/p" "$1" | head -n 1; }

# check VENDOR PROVIDER PASSED: PASSED is how many checks pass at least.
check() {
    local vendor=$1 provider=$2 wanted=$3 url login report=$scratch/$2.json code
    url=$(sed -n "s/.*\"$provider\":\"\(http[^\"]*\)\".*/\1/p" <<<"$announced")
    login=$(sed -n "s/.*\"$provider\":{\([^}]*\)}.*/\1/p" <<<"$announced")
    printf '{"schema":"conform/v1","login":{%s}}\n' "$login" >"$scratch/$provider.claims"
    # Nothing waits that long where all is well: it is for machines that are busy with others.
    "$lockstep" conform "$vendor" --url "$url" --capabilities "$scratch/$provider.claims" --profile core \
        --timeout 60s --deadline 120s --report "json=$report" >"$scratch/$provider.out" 2>&1
    code=$?
    [[ -s $report ]] || { complain "$provider: no report"; cat "$scratch/$provider.out"; return; }
    local passed contract
    passed=$(total "$report" passed) contract=$(total "$report" failed)
    if ((code != 0 || contract != 0 || passed < wanted)); then
        complain "$provider: exit $code, $contract failed, $passed passed of $wanted"
        cat "$scratch/$provider.out"
    else
        printf '%-12s %3d passed\n' "$provider" "$passed"
    fi
}

declare -A least=([august]=19 [open]=78 [open_2022]=16 [smartthings]=17 [yale_access]=19 [yale_global]=19)
serve demo
served=$(sed 's/.*"vendors":{\([^}]*\)}.*/\1/' <<<"$announced" | grep -o '"[a-z_0-9]*":"http' | cut -d '"' -f 2)
for vendor in $served; do
    check "$vendor" "$vendor" "${least[$vendor]:-1}"
done
for vendor in "${!least[@]}"; do
    [[ " ${served//$'\n'/ } " == *" $vendor "* ]] || complain "the demo world does not serve $vendor"
done

cat >"$scratch/world.yaml" <<'YAML'
schema: world/v1
name: The open API, calm and awkward
providers:
  calm: { vendor: open, profile: calm, code: { slots: 12 } }
  awkward: { vendor: open, profile: awkward, code: { slots: 12 } }
devices:
  front: { provider: calm }
  back: { provider: awkward }
YAML
serve both "$scratch/world.yaml"
check open calm 78
check open awkward 78
((failed == 0))
