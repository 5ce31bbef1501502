"""What all tests share: property tests have no deadline of their own, for a busy machine is no fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
