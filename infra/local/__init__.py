"""The whole of Rollbook on one machine: what `make dev` starts. Nothing here reaches the cloud."""
