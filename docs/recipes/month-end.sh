#!/usr/bin/env bash
# The month-end run, for cron: checks a ledger set, and tells whoever has to act.
#
#   month-end.sh LEDGERS OUTBOX
#
# What the run finds goes to OUTBOX/findings.txt (for people) and findings.json (for scripts); when nothing fails, the
# position goes to OUTBOX/position.md. The exit code is that of the check: 0 proceed, 1 there are findings, 2 help.
#
# NOTIFY is the command that tells: it is given a subject, and the message on its input. Unset, mail is sent to
# FINANCE and SUPPORT.
set -uo pipefail

ledgers=${1:?usage: month-end.sh LEDGERS OUTBOX}
outbox=${2:?usage: month-end.sh LEDGERS OUTBOX}
finance=${FINANCE:-finance@example.org}
support=${SUPPORT:-support@example.org}

tell() { # tell ADDRESS SUBJECT < message
  if [ -n "${NOTIFY:-}" ]; then command "$NOTIFY" "$2"; else mail -s "$2" "$1"; fi
}

if ! mkdir -p "$outbox"; then
  echo "There is nowhere to put the result: $outbox" | tell "$support" "Month-end check could not run"
  exit 2
fi

# What was there from the last run must not be taken for the result of this one.
rm -f "$outbox/findings.txt" "$outbox/findings.json" "$outbox/position.md" "$outbox/errors.txt"

# What goes wrong is kept in memory and not only in the outbox, which may be on a full disk.
errors=$(budget-monitor check "$ledgers" --record --output "$outbox/findings.txt" --output "$outbox/findings.json" 2>&1)
code=$?

if [ "$code" -eq 0 ]; then
  more=$(budget-monitor summary "$ledgers" --format markdown --output "$outbox/position.md" 2>&1) || code=2
  errors+=${more:+$'\n'$more}
fi

case $code in
  0) tell "$finance" "Month-end check: nothing failed, the position is ready" < "$outbox/position.md" ;;
  1) tell "$finance" "Month-end check: there are findings" < "$outbox/findings.txt" ;;
  *) # the findings are there if some of the job could be done
     { echo "${errors:-No message was left.}"; cat "$outbox/findings.txt" 2> /dev/null; } |
       tell "$support" "Month-end check could not run"
     code=2 ;;
esac || code=2 # nobody could be told

if ! printf "%s" "$errors" 2> /dev/null > "$outbox/errors.txt"; then code=2; fi
exit "$code"
