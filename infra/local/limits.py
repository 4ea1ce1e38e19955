"""How much, and for how long, the local front listens to one client. Sizes are the contract's (section 2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    target: int = 8 * 1024
    headers: int = 16 * 1024
    body: int = 65_536
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    idle_seconds: float = 30.0
    write_seconds: float = 20.0
    connections: int = 512
    # A client that sends without reading must get our refusal: what is still on its way is swallowed up to here.
    # Eight megabytes and the kernel's own buffers hold a 10 MB upload; beyond that the connection is simply closed.
    swallow: int = 8 * 1024 * 1024
    swallow_seconds: float = 3.0
