"""What journeys share: a person at a browser, the mail they get, and a page checked for accessibility."""

import re
import time

from axe_playwright_python.base import AXE_SCRIPT

from tests.portal.signing import code_now

# The design system sets this on purpose: alphagov/govuk-frontend issue 979.
DELIBERATE = {("aria-allowed-attr", "govuk-radios__input")}
# Only what is wrong: to hand axe's whole report over is most of a browser's work.
WRONG = "axe.run({resultTypes: ['violations']}).then(report => report.violations)"
PASSWORD = "correct horse battery"


def violations(page):
    """Give what axe finds on a page, but for what the design system does on purpose."""
    page.evaluate(AXE_SCRIPT)
    return [
        (found["id"], node["html"][:160])
        for found in page.evaluate(WRONG)
        for node in found["nodes"]
        if not any(found["id"] == rule and name in node["html"] for rule, name in DELIBERATE)
    ]


class Browsing:
    """A person with a browser of their own, whose every page is checked."""

    def __init__(self, page, root):
        self.page, self.root = page, root

    def open(self, address):
        """Go to an address of the service."""
        self.page.goto(self.root + address)
        return self.checked()

    def checked(self):
        """Check the page for accessibility, and that it fits a phone."""
        found = violations(self.page)
        assert found == [], f"{self.page.url}: {found}"
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": 375, "height": 800})
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 375, f"{self.page.url} is {width} wide on a phone"
        self.page.set_viewport_size(size)
        return self

    def follow(self, name):
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name).first.click()
        return self.checked()

    def press(self, name):
        """Press a button by its words."""
        self.page.get_by_role("button", name=name).first.click()
        return self.checked()

    def type(self, **answers):
        """Type answers into controls, by their labels with _ for a space."""
        for label, words in answers.items():
            self.page.get_by_label(label.replace("_", " ")).first.fill(words)
        return self

    def tick(self, label):
        """Choose a radio button or a checkbox."""
        self.page.get_by_label(label, exact=True).first.check()
        return self

    def sees(self, words):
        """Require that the page shows some words."""
        shown = self.page.inner_text("body")
        assert words in shown, f"{self.page.url} does not show “{words}”:\n{shown}"

    def sign_in(self, email, password=PASSWORD):
        """Sign in by the form, with the code of the authenticator app when it is asked for."""
        self.open("/account/sign-in/")
        self.type(Email_address=email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        if "second-step" in self.page.url:
            self.page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code_now())
            self.press(re.compile("Continue|Sign in"))
        return self


def wait_for(find, *, seconds=90, otherwise=lambda: "nothing"):
    """Give what a function finds as soon as it finds something; fail when the time is up, saying what came."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := find():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not in time; what came: {otherwise()}")


def mail_to(server, address, words, *, seconds=90):
    """Give the text of the mail to an address whose subject holds some words."""

    def find():
        for message in list(server.messages):
            if address in message["To"] and words.lower() in message["Subject"].lower():
                return message.get_body(("plain",)).get_content()
        return None

    return wait_for(
        find, seconds=seconds, otherwise=lambda: [(mail["To"], mail["Subject"]) for mail in server.messages]
    )
