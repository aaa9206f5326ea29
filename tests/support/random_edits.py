"""Random edits of an English alert that leave its words unchanged."""

import random
import re
import uuid
from datetime import timedelta

from django.utils import timezone

from alerts.models import AlertOffice, AlertPage, ExplainerPage
from home.media.models import CustomDocument, CustomImage
from tests import factories as make

TAG = re.compile(r"(<[^>]+>)")
RICH = re.compile(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", re.DOTALL)
STREAMS = ("body", "script", "voicemail", "talking_points")
PLAIN = ("title", "ask", "share_text", "search_description")
BODY_TEXT = (
    "<p>English first paragraph with a <b>bold word</b>, and more.</p>"
    '<p>English “second” paragraph. Read <a href="https://example.org/1">the letter</a> today.</p>'
    "<ul><li>English item one</li><li>English item two, <i>slanted</i></li></ul>"
)


def write_alert():
    explainer = make.ExplainerPageFactory(title="Explainer")
    make.ExplainerPageFactory(title="Other explainer")
    image, document = make.ImageFactory(), make.DocumentFactory()
    make.ImageFactory()
    make.DocumentFactory()
    page = make.AlertPageFactory(
        slug="call",
        title="English title of the alert",
        ask="English ask: don't wait, call the governor.",
        share_text="English text to share: call {number} before {deadline}.",
        search_description="English description for search engines",
        script=[("line", f"English line {number}, my name is ___.") for number in range(3)],
        voicemail=[("line", "English voicemail of one line.")],
        talking_points=[("point", f"English point {number}\nin two lines") for number in range(3)],
        response='<p>English response: <a href="tel:+16125550100">write</a> to us.</p>',
        body=[
            ("heading", "English heading of a section"),
            ("text", BODY_TEXT),
            ("quote", {"text": "English quotation, it's said", "attribution": "English speaker"}),
            (
                "picture",
                {"image": image, "alt_text": "English alt text", "caption": "English caption"},
            ),
            ("explainer", explainer),
            ("document", {"document": document, "label": "English label of the file"}),
        ],
    )
    make.call(page, make.office())
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


class RandomEdits:
    """Editor who changes the structure, facts or format of the alert `page`."""

    def __init__(self, page, seed):
        self.random = random.Random(seed)  # noqa: S311
        self.pk = page.pk
        self.removed = []  # (field, raw block)
        self.kinds = [
            *(self.move_block, self.insert_again, self.remove_block, self.put_back, self.duplicate),
            *(self.change_picture, self.change_explainer, self.change_document),
            *(self.change_times, self.change_offices, self.change_number, self.change_settings),
            *(self.change_slug, self.change_outcome, self.change_meeting),
            *(self.emphasize, self.remove_emphasis, self.space_rich, self.space_plain),
            *(self.space_line, self.quote_marks, self.move_paragraphs, self.change_links),
            *(self.remove_links, self.key_paragraphs),
        ]

    def edit(self):
        page = AlertPage.objects.get(pk=self.pk)
        change = self.random.choice(self.kinds)
        change(page)
        page.save_revision().publish()
        return change.__name__

    # Structure

    def stream(self, page, *names):
        name = self.random.choice(names or STREAMS)
        return name, [dict(block) for block in getattr(page, name).raw_data]

    def move_block(self, page):
        name, blocks = self.stream(page)
        self.random.shuffle(blocks)
        setattr(page, name, blocks)

    def insert_again(self, page):
        name, blocks = self.stream(page)
        if blocks:
            # As if the block had been cut and pasted.
            self.random.choice(blocks)["id"] = self.new_id()
        setattr(page, name, blocks)

    def new_id(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def remove_block(self, page):
        name, blocks = self.stream(page)
        if len(blocks) > 1:
            self.removed.append((name, blocks.pop(self.random.randrange(len(blocks)))))
        setattr(page, name, blocks)

    def put_back(self, page):
        if self.removed:
            name, block = self.removed.pop(self.random.randrange(len(self.removed)))
            blocks = [dict(one) for one in getattr(page, name).raw_data]
            is_known = block["id"] in [one["id"] for one in blocks]
            new = block | {"id": self.new_id()} if is_known or self.random.random() < 0.5 else block
            blocks.insert(self.random.randint(0, len(blocks)), new)
            setattr(page, name, blocks)

    def duplicate(self, page):
        name, blocks = self.stream(page)
        if 0 < len(blocks) < 10:
            blocks.append(self.random.choice(blocks) | {"id": self.new_id()})
        setattr(page, name, blocks)

    def change_block(self, page, kind, change):
        blocks = [dict(block) for block in page.body.raw_data]
        for block in blocks:
            if block["type"] == kind:
                block["value"] = change(block["value"])
        page.body = blocks

    def change_picture(self, page):
        pk = self.random.choice(CustomImage.objects.order_by("pk").values_list("pk", flat=True))
        self.change_block(page, "picture", lambda value: value | {"image": pk})

    def change_explainer(self, page):
        pks = ExplainerPage.objects.filter(locale__language_code="en").order_by("pk")
        pk = self.random.choice(pks.values_list("pk", flat=True))
        self.change_block(page, "explainer", lambda value: pk)

    def change_document(self, page):
        pk = self.random.choice(CustomDocument.objects.order_by("pk").values_list("pk", flat=True))
        self.change_block(page, "document", lambda value: value | {"document": pk})

    # Facts

    def change_times(self, page):
        page.starts_at = timezone.now() - timedelta(hours=self.random.randint(1, 99))
        page.ends_at = timezone.now() + timedelta(hours=self.random.randint(1, 99))

    def change_offices(self, page):
        if page.office_links.count() > 1:
            page.office_links.remove(page.office_links.first())
        else:
            name = f"Office {self.random.randint(1, 999)}"
            page.office_links.add(AlertOffice(office=make.office(name), sort_order=9))

    def change_number(self, page):
        phone = page.office_links.first().office.phones.first()
        phone.number = f"+1651{self.random.randint(2010000, 9999999)}"
        phone.save()

    def change_settings(self, page):
        name = self.random.choice(["comments_open", "urgent_fix", "show_in_menus"])
        setattr(page, name, not getattr(page, name))

    def change_slug(self, page):
        page.slug = f"call-{self.random.randint(1, 9999)}"

    def change_outcome(self, page):
        page.about = f"SF{self.random.randint(1, 999)}"
        page.answered_on = self.random.choice([None, timezone.localdate()])
        page.social_image = self.random.choice([None, CustomImage.objects.first()])

    def change_meeting(self, page):
        page.meeting = self.random.choice([None, make.meeting()])

    # Format

    def change_rich(self, page, change):
        if self.random.random() < 0.3:
            page.response = change(page.response)
        else:
            self.change_block(page, "text", change)

    def change_word(self, html, change):
        """Return `html` with one random word outside tags replaced by the result of `change`."""
        pieces = TAG.split(html)
        places = [
            (number, match)
            for number, piece in enumerate(pieces)
            if not piece.startswith("<")
            for match in re.finditer(r"\w+", piece)
        ]
        number, match = self.random.choice(places)
        piece = pieces[number]
        pieces[number] = piece[: match.start()] + change(match[0]) + piece[match.end() :]
        return "".join(pieces)

    def emphasize(self, page):
        tag = self.random.choice("bi")
        self.change_rich(
            page, lambda html: self.change_word(html, lambda word: f"<{tag}>{word}</{tag}>")
        )

    def remove_emphasis(self, page):
        self.change_rich(page, lambda html: re.sub("</?[bi]>", "", html))

    def more_space(self, text):
        place = self.random.choice([match.start() for match in re.finditer(" ", text)])
        space = self.random.choice(["  ", "\u00a0", " \u200b"])
        return text[:place] + space + text[place + 1 :]

    def space_rich(self, page):
        space = self.random.choice(["\u00a0", "<br/>", " "])
        self.change_rich(
            page, lambda html: html.replace(", ", f",{space} ", 1).replace(".</p>", f".{space}</p>")
        )

    def space_plain(self, page):
        name = self.random.choice(PLAIN)
        setattr(page, name, self.more_space(getattr(page, name)))

    def space_line(self, page):
        name, blocks = self.stream(page, "script", "voicemail", "talking_points")
        for block in blocks[:1]:
            block["value"] = self.more_space(block["value"]) + " "
        setattr(page, name, blocks)

    def quote_marks(self, page):
        page.ask = page.ask.translate(str.maketrans("'’", self.random.choice(["''", "’’", "’'"])))
        self.change_block(
            page, "quote", lambda value: value | {"text": value["text"].replace("'", "’")}
        )

    def move_paragraphs(self, page):
        def shuffle(html):
            inner = RICH.findall(html)
            self.random.shuffle(inner)
            kind = self.random.choice(["p", "ul", "ol"])
            if kind == "p":
                return "".join(f"<p>{one}</p>" for one in inner)
            return f"<{kind}>" + "".join(f"<li>{one}</li>" for one in inner) + f"</{kind}>"

        self.change_rich(page, shuffle)

    def change_links(self, page):
        href = f'href="https://example.org/{self.random.randint(1, 999)}"'
        self.change_rich(page, lambda html: re.sub('href="[^"]*"', href, html))

    def remove_links(self, page):
        self.change_rich(page, lambda html: re.sub("</?a[^>]*>", "", html))

    def key_paragraphs(self, page):
        """Add the keys that the rich text editor gives to paragraphs."""
        key = "".join(self.random.choices("abcdef", k=5))
        self.change_rich(page, lambda html: html.replace("<p>", f'<p data-block-key="{key}">'))
