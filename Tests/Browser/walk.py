"""Walks each user's main path through the pages, in both languages and at two widths, with a real browser.

Each page is looked at by axe-core, must not be wider than its window, and must write nothing to the console.
Every page is kept as a picture in the folder that is named.

usage: walk.py ADDRESS TOKENS PICTURES
  ADDRESS   of the server, as http://127.0.0.1:8080
  TOKENS    a JSON file: the tokens of lab, inspector and auditor, and the id of the lab
  PICTURES  a folder
"""

import json
import os
import pathlib
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1400, 400)
DAY = "2026-01-01"
LOCALE = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


def say(fr, en):
    return fr if LOCALE.startswith("fr") else en


class Walk:
    def __init__(self, page, base, language, width, pictures):
        self.page, self.base, self.language, self.width = page, base, language, width
        self.pictures = pictures
        self.seen = 0
        self.said = []
        # A busy machine takes longer than anybody would wait for a page.
        page.set_default_timeout(120_000)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def go(self, path, name, status=200):
        """Opens a page, and looks at it."""
        mark = "&" if "?" in path else "?"
        path, _, place = path.partition("#")
        address = f"{self.base}{path}{mark}lang={self.language}" + (f"#{place}" if place else "")
        answer = self.page.goto(address)
        assert answer.status == status, say(
            f"{address} : {answer.status}, et non {status}", f"{address}: {answer.status}, not {status}"
        )
        self.look(name)

    def look(self, name):
        """What every page has to be: in its language, without a violation, no wider than the window."""
        page = self.page
        colon = say(" : ", ": ")
        where = f"{name} {self.language} {self.width}{colon}{page.url}{colon}"
        assert page.get_attribute("html", "lang") == self.language, (
            where + say("une autre langue", "another language")
        )
        assert page.locator("main h1").count() == 1, (
            where + say("pas de titre, ou plusieurs", "no heading, or several")
        )
        page.screenshot(
            path=self.pictures / f"{name}-{self.language}-{self.width}.png", full_page=True
        )
        found = Axe().run(page).response["violations"]
        assert not found, where + say(" ; ", "; ").join(
            f"{rule['id']}{colon}{rule['nodes'][0]['html'][:160]}" for rule in found
        )
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, where + say(f"large de {wide}", f"{wide} wide")
        self.seen += 1

    def sign_in(self, token):
        self.go("/sign-in", "sign-in")
        self.page.fill("input[name=token]", token)
        self.page.click("main form button")
        assert "/list" in self.page.url, self.page.url

    def done(self, expected=()):
        said = [text for text in self.said if not any(part in text for part in expected)]
        assert not said, say(f"la console a dit : {said}", f"the console said: {said}")


def nobody(walk, tokens):
    """Without a token: the published list, its history, the evidence; the rest is closed."""
    walk.go("/list", "public-list")
    walk.go("/history", "public-history")
    walk.go("/audit", "public-audit")
    walk.go("/labs", "closed", status=401)
    walk.go("/list?asOf=never", "wrong", status=400)
    walk.done(expected=("401", "400"))


def inspector(walk, tokens):
    """Finds a product on a day, reads why, compares two days, and looks at a lab."""
    walk.sign_in(tokens["inspector"])
    walk.go(f"/list?asOf={DAY}", "list")
    walk.page.locator("details summary").first.click()
    walk.page.locator("figure img").first.scroll_into_view_if_needed()
    walk.page.wait_for_function("document.querySelector('figure img').naturalWidth > 0")
    walk.look("list-plot")
    rows = walk.page.locator("tbody tr").count()
    # With the keyboard alone: the first key shows the way past the navigation.
    walk.page.goto(f"{walk.base}/list?asOf={DAY}&lang={walk.language}")
    walk.page.keyboard.press("Tab")
    assert walk.page.evaluate("document.activeElement.className") == "skip"
    walk.page.fill("input[name=q]", "69000001")
    walk.page.press("input[name=q]", "Enter")
    assert walk.page.locator("tbody tr").count() == 1 < rows
    walk.look("list-found")
    walk.page.click("tbody a")
    walk.look("product")
    assert walk.page.locator("svg[role=img]").count() == 1
    walk.go(f"/history?asOf={DAY}", "history")
    walk.go(f"/diff?from=2025-01-01&to={DAY}", "diff")
    walk.go(f"/labs?asOf={DAY}", "labs")
    walk.go(f"/labs/{tokens['name']}?asOf={DAY}", "lab")
    walk.page.select_option("select[name=stock]", index=0)
    walk.page.locator("form[action$='#stock'] button").click()
    walk.look("lab-stock")
    walk.done()


