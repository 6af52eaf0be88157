"""Sign-in: by code, by password, never further than its way reaches; limits; preferences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from pingxuan.accounts.actions import make_staff
from pingxuan.accounts.models import Person, Phone, PhoneCode
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.vocabulary import Role
from pingxuan.messages.models import Letter
from tests.builders import VOTING, make_person
from tests.voting.builders import shift_to

PHONE = "13800000077"
VERIFY = "/c/mass-line-2021/verify"


def code_sent() -> str:
    text = Letter.objects.filter(template="sign_in_code").latest("created_at").text
    return text.split("验证码 ")[1][:6]


def come_in(client: Client, address: str = "/sign-in", after: str = "/privacy") -> str:
    client.post(address, {"act": "send", "phone": PHONE, "next": after})
    answer = client.post(address, {"act": "enter", "code": code_sent(), "next": after})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    cache.clear()


def test_a_code_verifies_the_number_and_leads_back(client: Client, campaign: Campaign) -> None:
    before = client.session.session_key

    where = come_in(client, VERIFY, "/c/mass-line-2021/e/J-001/vote")

    person = Phone.objects.get().person
    assert where == "/c/mass-line-2021/e/J-001/vote"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session["way"] == "sms"
    assert client.session.session_key != before
    assert "phone_under_way" not in client.session


@pytest.mark.parametrize(
    ("moment", "is_over"), [(VOTING, False), (VOTING + timedelta(days=30), True)]
)
def test_once_the_vote_is_over_nobody_is_asked_to_verify_before_voting(
    client: Client, campaign: Campaign, moment: datetime, is_over: bool
) -> None:
    shift_to(campaign, moment, datetime.now(UTC))

    page = client.get(VERIFY).content.decode()

    assert ("投票前" in page, "投票已经结束" in page) == (not is_over, is_over)


def test_the_number_under_way_is_encrypted_in_the_session(client: Client, db: None) -> None:
    client.post("/sign-in", {"act": "send", "phone": PHONE})

    assert PHONE not in str(dict(client.session))
    assert "138****0077" in client.get("/sign-in").content.decode()


@pytest.mark.parametrize(
    ("phone", "words"),
    [("138000000", "少 2 位"), ("", "请填手机号"), ("02012345678", "这不是内地手机号")],
)
def test_a_bad_number_is_told_plainly(client: Client, db: None, phone: str, words: str) -> None:
    answer = client.post("/sign-in", {"act": "send", "phone": phone})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert PhoneCode.objects.count() == 0


def test_a_second_code_within_the_minute_is_refused_with_the_seconds(
    client: Client, db: None
) -> None:
    client.post("/sign-in", {"act": "send", "phone": PHONE})

    again = client.post("/sign-in", {"act": "send", "phone": PHONE})

    assert again.status_code == 429
    assert 0 < int(again["Retry-After"]) <= 61
    assert Letter.objects.count() == 1


def test_five_wrong_codes_and_the_right_one_no_longer_works(client: Client, db: None) -> None:
    client.post("/sign-in", {"act": "send", "phone": PHONE})
    right = code_sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    tries = [client.post("/sign-in", {"act": "enter", "code": wrong}).status_code for _ in range(5)]
    last = client.post("/sign-in", {"act": "enter", "code": right})

    assert tries == [422] * 5
    assert last.status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_leads_away_from_the_site(client: Client, db: None, evil: str) -> None:
    assert come_in(client, after=evil) == "/"
    assert client.get("/prefs", {"next": evil})["Location"] == "/"
    assert client.post("/sign-out", {"next": evil})["Location"] == "/"


def test_phone_and_code_never_reach_a_post(client: Client, campaign: Campaign) -> None:
    staff = make_person(77)
    give_post(staff, Role.MANAGER, campaign=campaign, unit=None, person=None, now=datetime.now(UTC))

    come_in(client)
    person = client.get("/sign-in").wsgi_request.person

    assert person == staff
    assert posts_of(person) == []


def test_a_password_reaches_the_post(client: Client, campaign: Campaign) -> None:
    now = datetime.now(UTC)
    staff = make_staff("wang", "王五", "correct horse battery", now=now - timedelta(days=1))
    give_post(
        staff, Role.MANAGER, campaign=campaign, unit=None, person=None, now=now - timedelta(hours=1)
    )

    answer = client.post(
        "/sign-in/staff", {"username": "wang", "password": "correct horse battery"}
    )
    person = client.get("/sign-in").wsgi_request.person

    assert (answer.status_code, answer["Location"]) == (302, "/desk")
    assert client.session["way"] == "password"
    assert [post.role for post in posts_of(person)] == [Role.MANAGER]


def test_guessing_a_password_ends_after_five_from_one_address_and_not_for_the_owner(
    client: Client, db: None
) -> None:
    make_staff("wang", "王五", "correct horse battery", now=datetime.now(UTC))
    guess = {"username": "wang", "password": "guess"}
    right = {"username": "wang", "password": "correct horse battery"}

    tries = [client.post("/sign-in/staff", guess).status_code for _ in range(6)]
    owner_here = client.post("/sign-in/staff", right)
    owner_elsewhere = Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/staff", right)

    assert tries == [422] * 5 + [429]
    assert owner_here.status_code == 429
    assert owner_elsewhere.status_code == 302


def test_known_and_unknown_names_are_answered_alike(client: Client, db: None) -> None:
    make_staff("wang", "王五", "correct horse battery", now=datetime.now(UTC))

    known = client.post("/sign-in/staff", {"username": "wang", "password": "x"})
    unknown = client.post("/sign-in/staff", {"username": "liu", "password": "x"})

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert known.context["form"].errors == unknown.context["form"].errors


def test_signing_in_keeps_nothing_of_whoever_was_there_before(client: Client, db: None) -> None:
    session = client.session
    session["left_behind"] = "x"
    session["channel"] = "app"
    session.save()

    come_in(client)

    assert "left_behind" not in client.session
    assert client.session["channel"] == "app"


def test_signing_out_is_a_post_and_ends_the_session(client: Client, db: None) -> None:
    come_in(client)

    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")

    assert "_auth_user_id" not in client.session
    assert Person.objects.count() == 1


def test_preferences_are_kept_in_cookies_and_unknown_values_are_not(
    client: Client, db: None
) -> None:
    answer = client.get(
        "/prefs", {"lang": "en", "theme": "dark", "size": "huge", "next": "/sign-in"}
    )

    assert answer["Location"] == "/sign-in"
    assert {name: morsel.value for name, morsel in answer.cookies.items()} == {
        "px_lang": "en",
        "px_theme": "dark",
    }


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/staff"])
def test_in_english_a_space_stands_between_the_colon_and_the_link(
    client: Client, db: None, path: str
) -> None:
    client.cookies["px_lang"] = "en"

    page = client.get(path).content.decode()

    assert "account: <a" in page
