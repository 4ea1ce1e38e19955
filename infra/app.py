"""Synthesises the stack: `python -m infra.app` (make synth). The stage comes from cdk.json's context."""

from aws_cdk import App

from infra.stack import RollbookStack


def main() -> None:
    app = App()
    stage = app.node.try_get_context("stage") or "dev"
    RollbookStack(app, f"rollbook-{stage}", stage=stage, description="Rollbook: people and architecture")
    app.synth()


if __name__ == "__main__":
    main()
