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

# one run writes all three: what could not be written ends with 2, and does not look like a build that passed
budget-monitor check "$ledgers" --output - --output "$reports/checks.xml" --output "$reports/checks.md"
code=$?

case $code in
  0) echo "The ledgers hold." ;;
  1) echo "The ledgers do not hold: see the findings above, or $reports/checks.md" >&2 ;;
  *) echo "The check could not be done: this is no verdict on the ledgers." >&2; code=2 ;;
esac
exit "$code"
