#!/usr/bin/env bash
# The worked examples pass as they stand, and each edit of tests/acceptance/falsifications.txt makes `lockstep run` exit 3
# and name the line that the edit made wrong.
set -u
lockstep=${LOCKSTEP:?the path of the lockstep program}
root=${LOCKSTEP_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
suite=$(mktemp -d)
trap 'rm -rf "$suite"' EXIT
mkdir "$suite/lib"
cp "$root/scenarios/lib/providers.yaml" "$suite/lib/"

failed=0
complain() {
    printf 'FAILED: %s\n' "$*"
    failed=$((failed + 1))
}

for file in "$root"/tests/acceptance/worked/*.yaml; do
    cp "$file" "$suite/"
done
output=$(cd "$suite" && "$lockstep" run . 2>&1)
code=$?
((code == 0)) || complain "the worked examples as they stand: exit $code"$'\n'"$output"

# try NAME FILE FROM TO LINE
edits=0
try() {
    local name=$1 file=$2 from=$3 to=$4 line=$5 text edited before number output code
    edits=$((edits + 1))
    text=$(<"$root/tests/acceptance/worked/$file")$'\n'
    before=${text%%"$from"*}
    if [[ $before == "$text" || ${text#*"$from"} == *"$from"* ]]; then
        complain "$name: the text to edit does not stand in $file exactly once"
        return
    fi
    edited=$before$to${text#*"$from"}
    before=${edited%%"$line"*}
    if [[ $before == "$edited" ]]; then
        complain "$name: no line of the edited $file has the text \`$line\`"
        return
    fi
    number=$(($(printf '%s' "$before" | tr -cd '\n' | wc -c) + 1))
    printf '%s' "$edited" >"$suite/$file"
    output=$(cd "$suite" && "$lockstep" run "$file" 2>&1)
    code=$?
    cp "$root/tests/acceptance/worked/$file" "$suite/"
    if ((code != 3)); then
        complain "$name: exit $code instead of 3"$'\n'"$output"
    elif [[ $'\n'$output != *$'\n'"$file:$number:"* ]]; then
        complain "$name: $file:$number is not named"$'\n'"$output"
    fi
}

edit='' file='' from='' to='' line=''
flush() {
    [[ -z $edit ]] || try "$edit" "$file" "$from" "$to" "$line"
    edit='' file='' from='' to='' line=''
}
while IFS= read -r entry || [[ -n $entry ]]; do
    value=${entry:5}
    value=${value//'\n'/$'\n'}
    case $entry in
        'edit '*) flush; edit=$value ;;
        'file '*) file=$value ;;
        'from '*) from=$value ;;
        'to'*) to=$value ;;
        'line '*) line=$value ;;
        '' | '#'*) ;;
        *) complain "falsifications.txt: what is \`$entry\`?" ;;
    esac
done <"$root/tests/acceptance/falsifications.txt"
flush

((edits >= 30)) || complain "only $edits edits"
printf '%d edits tried, %d failed\n' "$edits" "$failed"
((failed == 0))
