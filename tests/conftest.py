"""What all tests share: property tests have no deadline of their own, for a busy machine is no fault.

What a machine sets for all its Pythons is not what officers have: unbuffered streams would hide a full disk, and what a
shell runs in the background pays no heed to Ctrl-C.

In CI they try the same examples each time, so that a run differs from the last by what was changed; at a desk, others.
"""

from __future__ import annotations

import os
import signal
import threading

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "project")
os.environ.pop("PYTHONUNBUFFERED", None)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
