"""Screenshots for the README and the guides, saved in site/docs/images by `make screenshots`."""

from datetime import timedelta
from io import StringIO
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from alerts.comments.models import Status
from alerts.models import AlertPage
from tests import factories as make
from tests.support.contact_sheets import side_by_side

IMAGES = settings.BASE_DIR / "site" / "docs" / "images"
PASSWORD = "demo-password"
PHONE = {"width": 320, "height": 960}
COMMENTS = [
    ("en", Status.PUBLISHED, "We called at noon. The woman at the desk wrote our names down."),
    ("en", Status.PUBLISHED, "The line was busy. Try again after four o’clock."),
    ("so", Status.PENDING, "Waan wacay, mahadsanid."),
    ("es", Status.PENDING, "¿Puedo llamar en español? Mi inglés no es bueno."),
    ("en", Status.PENDING, "How long did you wait on the line?"),
    *(("en", Status.PENDING, f"Cheap watches at http://watches.example/{n}") for n in range(3)),
]


def prepare():
    settings.DEMO_PASSWORD = PASSWORD
    call_command("demoaccounts", stdout=StringIO())
    post = AlertPage.objects.filter(locale__language_code="en").first()
    for age, (language, status, text) in enumerate(reversed(COMMENTS)):
        submitted = timezone.now() - timedelta(hours=3 * age + 1)
        make.comment(post, language, status, text, submitted=submitted, submit_date=submitted)


def volunteers_link():
    alert = make.AlertPageFactory(
        title="Ask the county board to end the jail contract",
        ask="Call the county board and ask it to end the contract.",
        script=[("text", "Hello. I live in the county. Please end the contract.")],
    )
    translation = make.submit(alert, "so")
    translation.save_target(publish=False)
    _link, token = make.link(translation)
    with override("so"):
        return reverse("translate:overview", args=[token])


class Camera:
    def __init__(self, browser, base):
        self.browser, self.base = browser, base

    def sign_in(self, username):
        page = self.open("/admin/login/", {"width": 1100, "height": 760})
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_load_state("networkidle")
        return page

    def open(self, path, viewport):
        page = self.browser.new_context(viewport=viewport, color_scheme="light").new_page()
        page.goto(self.base + path)
        return page

    def save(self, name, *pages):
        with TemporaryDirectory() as folder:
            shots = []
            for number, page in enumerate(pages):
                page.wait_for_load_state("networkidle")
                page.screenshot(path=f"{folder}/{number}.png")
                shots.append(Image.open(f"{folder}/{number}.png").convert("RGB"))
        side_by_side(shots).quantize(64).save(IMAGES / f"{name}.png", optimize=True)


def take(browser, base):
    prepare()
    camera = Camera(browser, base)
    post = AlertPage.objects.filter(locale__language_code="en").first()
    alert = f"alerts/{post.slug}/"
    languages = [code for code, _name in settings.LANGUAGES]
    camera.save("alert-phone", *(camera.open(f"/{code}/{alert}", PHONE) for code in languages))
    camera.save("home-desktop", camera.open("/en/", {"width": 1280, "height": 900}))

    thread = camera.open(f"/en/{alert}", PHONE)
    thread.evaluate("document.querySelector('#comments').scrollIntoView()")
    camera.save("comments-phone", thread, camera.open(f"/en/{alert}comment/", PHONE))

    translator = camera.sign_in("translator-so")
    somali = post.get_translations().get(locale__language_code="so")
    for name, address in (
        ("translation-dashboard", reverse("translation_dashboard")),
        ("translate-view", reverse("wagtailadmin_pages:edit", args=[somali.pk])),
        ("phrases", reverse("phrases")),
    ):
        translator.goto(base + address)
        camera.save(name, translator)

    moderator = camera.sign_in("moderator")
    moderator.set_viewport_size({"width": 1100, "height": 1180})
    moderator.goto(base + reverse("moderation:index"))
    camera.save("moderation-queue", moderator)

    link = volunteers_link()
    overview, step = camera.open(link, PHONE), camera.open(link, PHONE)
    step.locator("ol.steps a").first.click()
    camera.save("translate-by-link", overview, step, camera.open(f"/so/{alert}", PHONE))
