"""`make deploy-local`: the synthesised stack, deployed into the AWS emulator on this machine.

`make dev` runs the same handlers in one process, for working on them. Here they run as AWS would run them: from their
bundles, each in a process and a role of its own, behind API Gateway, streams, the bus, queues and schedules.
docs/local-cloud.md lists what the emulator cannot do.
"""
