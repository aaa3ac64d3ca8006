"""The web application, put together: what guards every request, what every page shares, and one blueprint per subject."""

from pathlib import Path

from flask import Blueprint, Flask, request
from flask_babel import Babel, get_locale
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from js_lib_htmx import __file__ as htmx_file
from werkzeug.middleware.proxy_fix import ProxyFix

from safehouse.domain.locales import InterfaceLocale
from safehouse.services.context import Context
from safehouse.web import (
    accounts,
    audit,
    board,
    borders,
    capacity,
    configuration,
    country,
    country_offers,
    desk,
    evacuations,
    first_looks,
    health,
    house_files,
    house_offers,
    house_rooms,
    houses,
    links,
    login,
    offers,
    operations,
    other_beds,
    outages,
    paper,
    plans,
    reports,
    request_deeds,
    request_page,
    requests,
    residents,
    sessions,
    statistics,
    suggestions,
    summaries,
)
from safehouse.web.access import (
    admit_logins,
    known_session,
    refuse_nul,
    refuse_undeclared,
    require_login,
    require_role,
)
from safehouse.web.catalogs import Catalogs
from safehouse.web.cookie import TokenSessions
from safehouse.web.current import current_context, current_now, set_context
from safehouse.web.errors import show_errors
from safehouse.web.headers import protect_responses
from safehouse.web.moments import show_moments
from safehouse.web.navigation import entries_for
from safehouse.web.observing import observe_requests
from safehouse.web.texts import country_name, in_digits
from safehouse.web.throttle import install_throttle
from safehouse.web.words import word

SUBJECTS = (
    health.pages,
    login.pages,
    links.pages,
    sessions.pages,
    desk.pages,
    requests.pages,
    request_page.pages,
    request_deeds.pages,
    suggestions.pages,
    offers.pages,
    borders.pages,
    plans.pages,
    board.pages,
    capacity.pages,
    residents.pages,
    outages.pages,
    reports.pages,
    paper.pages,
    house_offers.pages,
    other_beds.pages,
    country.pages,
    houses.pages,
    house_rooms.pages,
    house_files.pages,
    country_offers.pages,
    evacuations.pages,
    first_looks.pages,
    summaries.pages,
    statistics.pages,
    audit.pages,
    accounts.pages,
    operations.pages,
    configuration.pages,
)
"""One blueprint per subject of pages."""

_LARGEST_FORM_BYTES = 256 * 1024
_PACKAGE = Path(__file__).parent


def create_app(context: Context) -> Flask:
    """The application over one store. Raises UndeclaredEndpoint when a page does not say who may see it."""
    app = Flask("safehouse", template_folder=_templates_folder(), static_folder=_PACKAGE / "web" / "static")
    app.config.update(
        SECRET_KEY=context.vault.derived("flask"),
        MAX_CONTENT_LENGTH=_LARGEST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=_LARGEST_FORM_BYTES,
        BOOTSTRAP_SERVE_LOCAL=True,
        # A token is good for as long as its login. Browsers send no referrer, because the pages forbid it.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    # An address with a slash too many is one that does not exist: a redirect would tell everybody that the right one does.
    app.url_map.merge_slashes = False
    app.session_interface = TokenSessions(context)
    set_context(app, context)
    _guard(app)
    _dress(app)
    for pages in SUBJECTS:
        app.register_blueprint(pages)
    refuse_undeclared(app)
    if context.settings.proxies:
        hops = context.settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's documented way.
    return app


def _guard(app: Flask) -> None:
    """Put the guards in their order: who asks, whether it can be read, whether the form is theirs, whether they may.

    Around them, what is observed.
    """
    observe_requests(app)
    install_throttle(app)
    admit_logins(app)
    app.before_request(require_login(login.refuse_stranger))
    app.before_request(refuse_nul)
    CSRFProtect(app)
    app.before_request(require_role(login.cover_page))
    protect_responses(app)
    show_errors(app)


def _dress(app: Flask) -> None:
    """What every page shares: style, language, time, words and navigation."""
    Bootstrap5(app)
    app.register_blueprint(
        Blueprint("htmx", __name__, static_folder=Path(htmx_file).parent / "static" / "htmx", static_url_path="/htmx")
    )
    Babel(app, locale_selector=_person_locale).domain_instance = Catalogs()
    show_moments(app)
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["country"] = country_name
    app.jinja_env.filters["in_digits"] = in_digits
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared_values)


def _person_locale() -> str | None:
    """The language that the person has chosen; for somebody who is not logged in, the one that the browser asks for."""
    session = known_session()
    return session.actor.locale if session else request.accept_languages.best_match(InterfaceLocale)


def _shared_values() -> dict[str, object]:
    session = known_session()
    is_shown = session is not None and not session.is_covered
    return {
        "actor": session.actor if session and is_shown else None,
        "is_covered": session is not None and session.is_covered,
        "navigation": entries_for(session.actor.roles) if session and is_shown else (),
        "now": current_now(),
        "cover_after_minutes": current_context().settings.cover_after_minutes,
    }


def _templates_folder() -> Path:
    """Beside the package in the source tree, inside it in a wheel."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"
