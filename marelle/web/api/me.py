"""Who a program is here: the person behind its token, what it may do, where."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from marelle.domains.accounts.queries import token_of
from marelle.domains.accounts.services import revoke_token
from marelle.kernel.access import NotFound

from .schemas import Fault

router = Router()


class GrantOut(Schema):
    """One permission, and the place on which it is held."""

    permission: str = Field(description="as on the page /droits/")
    place_kind: str = Field(description="national, region, departement, commune, site or organisation")
    place_code: str = Field(description="the code of the place within its kind; empty for national")


class MeOut(Schema):
    """The person behind a token, and what may be done with it now."""

    name: str = Field(description="the person's name")
    token: int | None = Field(description="the number of the token; null for a browser's session")
    grants: list[GrantOut] = Field(description="what may be done, where")


@router.get("/me", response={200: MeOut, 401: Fault}, summary="Whoever asks, and what they may do now")
def me(request: HttpRequest) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    grants = [
        {"permission": one.permission, "place_kind": one.perimeter.kind, "place_code": one.perimeter.code}
        for one in viewer.grants
    ]
    return {"name": viewer.name, "token": viewer.token, "grants": grants}


@router.post(
    "/me/token/withdraw", response={204: None, 401: Fault, 404: Fault}, summary="Withdraws the token that asks"
)
def withdraw_token(request: HttpRequest) -> Status[None]:
    viewer = request.viewer  # type: ignore[attr-defined]
    token = token_of(viewer)
    if token is None:
        raise NotFound
    revoke_token(by=viewer, at=request.clock.now, token=token)  # type: ignore[attr-defined]
    return Status(204, None)
