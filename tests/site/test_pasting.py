"""Tests for text that is pasted from other programs, and for the links in it."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text

from home.admin import pasted_text
from home.link_cleaning import clean_link
from home.models import StandardPage
from home.pasting import plain_text
from home.pasting.conversion import to_rich_text
from home.text import clean_html
from tests import factories as make

# As the programs put them into the clipboard, shortened.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0in;} --></style>
</head><body lang=EN-US><!--StartFragment--><h1>Stand firm<o:p></o:p></h1>
<p class=MsoNormal>Call <b style='mso-bidi-font-weight:normal'>Governor
Dayton</b> at <a href="tel:651-201-3400">651-201-3400</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Monday<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level2 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>at noon<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td width=100><p class=MsoNormal><b>Office</b><o:p></o:p></p></td>
<td><p class=MsoNormal>Number<o:p></o:p></p></td></tr><tr><td><p>Dayton</p></td><td><p>651-201-3400</p>
</td></tr></table><img width=300 height=200 src="file:///C:/clip_image001.png">
<p class=MsoNormal><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-weight:400">Why call</span></h2>
<p dir="ltr"><span style="font-weight:700">Now</span><span style="font-weight:400"> and </span>
<span style="font-style:italic">later</span><span>: </span><a style="text-decoration:none"
href="https://www.google.com/url?q=https://www.aclu.org/x?a%3D1%26utm_source%3Dn&amp;sa=D&amp;ust=1"><span>ACLU</span></a></p><br/>
<ul style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>One</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>Deep</span></p></li></ul>
<li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>Two</span></p></li></ul>
<div dir="ltr" align="left"><table style="border:none"><tbody><tr><td><p dir="ltr"><span>Monday</span></p></td>
<td><p dir="ltr"><span>noon</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">"""
EMAIL = """<div dir="ltr">Hi all,<div><br></div><div>Please call <a
href="https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fmn.gov%2Fgov%3Ffbclid%3Dx&amp;data=05"
>the governor</a>.</div><div>Thanks</div><ol><li>Dial</li><li>Speak</li></ol>
<img src="https://t.example/open.gif" width="1" height="1"><div style="display:none">See our news</div>
<table role="presentation"><tr><td><h3>Meeting</h3></td><td><p>On Friday</p></td></tr></table>
<blockquote class="gmail_quote">quoted<br>text<br><br>more</blockquote></div>"""
WHATSAPP = """<meta charset="utf-8"><span class="_ao3e selectable-text copyable-text"><span><strong
class="x">Call today</strong> <img crossorigin="anonymous" src="data:image/gif;base64,R0" alt="✊🏽"
class="b75 emoji wa" style="background-position: -40px"></span></span>"""

FRAGMENTS = {
    "word": (
        WORD,
        "<p><b>Stand firm</b></p><p>Call <b>Governor Dayton</b> at"
        ' <a href="tel:651-201-3400">651-201-3400</a>.</p>'
        "<ul><li>Monday<ol><li>at noon</li></ol></li></ul>"
        "<ul><li><b>Office</b> · Number</li><li>Dayton · 651-201-3400</li></ul>",
        "Left out: 1 picture. Changed: 1 heading now a bold line, 1 table now a list.",
    ),
    "google docs": (
        DOCS,
        "<p><b>Why call</b></p><p><b>Now</b> and <i>later</i>:"
        ' <a href="https://www.aclu.org/x?a=1">ACLU</a></p>'
        "<ul><li>One<ul><li>Deep</li></ul></li><li>Two</li></ul><ul><li>Monday · noon</li></ul>",
        "Changed: 1 heading now a bold line, 1 link now without tracking, 1 table now a list.",
    ),
    "email": (
        EMAIL,
        '<p>Hi all,</p><p>Please call <a href="https://mn.gov/gov">the governor</a>.</p><p>Thanks</p>'
        "<ol><li>Dial</li><li>Speak</li></ol><p><b>Meeting</b></p><p>On Friday</p>"
        "<p>quoted<br/>text</p><p>more</p>",
        "Left out: 1 hidden passage. Changed: 1 link now without tracking, 1 heading now a bold line.",
    ),
    "whatsapp": (WHATSAPP, "<p><b>Call today</b> ✊🏽</p>", ""),
}


@pytest.mark.parametrize("source", FRAGMENTS)
def test_text_of_other_programs_keeps_its_headings_lists_and_links(source):
    html, expected, notice = FRAGMENTS[source]
    converted = to_rich_text(html)
    assert (converted.html, converted.notice) == (expected, notice)


