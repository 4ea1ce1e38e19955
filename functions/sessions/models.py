"""Bodies and answers of sign-in and refresh."""

from typing import Annotated

from pydantic import Field

from shared.accounts.use_cases.sign_in import SignedIn
from shared.edge.bodies import Body, View


class SignInBody(Body):
    """`identifier`: an address or a username."""

    identifier: Annotated[str, Field(min_length=1, max_length=320, examples=["ada@example.org"])]
    password: Annotated[str, Field(min_length=1, max_length=1024, examples=["correct horse battery staple"])]


class RefreshBody(Body):
    refresh_token: Annotated[str, Field(min_length=1, max_length=512)]


class TokensView(View):
    """`expires_in`: seconds until the access token ends."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    refresh_token: str
    session_id: str

    @classmethod
    def of(cls, signed_in: SignedIn) -> "TokensView":
        return cls(
            access_token=signed_in.access_token,
            expires_in=signed_in.expires_in,
            refresh_token=signed_in.refresh_token,
            session_id=signed_in.session_id,
        )
