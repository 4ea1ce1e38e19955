"""The cloud's resources, a file for each family. `infra/stack.py` joins them."""
