"""Property tests look for new examples at the desk; unattended, every run draws the same ones."""

import os

from hypothesis import settings

settings.register_profile("unattended", derandomize=True, deadline=None, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("unattended")
