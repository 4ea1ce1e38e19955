"""`python -m infra.local [--port 8000] [--keep]`; `make dev` calls it."""

import sys

from infra.local.cli import main

if __name__ == "__main__":
    sys.exit(main())
