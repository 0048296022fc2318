"""Version 1 of the API: every operation asks for a token, and every answer other than success has one shape."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from timbalik import __version__
from timbalik.api.caller import ApiRequest, BearerToken, not_known, through_the_api
from timbalik.api.endpoints import (
    cascades,
    enrolments,
    ideas,
    imports,
    me,
    my_agreement,
    my_decisions,
    my_enrolments,
    my_goals,
    my_growth,
    my_proposals,
    my_relationships,
    my_remedies,
    my_searches,
    my_sessions,
    needs,
    nominations,
    objections,
    partners,
    programmes,
    rankings,
    relationships,
    reports,
    round_acts,
    round_adjustment,
    round_comparison,
    round_decisions,
    round_drafts,
    round_loads,
    round_questions,
    round_remedies,
    round_sheets,
    round_weights,
    shortlists,
    topics,
)
from timbalik.api.errors import ApiError
from timbalik.api.refusals import not_found, refusal_of
from timbalik.api.validation import in_words

log = logging.getLogger(__name__)

# In the order of the way: come in, ask, pair, lead, show; then the same as a participant sees it.
ROUTERS = (
    me.router,
    topics.router,
    imports.router,
    programmes.router,
    needs.router,
    enrolments.router,
    partners.router,
    ideas.router,
    cascades.router,
    nominations.router,
    shortlists.router,
    round_acts.router,
    round_drafts.router,
    round_comparison.router,
    round_adjustment.router,
    round_sheets.router,
    round_questions.router,
    round_decisions.router,
    round_remedies.router,
    round_loads.router,
    round_weights.router,
    relationships.router,
    reports.router,
    my_enrolments.router,
    my_proposals.router,
    my_remedies.router,
    my_searches.router,
    objections.router,
    rankings.router,
    my_relationships.router,
    my_sessions.router,
    my_agreement.router,
    my_goals.router,
    my_growth.router,
    my_decisions.router,
)


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name: a client made from the description reads well, and stays the same when a file moves."""
        return str(operation.view_func.__name__)


api = Api(
    title="Timbalik",
    version="1",
    description=f"Run a reverse-mentoring programme. Served by Timbalik {__version__}.",
    urls_namespace="api-v1",
    auth=BearerToken(),
    docs_url=None,
    openapi_url=None,
)


def failure(request: HttpRequest, error: Any) -> HttpResponse:
    """One shape for everything that is no success."""
    told = _told(error)
    if told is None:
        got_request_exception.send(sender=Api, request=request)
        log.error("The API failed: %s %s", request.method, request.path, exc_info=error)
        told = ApiError(500, "failed", _("Something went wrong here. Nothing was changed."))
    response = api.create_response(request, told.as_json(), status=told.status)
    for name, value in told.headers.items():
        response[name] = value
    return response


def _told(error: Exception) -> ApiError | None:
    if isinstance(error, ApiError):
        return error
    if isinstance(error, ValidationError):
        return in_words(error)
    if isinstance(error, AuthenticationError):
        return not_known()
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, RequestDataTooBig):
        return ApiError(413, "body_too_large", _("The body of the request is too large."))
    if isinstance(error, HttpError | SuspiciousOperation | MultiPartParserError):
        return ApiError(400, "not_understood", _("The request could not be read. A body is JSON in UTF-8."))
    return refusal_of(error)


handlers: tuple[Any, ...] = (Exception, Http404, HttpError, ValidationError)
for kind in handlers:
    api.add_exception_handler(kind, failure)
api.add_decorator(through_the_api, mode="view")
for router in ROUTERS:
    api.add_router("", router)


@api.get("/openapi.json", include_in_schema=False)
def get_openapi(request: ApiRequest) -> dict[str, Any]:
    """The description of this API, for those with a token."""
    return _described(api.get_root_path({}), get_language())


@lru_cache(maxsize=4)
def _described(root: str, language: str | None) -> dict[str, Any]:
    """Seconds of work, and the same until the program is another one: once for each process, address and language."""
    return dict(api.get_openapi_schema(path_prefix=root))
