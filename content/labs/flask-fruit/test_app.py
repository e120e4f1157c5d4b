import pytest

import app as shop

FRUIT = shop.FRUIT


@pytest.fixture(name="client")
def fixture_client(monkeypatch):
    monkeypatch.setattr(shop, "wishes", [])
    return shop.app.test_client()


@pytest.mark.parametrize("fruit", sorted(FRUIT))
def test_the_page_shows_the_fruit_that_was_drawn(client, monkeypatch, fruit):
    monkeypatch.setattr(shop.random, "choice", lambda names: fruit)
    page = client.get("/").text
    assert f"How about a {fruit}?" in page
    assert f"ripe in {FRUIT[fruit]}" in page


def test_a_fruit_of_the_list(client):
    assert client.get("/api/fruit").json["fruit"] in FRUIT


def test_one_fruit(client):
    assert client.get("/api/fruit/medlar").json == {
        "name": "medlar",
        "season": "winter",
    }


def test_a_fruit_that_is_none(client):
    assert client.get("/api/fruit/potato").status_code == 404


def test_a_wish_is_on_the_page_that_follows(client):
    page = client.post("/wish", data={"name": " Quince "}, follow_redirects=True)
    assert "<li>quince</li>" in page.text


def test_a_wish_for_something_else_is_refused_and_escaped(client):
    page = client.post("/wish", data={"name": "<b>potato"})
    assert page.status_code == 422
    assert "We have no &lt;b&gt;potato." in page.text
    assert shop.wishes == []
