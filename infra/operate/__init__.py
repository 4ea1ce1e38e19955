"""What an operator runs against a deployed stage, with credentials of their own. docs/operate.md says when."""
