import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { app, SEASONS } from "./app.js";

let server;
let address;

before(async () => {
  // Port 0: any that is free, so the tests run beside the service.
  server = app.listen(0);
  await once(server, "listening");
  address = `http://localhost:${server.address().port}`;
});
after(() => server.close());

test("the page names every fruit", async () => {
  const page = await (await fetch(address)).text();
  for (const name of SEASONS.keys()) assert.match(page, new RegExp(`>${name}</a>`));
});

test("one fruit", async () => {
  const answer = await fetch(`${address}/api/fruit/medlar`);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { name: "medlar", season: "winter" });
});

test("a fruit that is none", async () => {
  const answer = await fetch(`${address}/api/fruit/potato`);
  assert.equal(answer.status, 404);
  assert.deepEqual(await answer.json(), { error: "no fruit named potato" });
});
