"""Keep-apart relations between two requests, told to the engine as tags, so that one rule judges both.

The engine compares the tags of residents with those of a request. Each request therefore brings a tag that stands for itself,
and avoids the tags of those that it is to be kept apart from, in whichever direction the relation was written.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import or_
from sqlmodel import Session, col, select

from safehouse.domain.codes import RelationKind
from safehouse.models.requests import RequestRelation

_PREFIX = "request:"
"""No keyed hash begins like this, so a relation never meets a real tag."""


def relation_tag(request_id: str) -> str:
    """The tag that stands for the request itself."""
    return _PREFIX + request_id


def load_others(session: Session, request_ids: Collection[str], kind: RelationKind) -> Mapping[str, frozenset[str]]:
    """By request id, the ids of those it has a relation of this kind with, in whichever direction; without: missing."""
    is_among = or_(col(RequestRelation.request_id).in_(request_ids), col(RequestRelation.other_id).in_(request_ids))
    query = select(RequestRelation.request_id, RequestRelation.other_id)
    others: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in session.exec(query.where(col(RequestRelation.kind) == kind, is_among)):
        others[one].add(other)
        others[other].add(one)
    return {request_id: frozenset(found) for request_id, found in others.items()}
