# What can be done here; `just` alone lists it.

set positional-arguments

_list:
    @just --list

# lint, types, contracts between rooms, generated pages
check: lint types contracts fresh

# style and the commonest mistakes
lint:
    ruff check .
    ruff format --check .

# mypy, strict
types:
    mypy

# which room may import which
contracts:
    lint-imports

# whether the generated pages are up to date
fresh:
    python docs/generate.py --check

# write the generated pages
docs:
    python docs/generate.py

# the tests, or those of the paths given
test *paths:
    python -m pytest -n auto "$@"

# the tests of the engines that are extras
engines:
    python -m pytest -n auto -rs tests/evaluate/test_engines.py tests/evaluate/test_pairs.py tests/evaluate/test_memory.py tests/load/test_sources.py tests/cli/test_engines_command.py tests/test_opened_once.py
    python -m pytest -n auto -rs tests/trust -k "database or engines or engine or signal_that_ends or sent"

# whether anything has become plainly slower
speed:
    python -m benchmarks.guard

# the sweeps that take minutes
slow *paths:
    python -m pytest -n auto -m slow "$@"

# bytes for every reader, as many for each, so many seconds in all (--led: by what they reach; needs .[fuzz])
fuzz seconds="600" *targets:
    python -m tests.trust.fuzz "$@"

# the versions of constraints.txt against what is known of their weaknesses
audit:
    .ci/audit

# all that CI does, in a virtual environment of its own
ci:
    .ci/run
