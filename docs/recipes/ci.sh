#!/usr/bin/env bash
# The check of a ledger set that is kept in a repository, for a CI server.
#
#   ci.sh LEDGERS REPORTS
#
# REPORTS/checks.xml is for the server (JUnit), checks.md for people. The exit code makes the build pass or fail: 0
# nothing failed; 1 something did, and the findings are printed; 2 the check itself could not be done, whatever the
# ledgers say.
set -uo pipefail

ledgers=${1:?usage: ci.sh LEDGERS REPORTS}
reports=${2:?usage: ci.sh LEDGERS REPORTS}
mkdir -p "$reports" || exit 2
rm -f "$reports/checks.xml" "$reports/checks.md"

budget-monitor check "$ledgers"
code=$?
for output in junit:checks.xml markdown:checks.md; do
  # what could not be written must not look like a build that passed
  budget-monitor check "$ledgers" --fail-on never --format "${output%%:*}" --output "$reports/${output#*:}" ||
    [ "$code" -ne 0 ] || code=2
done

case $code in
  0) echo "The ledgers hold." ;;
  1) echo "The ledgers do not hold: see the findings above, or $reports/checks.md" >&2 ;;
  *) echo "The check could not be done: this is no verdict on the ledgers." >&2; code=2 ;;
esac
exit "$code"
