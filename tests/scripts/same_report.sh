#!/usr/bin/env bash
# One library, one report: whatever the number of jobs, the order in which the files are named, in process or over
# sockets, with the engine in memory or made again from disk, and whatever build runs them ($LOCKSTEP_OTHER, when given,
# is the command of another one).
# Arguments: files or folders; default: three folders.
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
cd "$root" || exit 1
(($#)) || set -- scenarios/core scenarios/faults scenarios/restart
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT

mapfile -t files < <(find "$@" -name '*.yaml' -not -path '*/lib/*' | LC_ALL=C sort)
mapfile -t shuffled < <(printf '%s\n' "${files[@]}" | shuf --random-source=<(yes 20260101))
((${#files[@]} > 1)) || { echo "FAILED: fewer than two files in $*"; exit 1; }
[[ ${files[*]} != "${shuffled[*]}" ]] || { echo 'FAILED: the shuffled order is the sorted one'; exit 1; }

# report NAME COMMAND arguments...: leaves NAME.json, NAME.xml and NAME.txt, the last without its line about real time.
report() {
    local name=$1 code
    shift
    "$1" run --tag 'not slow' --report "json=$reports/$name.json" --report "junit=$reports/$name.xml" "${@:2}" \
        >"$reports/out" 2>&1
    code=$?
    ((code == 0)) || { echo "FAILED: $name: exit $code"; tail -n 30 "$reports/out"; failed=1; }
    grep -v '^  pace ' "$reports/out" >"$reports/$name.txt"
}
failed=0
report first "$lockstep" --jobs 1 "${files[@]}"
same() {
    local name=$1 kind
    for kind in txt xml json; do
        cmp "$reports/first.$kind" "$reports/$name.$kind" || failed=1
    done
}
report jobs "$lockstep" --jobs 2 "${files[@]}" && same jobs
report shuffled "$lockstep" --jobs 2 "${shuffled[@]}" && same shuffled
report wire "$lockstep" --jobs 2 --wire tcp "${files[@]}" && same wire
report through "$lockstep" --jobs 2 --through http --wire tcp "${files[@]}" && same through
report kept "$lockstep" --jobs 2 --store sqlite --through http "${files[@]}" && same kept
report again "$lockstep" --jobs 2 --twice "${files[@]}" && cmp "$reports/first.json" "$reports/again.json" || failed=1
if [[ -n ${LOCKSTEP_OTHER:-} ]]; then
    report other "$LOCKSTEP_OTHER" "${files[@]}" && same other
fi
((failed == 0)) && echo "the same report of ${#files[@]} files, every way"
((failed == 0))
