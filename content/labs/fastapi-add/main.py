"""Sums over HTTP: types in the path, a body, and answers that say what was wrong."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI(title="Sums")


class Numbers(BaseModel):
    numbers: list[float]


@app.get("/")
async def about() -> dict[str, str]:
    return {"message": "ask /add/2/3"}


@app.get("/add/{a}/{b}")
def add(a: int, b: int) -> dict[str, int]:
    return {"sum": a + b}


@app.post("/mean")
def mean(given: Numbers) -> dict[str, float]:
    if not given.numbers:
        raise HTTPException(status_code=400, detail="the mean of no numbers")
    return {"mean": sum(given.numbers) / len(given.numbers)}