def test_a_field_with_headings_keeps_them_as_headings():
    html = "<h1>A</h1><p class=MsoHeading3>B</p><div role=heading aria-level=3>C</div><h6></h6>"
    converted = to_rich_text(html, ("h2", "h3"))
    assert converted.html == "<h2>A</h2><h3>B</h3><h3>C</h3>"
    assert converted.notice == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<s>b</s></p>", "1 struck passage now in normal type"),
        ("<p>a<del>b</del><del>c</del></p>", "2 deleted passages"),
        ('<p><a href="file:///C:/a.doc">a</a></p>', "1 link that readers could not follow"),
        ('<a href="javascript:b()">a</a><a href="/b">c</a>', "2 links that readers could not follow"),
        ('<a href="whatsapp://send?text=a">a</a><a id=b href=tg://msg>b</a>', "2 links that readers"),
        ("<a href='intent&#58;//scan'>a</a><a HREF='http://[x'>b</a>", "2 links that readers could"),
        ("<p>a</p><iframe src=x></iframe><video></video>", "1 embedded page, 1 video"),
        ("<p>a<span hidden>b</span></p>", "1 hidden passage"),
        ("<i style='visibility:hidden'>a</i><i style='mso-hide : all'>b</i><i style='display:none'>c</i>"
         "<i style='font-size:0'>d</i><i style='font-size:0pt;'>e</i>f", "5 hidden passages."),
        ("<img width=1 height=9><img width=2><img height=0><img width=3 height=3>a", "1 picture."),
        ("<p>651-201-3400<sup>1</sup></p>", "1 footnote number now in brackets"),
    ],
)  # fmt: skip
def test_the_editor_is_told_what_was_left_out(html, expected):
    assert expected in to_rich_text(html).notice


@pytest.mark.parametrize(
    "html", ["<a name=b>a</a>", "<a id=b></a>", "<p><a>", "<a href='#b'>a</a>"]
)
def test_an_anchor_is_no_link_that_was_left_out(html):
    assert to_rich_text(html).notice == ""


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "<caption>Hours <b>now</b></caption><tr><td>Mon<td>noon<tr><td>Tue<td>one",
            "<p>Hours <b>now</b></p><ul><li>Mon · noon</li><li>Tue · one</li></ul>",
        ),
        (
            "<tr><td>Bring<td><ul><li>a passport<li>water</ul><tr><td>Leave<td><p>keys",
            "<ul><li>Bring · a passport; water</li><li>Leave · keys</li></ul>",
        ),
        (
            "<tr><td><h3>Office</h3><td><h3>Number</h3><tr><td>Dayton<td>651",
            "<ul><li><b>Office</b> · <b>Number</b></li><li>Dayton · 651</li></ul>",
        ),
        (
            "<tr><th>Day<td><h3>Noon</h3><p>Rally",
            "<ul><li><b>Day</b> · <b>Noon</b> Rally</li></ul>",
        ),
        (
            "<tr><td><h3>News</h3><p>Rally</p><td><h3>More</h3><p>Call</p>",
            "<p><b>News</b></p><p>Rally</p><p><b>More</b></p><p>Call</p>",
        ),
        ("<tr><td>a<table><tr><td>b</table><td>c", "<p>a</p><p>b</p><p>c</p>"),
        ("<tr><td><ul><li>a</ul><td><ol><li>b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    ],
    ids=["caption", "list", "headings", "heading and more", "layout", "nested", "columns"],
)
def test_a_table_of_data_keeps_its_rows_whatever_its_cells_have(table, expected):
    assert to_rich_text(f"<table>{table}</table>").html == expected


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000 + "a" + "</div>" * 3000,
        "<table><tr><td>a",
        "<![if !x]>a<![endif]><!x><?y?></p></li>",
        "<ul>a<li><ul><table><tr><td>b</td><td><ul><li>c",
        "<p style='font-weight:99999999999999999999;mso-list:l0 level9'>a",
        "",
        "<a href='http://[x?utm_a=1'>a</a>",
    ],
    ids=range(7),
)
def test_broken_html_is_converted_without_an_error(html):
    converted = to_rich_text(html).html
    assert ("a" in converted) == ("a" in html)
    assert clean_html(converted) == converted


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("651-201-3400<sup>1</sup>", "651-201-3400 [1]"),
        ("SF958<a href='#f'><sup>3</sup></a>", "SF958 [3]"),
        ("the 2<sup>nd</sup> of June", "the 2nd of June"),
        ("a law<sup>1</sup>", "a law1"),
        ("<b>Call</b> 651-201-3400<sup> 1 </sup>", "<b>Call</b> 651-201-3400 [1]</p>"),
        ("5<b> calls</b><sup>1</sup>", "5<b> calls</b>1"),
    ],
)
def test_a_footnote_does_not_change_the_number_before_it(html, text):
    assert text in to_rich_text(f"<p>{html}</p>").html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>a</b><b>b</b><br><b>c</b>", "<b>ab</b><br/><b>c</b>"),
        ("<i style='font-weight:500'>a</i><u style='font-weight:501'>b</u>", "<i>a</i><b>b</b>"),
        ("<u style='font-weight:bolder'>a</u>b<u style='font-style:oblique'>c</u>", "<b>a</b>b<i>c</i>"),
        ("<i>a<u style='font-style:normal'>b</u></i>", "<i>a</i>b"),
        ("<b>a<u style='font-weight:inherit'>b</u></b><u style='font-weight:inherit'>c</u>", "<b>ab</b>c"),
        ("<img alt='✊'><img alt='fist' class='emoji'><img alt='fist'>", "✊fist"),
    ],
)  # fmt: skip
def test_styles_of_letters_are_kept_as_bold_and_italics(html, expected):
    assert to_rich_text(f"<p>{html}</p>").html == f"<p>{expected}</p>"


