"""Tests for finding personal data in comments, and for asking writers to confirm it."""

import time

import pytest

from alerts.comments.models import PostComment
from alerts.comments.personal_data import kinds_in
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, typed, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Call me: 651-555-0134", "phone"),
        ("Wac (651) 201-3400 hadda", "phone"),
        ("My number is 6512013400.", "phone"),
        ("+1 651 201 3400", "phone"),
        ("612*555*0123", "phone"),
        ("cel. 612·555·0123", "phone"),
        ("\uff16\uff11\uff12-\uff15\uff15\uff15-\uff10\uff11\uff12\uff13", "phone"),
        ("+252 61 555 0123", "phone"),
        ("+52 55 1234 5678", "phone"),
        ("Xov tooj: 651 555 0142 (Paj)", "phone"),
        ("write to xamdi@mail.example", "email"),
        ("xamdi\uff20mail.example", "email"),
        ("ana arroba gmail punto com", "email"),
        ("ana [at] gmail [dot] com", "email"),
        ("ana (at) gmail.com", "email"),
        ("ana at gmail dot com", "email"),
        ("maria.lopez+x@correo.mail.example, gracias", "email"),
        ("I live at 1234 E. Lake Street", "street"),
        ("ICE was at 75 Rev. Martin Luther King Jr. Blvd", "street"),
        ("12 Oak Ave #4", "street"),
        ("vivo en 12 Oak St., St. Paul", "street"),
        ("900 Maple Drive", "street"),
        ("Vivo en la Calle Lake 3015", "street"),
        ("Avenida Cedar Norte, número 2600", "street"),
        ("Av. Cedar #2600", "street"),
        ("Waxaan degan nahay Jidka Lake 1234", "street"),
        ("Escriban a P.O. Box 1234", "street"),
        ("Kuv nyob 1423 Lake, apt 4", "street"),
        ("My A-number is A123456789", "a-number"),
        ("A 123 456 789", "a-number"),
        ("a#12345678", "a-number"),
        ("A-12-345-678", "a-number"),
        ("A-Number: 012-345-678", "a-number"),
        ("A#: 012 345 678", "a-number"),
        ("A No. 012345678", "a-number"),
        ("alien number 012345678", "a-number"),
        ("Alien Registration Number: 012-345-678", "a-number"),
        ("USCIS # 012-345-678", "a-number"),
        ("mi número de extranjero es 012-345-678", "a-number"),
        ("lambarka A 012 345 678", "a-number"),
        ("MSC2190012345", "a-number"),
        ("receipt IOE-09-123-45678", "a-number"),
        ("My number is 123-45-6789", "ssn"),
        ("SSN 123 45 6789", "ssn"),
        ("1990-03-04", "birth"),
        ("12/31/1984", "birth"),
        ("I was born on May 4, 1990", "birth"),
        ("nació el 4 de mayo de 1990", "birth"),
        ("Waxaan dhashay 1 Janaayo 1990", "birth"),
        ("Nws yug 1990", "birth"),
        ("DOB 5/4/90", "birth"),
    ],
)
def test_personal_data_is_found(text, kind):
    assert kinds_in(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I called at 9:30, it took 2 minutes. Bill 3434, 100% yes!",
        "There were 10,000 people in the street on May 1.",
        "500 of us marched down the street. 20 came from St. Paul.",
        "10 of us drove the whole way. We are 12 at that place.",
        "Article 4, section 12; HF 1234 and SF 56789 of 2026.",
        "The hearing is on 12/31/2099.",
        "A 12 year old asked a 1 000 times",
        "@governor please stop",
        "Sign it at change.org or at aclu-mn.org. I was at home. Es importante. At noon. Com",
        "My child was born here. She is a citizen.",
        "The march on 2099-03-04 is at Lake at noon. We meet at home dot it down.",
        "Marchamos en la Avenida Lake con 500 personas, en la calle 31 y Chicago.",
        "En la avenida estaban 2000 personas. La calle 46 es de todos.",
        "We met at Lake. It was 10 or 20 of us, 100-200 later; aliens? Number 5.",
        "My apartment has 4 rooms. Bill 123-45 and 1-2-3.",
        "MSC and IOE are letters, LIN 5 too. A 5 to 4 vote. A. 10 000 people.",
    ],
)
def test_other_data_is_not_found(text):
    assert kinds_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1" * 3000,
        "1 " * 1500,
        "a@" * 1500,
        "A1-" * 1000,
        "1 a" * 1000,
        "a at a dot " * 450,
        "calle A 1 " * 500,
        "A no 1 " * 600,
    ],
)
def test_no_text_keeps_the_server_busy(text):
    start = time.perf_counter()
    kinds_in(text)
    assert time.perf_counter() - start < 0.5


PERSONAL = "My number is 651-555-0134, my mail xamdi@mail.example."


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_form_asks_and_keeps_what_was_typed(client, alert, language):
    answer = write(client, form_address(alert, language), PERSONAL, name="Xamdi")
    assert answer.status_code == 422
    assert len(parse(answer).select(".notice.error li")) == 2
    assert typed(answer) == [PERSONAL]
    assert not PostComment.objects.exists()


def as_it_is(response):
    return parse(response).find("button", {"name": "as_it_is"})["value"]


def test_a_comment_with_personal_data_can_be_sent_unchanged(client, alert):
    asked = write(client, form_address(alert), PERSONAL)
    data = form_fields(asked) | {"as_it_is": as_it_is(asked)}
    assert client.post(form_address(alert), data).status_code == 302
    assert PostComment.objects.get().comment == PERSONAL


def test_a_comment_with_personal_data_can_be_changed_and_sent(client, alert):
    asked = write(client, form_address(alert), PERSONAL)
    data = form_fields(asked) | {"comment": "Call the governor."}
    assert client.post(form_address(alert), data).status_code == 302


def test_another_kind_that_was_added_is_asked_about(client, alert):
    asked = write(client, form_address(alert), PERSONAL)
    data = form_fields(asked) | {"as_it_is": as_it_is(asked), "comment": f"{PERSONAL} A123456789"}
    assert client.post(form_address(alert), data).status_code == 422
    assert not PostComment.objects.exists()


def test_personal_data_in_the_name_is_found_too(client, alert):
    assert write(client, form_address(alert), name="me@mail.example").status_code == 422


def test_a_change_on_the_private_page_is_asked_about_too(client, alert):
    edit = write(client, form_address(alert))["Location"] + "edit/"
    asked = client.post(edit, form_fields(client.get(edit)) | {"comment": PERSONAL})
    assert asked.status_code == 422
    assert typed(asked) == [PERSONAL]
    data = form_fields(asked) | {"as_it_is": as_it_is(asked)}
    assert client.post(edit, data).status_code == 303
    assert PostComment.objects.get().comment == PERSONAL
    # Data that the writer has accepted is not asked about again.
    again = client.post(edit, form_fields(client.get(edit)) | {"name": "Xamdi"})
    assert again.status_code == 303


@pytest.mark.parametrize("written", ["651-201-3400", "(651) 201 3400", "6512013400"])
def test_the_number_of_an_office_on_the_alert_is_nobodys_secret(client, alert, written):
    make.call(alert, make.office("Governor", ["+16512013400"]))
    answer = write(client, form_address(alert), f"Call {written} now!")
    assert answer.status_code == 302
    assert write(client, form_address(alert), "Call 651-555-0134 now!").status_code == 422
