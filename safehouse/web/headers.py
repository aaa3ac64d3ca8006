"""Security headers on every response, errors and files included."""

import secrets

from flask import Flask, Response, g, request

from safehouse.web.access import is_static
from safehouse.web.current import current_context

_TWO_YEARS_S = 63_072_000
_ONE_HOUR_S = 3_600
_NO_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)


def protect_responses(app: Flask) -> None:
    """Put the headers on whatever the application answers."""
    app.after_request(_add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce that this response's scripts must carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _add_headers(response: Response) -> Response:
    for name, value in _headers().items():
        response.headers[name] = value
    return response


def _headers() -> dict[str, str]:
    headers = {
        "Content-Security-Policy": _content_security_policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        # Files are the same for everybody; nothing else may stay in any browser or proxy.
        "Cache-Control": f"public, max-age={_ONE_HOUR_S}" if is_static(request.endpoint) else "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _NO_FEATURES),
    }
    if current_context().settings.is_tls:
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS_S}; includeSubDomains"
    return headers


def _content_security_policy() -> str:
    """Nothing from anywhere else. Bootstrap's style sheet carries its small pictures as `data:` addresses."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
