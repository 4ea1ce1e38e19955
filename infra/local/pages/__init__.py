"""What the local system shows of itself under /_local: for people as pages, for programs as JSON."""
