"""What all tests share: property tests have no deadline of their own, for a busy machine is no fault.

In CI they try the same examples each time, so that a run differs from the last by what was changed; at a desk, others.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "project")
