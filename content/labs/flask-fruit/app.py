"""A page that proposes a fruit, and the same answer for programs."""

import random

from flask import Flask, abort, jsonify, render_template

FRUIT = {
    "quince": "autumn",
    "damson": "autumn",
    "loquat": "spring",
    "mulberry": "summer",
    "medlar": "winter",
}

app = Flask(__name__)


@app.get("/")
def propose():
    name = random.choice(sorted(FRUIT))
    return render_template("fruit.html", name=name, season=FRUIT[name])


@app.get("/api/fruit")
def fruit_of_a_season():
    return jsonify(fruit=random.choice(sorted(FRUIT)))


@app.get("/api/fruit/<name>")
def one_fruit(name: str):
    if name not in FRUIT:
        abort(404, f"no fruit named {name}")
    return jsonify(name=name, season=FRUIT[name])
