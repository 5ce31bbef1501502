#!/usr/bin/env bash
# The bank at month-end, for cron: reconciles a cash book with a bank's export, and keeps what is open for next month.
#
#   bank.sh CASH_BOOK BANK OUTBOX
#
# OUTBOX/open.csv is what was open last month; it is tried first, and replaced only where the job could be done. The
# workbook goes to OUTBOX too. The exit code is that of `reconcile`: 0 all agrees or is accepted,
# 1 something is open, 2 help.
set -uo pipefail

book=${1:?usage: bank.sh CASH_BOOK BANK OUTBOX}
bank=${2:?usage: bank.sh CASH_BOOK BANK OUTBOX}
outbox=${3:?usage: bank.sh CASH_BOOK BANK OUTBOX}

mkdir -p "$outbox" || exit 2
carried=()
if [ -f "$outbox/open.csv" ]; then carried=(--carried "$outbox/open.csv"); fi

budget-monitor reconcile "$book" "$bank" ${carried[@]+"${carried[@]}"} \
  --carry-forward "$outbox/open-next.csv" --output "$outbox/reconciliation.xlsx"
code=$?
if [ "$code" -eq 2 ]; then exit 2; fi

mv "$outbox/open-next.csv" "$outbox/open.csv" || exit 2
exit "$code"
