"""A page that proposes a fruit and takes wishes, and the same answers for programs."""

import random

from flask import Flask, abort, jsonify, redirect, render_template, request, url_for

FRUIT = {
    "quince": "autumn",
    "damson": "autumn",
    "loquat": "spring",
    "mulberry": "summer",
    "medlar": "winter",
}

app = Flask(__name__)
# A changed template is seen at the next request, without a restart and without debug mode.
app.config["TEMPLATES_AUTO_RELOAD"] = True
wishes: list[str] = []


@app.get("/")
def propose():
    name = random.choice(sorted(FRUIT))
    return page(name)


@app.post("/wish")
def wish():
    name = request.form.get("name", "").strip().lower()
    if name not in FRUIT:
        return (
            page(random.choice(sorted(FRUIT)), f"We have no {name or 'such fruit'}."),
            422,
        )
    wishes.append(name)
    return redirect(url_for("propose"), 303)


@app.get("/api/fruit")
def fruit_of_a_season():
    return jsonify(fruit=random.choice(sorted(FRUIT)))


@app.get("/api/fruit/<name>")
def one_fruit(name: str):
    if name not in FRUIT:
        abort(404, f"no fruit named {name}")
    return jsonify(name=name, season=FRUIT[name])


def page(name: str, problem: str = "") -> str:
    return render_template(
        "fruit.html", name=name, season=FRUIT[name], wishes=wishes, problem=problem
    )
