"""``python -m roi`` is the same as ``roi``."""

import sys

from roi.cli import main

sys.exit(main())
