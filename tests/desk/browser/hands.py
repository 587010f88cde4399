"""How somebody at a page presses and draws: with a mouse, or with a finger on a phone."""

from typing import TYPE_CHECKING

from pantau.desk.language import catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Page

Place = tuple[float, float]

COUNTED = (
    "addEventListener('pointerdown', () => sessionStorage.pressed = 1 + Number(sessionStorage.pressed ?? 0), true)"
)
"""As a page's first script: how often a mouse or a finger was pressed."""


def said(page: "Page", name: str) -> str:
    """A text of the catalogue in the language of the page."""
    return catalogue()[name][lang(page)]


def lang(page: "Page") -> str:
    """The language of the page."""
    return page.evaluate("document.documentElement.lang")


def pressed(page: "Page") -> int:
    """How often a mouse or a finger was pressed, of a page that has counted it."""
    return page.evaluate("Number(sessionStorage.pressed)")


def press(page: "Page", selector: str) -> None:
    """Clicks, or taps."""
    (page.tap if page.has_touch else page.click)(selector)


def follow(page: "Page", to_press: str) -> None:
    """Presses what leads to another page, and waits until that is there, which a click itself does not."""
    with page.expect_navigation():
        press(page, to_press)


def at(page: "Page", x: float, y: float) -> Place:
    """Where a place of the picture, in fractions of it, is on the screen."""
    box = page.locator("#shapes").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def drag(page: "Page", start: Place, *ways: Place) -> None:
    """Drags over the picture, from one place of it by others to the last."""
    if page.has_touch:
        _drag_by_finger(page, [start, *ways])
        return
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    for way in ways:
        page.mouse.move(*at(page, *way), steps=3)
    page.mouse.up()


def _drag_by_finger(page: "Page", ways: list[Place]) -> None:
    session = page.context.new_cdp_session(page)
    for number, way in enumerate(ways):
        x, y = at(page, *way)
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
