"""Fuzzing: every operation of the OpenAPI document against a running local system (`make fuzz`)."""