def test_a_message_in_plain_text_becomes_paragraphs_lists_and_links():
    text = "*Call* the _governor_:\r\n• one\n• two\n1. x\n\nhttps://a.org/b_c_d?utm_source=x. <b> 2*3*4"
    assert to_rich_text(plain_text.to_html(text)).html == (
        "<p><b>Call</b> the <i>governor</i>:</p><ul><li>one</li><li>two</li></ul><ol><li>x</li></ol>"
        '<p><a href="https://a.org/b_c_d">https://a.org/b_c_d</a>. &lt;b&gt; 2*3*4</p>'
    )


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("https://www.google.com/url?q=https://a.org/&sa=D", "https://a.org/"),
        ("https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fa.org%2Fx%3Fy%3D1", "https://a.org/x?y=1"),
        ("https://a.org/?x=1&utm_source=2&y=%203#part", "https://a.org/?x=1&y=%203#part"),
        ("https://a.org/?UTM_Medium=1&gclid=2&mc_eid=3&fbclid=4", "https://a.org/"),
        ("https://a.org/#utm_source=2", "https://a.org/"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.org%2F%3Ffbclid%3D1", "https://a.org/"),
        ("https://youtu.be/abc?si=1&t=30", "https://youtu.be/abc?t=30"),
    ],
)  # fmt: skip
def test_a_link_leads_to_its_destination_without_tracking(address, cleaned):
    assert clean_link(address) == cleaned


@pytest.mark.parametrize("depth", [1, 4, 5])
def test_redirects_within_redirects_are_removed(depth):
    address = "https://a.org/?utm_source=1"
    for _number in range(depth):
        address = "https://www.google.com/url?" + urlencode({"utm_medium": "x", "q": address})
    assert clean_link(address) == "https://a.org/"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/search?q=https://a.org",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://a.org/?q=utm_source&s=1&t=2&source=news",
        "https://a.org/#:~:text=utm_source=1",
        "https://evil-google.com/url?q=https://a.org/",
        "https://google.evil.org/url?q=https://a.org/",
        "mailto:a@b.org?subject=utm_source=1",
        "http://[x?utm_a=1",
        "tel:651",
        "?utm_source=1",
    ],
)
def test_another_link_stays_as_it_is(address):
    assert clean_link(address) == address


def test_imported_and_saved_text_is_cleaned_like_pasted_text(db):
    page = make.StandardPageFactory(
        body="<table><tr><td>Mon</td><td>noon</td></tr></table>"
        '<p><a href="https://a.org/?fbclid=1">a</a></p>'
    )
    page.refresh_from_db()
    assert page.body == '<ul><li>Mon · noon</li></ul><p><a href="https://a.org/">a</a></p>'


def test_the_editor_gets_the_converted_text_in_its_own_format(editor):
    sent = {"html": "<h3>A</h3><table><tr><td>b<td>c</table>", "headings": ["h2", "h3", "h9"]}
    answer = editor.post(reverse("pasted_text"), sent).json()
    blocks = [(block["type"], block["text"]) for block in answer["content"]["blocks"]]
    assert blocks == [("header-three", "A"), ("unordered-list-item", "b · c")]
    assert answer["notice"] == "Changed: 1 table now a list."


def test_too_long_a_text_is_refused_with_a_sentence(editor, monkeypatch):
    answer = editor.post(reverse("pasted_text"), {"html": "a" * 500_001})
    assert answer.status_code == 422
    assert "in parts" in answer.json()["notice"]
    monkeypatch.setattr(pasted_text, "MOST_CHARACTERS", 9)
    for kind in ("html", "text"):
        for length, status in ((9, 200), (10, 422)):
            answer = editor.post(reverse("pasted_text"), {kind: "a" * length})
            assert answer.status_code == status


def test_a_typed_link_is_cleaned_when_the_page_is_saved(editor):
    page = make.StandardPageFactory(slug="about")
    body = '<p><a href="https://www.google.com/url?q=https://a.org/%3Futm_source%3D1">a</a></p>'
    form = {"title": "About", "slug": "about", "body": rich_text(body, features=["link"])}
    form["more-count"] = "0"
    answer = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(form))
    assert answer.status_code == 302
    draft = StandardPage.objects.get().get_latest_revision_as_object()
    assert 'href="https://a.org/"' in draft.body