def lab(walk, tokens):
    """Declares with a preview, takes the receipt, and drops its register."""
    walk.sign_in(tokens["lab"])
    walk.go("/labs", "own-lab")
    walk.go("/declare", "declare")
    walk.page.click("main ul li a >> nth=0")
    walk.look("declare-form")
    walk.page.fill("#cis", tokens["cis"])
    walk.page.fill("#effectiveon", DAY)
    walk.page.fill("#units", "many")
    walk.page.fill("#sales12m", "60000")
    walk.page.click("main form button")
    walk.look("declare-wrong")
    assert walk.page.get_attribute("#units", "aria-invalid") == "true"
    walk.page.fill("#units", "12000")
    walk.page.click("main form button")
    walk.look("declare-preview")
    walk.page.click("main form button")
    walk.look("declare-receipt")
    proof = walk.page.request.get(walk.base + walk.page.get_attribute("main .good a >> nth=0", "href"))
    assert proof.text().startswith("c2sp.org/tlog-proof@v1\n"), proof.text()[:80]
    walk.go("/declare?what=plan", "declare-plan")
    walk.page.fill("#cis", tokens["cis"])
    walk.page.fill("#effectiveon", "2019-01-15")
    walk.page.fill("#year", "2030")
    walk.page.click("main form button")
    walk.look("declare-warned")
    assert walk.page.locator(".card.open li").count() == 2
    assert "HTML(" not in walk.page.content()
    walk.go("/reconcile", "reconcile")
    walk.page.set_input_files(
        "input[name=register]",
        {
            "name": "register.csv",
            "mimeType": "text/csv",
            "buffer": f"cis;type;effectiveon\n{tokens['cis']};stock.reported;{DAY}\n".encode(),
        },
    )
    walk.page.click("main form button")
    walk.look("reconciled")
    walk.page.set_input_files(
        "input[name=register]",
        {"name": "register.csv", "mimeType": "text/csv", "buffer": b"nothing that is known\n"},
    )
    walk.page.click("main form button")
    walk.look("reconcile-wrong")
    walk.page.click("header form button")
    walk.go("/labs", "signed-out", status=401)
    walk.done(expected=("401", "422"))


def registrar(walk, tokens):
    """Looks at what its acts did, and finds no room that is not its own; it records them by the API."""
    walk.sign_in(tokens["registrar"])
    walk.go(f"/list?asOf={DAY}", "registrar-list")
    walk.page.click("tbody a >> nth=0")
    walk.look("registrar-product")
    walk.go("/diff", "registrar-diff-empty")
    walk.page.fill("input[name=from]", "2025-01-01")
    walk.page.fill("input[name=to]", DAY)
    walk.page.click("main form button")
    walk.look("registrar-diff")
    assert walk.page.locator("header nav a").count() == 3
    walk.done()


def auditor(walk, tokens):
    """Verifies the ledger, and sees who read and wrote what."""
    walk.sign_in(tokens["auditor"])
    walk.go("/audit", "audit")
    walk.page.click("form[action='/audit/verify'] button")
    for _ in range(600):
        if walk.page.locator("#verification ~ .good").count():
            break
        walk.page.wait_for_timeout(200)
        walk.page.goto(f"{walk.base}/audit?lang={walk.language}")
    walk.look("audit-verified")
    assert walk.page.locator("#verification ~ .good").count() == 1
    walk.go("/audit/reads", "reads")
    assert walk.page.locator("tbody tr").count() > 0
    walk.done()


def main():
    base, tokens, pictures = sys.argv[1], json.load(open(sys.argv[2])), pathlib.Path(sys.argv[3])
    pictures.mkdir(parents=True, exist_ok=True)
    seen = 0
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language in ("fr", "en"):
            for width in WIDTHS:
                for path in (nobody, inspector, lab, registrar, auditor):
                    context = browser.new_context(viewport={"width": width, "height": 900})
                    walk = Walk(context.new_page(), base, language, width, pictures)
                    path(walk, tokens)
                    seen += walk.seen
                    context.close()
        # Without scripts everything works: there are none.
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{base}/list?lang=fr")
        assert page.locator("script").count() == 0 and page.locator("main h1").count() == 1
        # On paper the answer alone is left.
        page.emulate_media(media="print")
        assert not page.locator("header").is_visible() and page.locator("main h1").is_visible()
        browser.close()
    print(
        say(
            f"{seen} pages examinées, aucune violation ; images dans {pictures}",
            f"{seen} pages looked at, no violation; pictures in {pictures}",
        )
    )


main()
