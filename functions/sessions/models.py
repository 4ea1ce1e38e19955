"""Bodies and answers of sign-in and refresh."""

from typing import Annotated, Literal

from pydantic import Field

from shared.accounts.use_cases.sign_in import SignedIn
from shared.edge.bodies import Body, View
from shared.edge.told import Count, Id, Told

RefreshToken = Annotated[str, Field(min_length=1, max_length=512), Told(pattern="^[!-~]+$")]


class SignInBody(Body):
    """`identifier`: an address or a username."""

    identifier: Annotated[str, Field(min_length=1, max_length=320, examples=["ada@example.org"])]
    password: Annotated[
        str,
        Field(min_length=1, max_length=1024, examples=["correct horse battery staple"]),
        Told(format="password", maxLength=256),
    ]


class RefreshBody(Body):
    refresh_token: RefreshToken


class TokensView(View):
    """`expires_in`: seconds until the access token ends."""

    access_token: Annotated[str, Told(maxLength=8192, pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$")]
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: Count
    refresh_token: RefreshToken
    session_id: Id

    @classmethod
    def of(cls, signed_in: SignedIn) -> "TokensView":
        return cls(
            access_token=signed_in.access_token,
            expires_in=signed_in.expires_in,
            refresh_token=signed_in.refresh_token,
            session_id=signed_in.session_id,
        )
