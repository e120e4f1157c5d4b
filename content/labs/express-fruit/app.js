// The fruit of the Flask lab: a page for people, and the same answers for programs.
import express from "express";

export const SEASONS = new Map([
  ["quince", "autumn"],
  ["damson", "autumn"],
  ["loquat", "spring"],
  ["mulberry", "summer"],
  ["medlar", "winter"],
]);

export const app = express();
// Nobody needs to know what answers.
app.disable("x-powered-by");

app.get("/", (request, response) => {
  const items = [...SEASONS].map(
    ([name, season]) => `<li><a href="/api/fruit/${name}">${name}</a>, ripe in ${season}</li>`,
  );
  response.send(`<!doctype html><title>Fruit</title><h1>Fruit from Express</h1><ul>${items.join("")}</ul>`);
});

app.get("/api/fruit/:name", (request, response) => {
  const { name } = request.params;
  const season = SEASONS.get(name);
  if (season === undefined) response.status(404).json({ error: `no fruit named ${name}` });
  else response.json({ name, season });
});
