"""What everybody must be able to use: no serious finding of axe, nothing wider than the screen, nothing too small for a thumb."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEAST_TARGET_PX = 44
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SMALL_TARGETS = """
least => {
  const size = element => {
    const boxes = [element, ...(element.labels ?? [])].map(part => part.getBoundingClientRect());
    return [
      Math.max(...boxes.map(box => box.right)) - Math.min(...boxes.map(box => box.left)),
      Math.max(...boxes.map(box => box.bottom)) - Math.min(...boxes.map(box => box.top)),
    ];
  };
  const isInSentence = element =>
    element.tagName === "A" &&
    getComputedStyle(element).display === "inline" &&
    element.parentElement.innerText.trim() !== element.innerText.trim();
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter(element => element.checkVisibility({ visibilityProperty: true }) && !isInSentence(element))
    .map(element => [element, ...size(element)])
    .filter(([, width, height]) => width + 0.5 < least || height + 0.5 < least)
    .map(([element, width, height]) =>
      `${(element.innerText || element.labels?.[0]?.innerText || element.name).trim()} ${Math.round(width)}x${Math.round(height)}`);
}
"""


def shortcomings(page: Page) -> list[str]:
    """Everything that is wrong with a page as it stands, one line each."""
    return [*_axe_findings(page), *_overflow(page), *_small_targets(page)]


def _axe_findings(page: Page) -> list[str]:
    findings: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"axe {finding['id']} ({finding['impact']}): {', '.join(str(node['target'][0]) for node in finding['nodes'][:3])}"
        for finding in findings
        if finding["impact"] in {"serious", "critical"}
    ]


def _overflow(page: Page) -> list[str]:
    pixels = page.evaluate(_OVERFLOW)
    return [f"{pixels} px wider than the screen"] if pixels > 0 else []


def _small_targets(page: Page) -> list[str]:
    small: list[str] = page.evaluate(_SMALL_TARGETS, LEAST_TARGET_PX)
    return [f"smaller than {LEAST_TARGET_PX} px: {target}" for target in small]
