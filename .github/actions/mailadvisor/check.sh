#!/bin/bash
# The second step of action.yml: one run, written in every form.
set -euo pipefail

dir=$(mktemp -d "$RUNNER_TEMP/mailadvisor.XXXXXX")
: "${JUNIT:=$dir/mailadvisor.xml}" "${JSON:=$dir/mailadvisor.json}"
forms=(-o github -o "junit=$JUNIT" -o "json=$JSON" -o "github-summary=$dir/summary.md")
[ -z "$SARIF" ] || forms+=(-o "sarif=$SARIF")
flags=(--policy "$POLICY" --fail-on "$FAIL_ON" --lang "$WORDS")
[ -z "$TARGETS" ] || flags+=(--targets "$TARGETS")
[ -z "$BASELINE" ] || flags+=(--baseline "$BASELINE")
while IFS= read -r argument; do
  argument=${argument%$'\r'}
  [ -z "$argument" ] || flags+=("$argument")
done <<<"$ARGUMENTS"

status=0
"$MAILADVISOR" check "${flags[@]}" "${forms[@]}" 2>"$dir/errors" || status=$?
cat "$dir/errors" >&2
[ ! -e "$dir/summary.md" ] || cat "$dir/summary.md" >>"$GITHUB_STEP_SUMMARY"
# What is wrong with the policy or the flags is an annotation too: a job that
# fails without one says nothing on its page.
if [ $status -ge 2 ] && [ -s "$dir/errors" ]; then
  text=$(tr -d '\r' <"$dir/errors")
  text=${text//'%'/%25}
  printf '::error title=mailadvisor::%s\n' "${text//$'\n'/%0A}"
fi
printf '%s\n' "junit=$JUNIT" "json=$JSON" "status=$status" >>"$GITHUB_OUTPUT"
exit $status
