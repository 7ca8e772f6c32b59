"""axe on a page or a frame."""

from importlib import resources

from playwright.sync_api import Frame, Page

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(frame: Page | Frame) -> list[str]:
    """What axe finds, in a line each."""
    if not frame.evaluate("typeof axe === 'object'"):
        frame.evaluate(AXE)
    found = frame.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
        # What is scrolled halfway under the header can be scrolled out again.
        if "partially obscured" not in node["failureSummary"]
    ]
