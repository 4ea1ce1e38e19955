"""Reviews and designs from the command line, in one process: the same use cases as the service."""
