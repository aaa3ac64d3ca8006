"""The pages that need no login, in a list of its own: a guard that reads the list it guards would prove nothing."""

from safehouse.web.access import PUBLIC_ENDPOINTS, STATIC_ENDPOINTS


def test_the_public_pages_are_these_and_no_others() -> None:
    assert sorted(PUBLIC_ENDPOINTS) == [
        "health.show",
        "health.show_ready",
        "links.open_link",
        "links.set_password",
        "links.show",
        "login.ask",
        "login.enter",
        "login.forget_password",
        "login.leave",
        "login.leave_quickly",
        "login.show_away",
        "login.show_forgotten",
    ]


def test_the_files_for_everybody_are_these_and_no_others() -> None:
    assert sorted(STATIC_ENDPOINTS) == ["bootstrap.static", "htmx.static", "static"]
