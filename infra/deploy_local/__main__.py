"""`python -m infra.deploy_local`."""

import sys

from infra.deploy_local.cli import main

if __name__ == "__main__":
    sys.exit(main())
