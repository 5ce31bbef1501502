"""The history beside the ledgers: each recorded run with its inputs, rules, findings and figures."""
