import { describe, expect, test } from "vitest";
import { CookieJar } from "../../../src/preview/page/cookie-jar.ts";

const ROWS = [
  { name: "a session cookie", set: "a=1", at: "http://localhost:1/x", ask: "http://localhost:1/y", sent: "a=1" },
  { name: "ports do not separate", set: "a=1", at: "http://localhost:1/", ask: "http://localhost:2/", sent: "a=1" },
  { name: "hosts do", set: "a=1", at: "http://localhost:1/", ask: "http://127.0.0.1:1/", sent: undefined },
  {
    name: "a path and below",
    set: "a=1; Path=/in",
    at: "http://localhost/",
    ask: "http://localhost/in/x",
    sent: "a=1",
  },
  {
    name: "a path's namesake",
    set: "a=1; Path=/in",
    at: "http://localhost/",
    ask: "http://localhost/inner",
    sent: undefined,
  },
  { name: "Max-Age 0", set: "a=1; Max-Age=0", at: "http://localhost/", ask: "http://localhost/", sent: undefined },
  {
    name: "another domain",
    set: "a=1; Domain=example.org",
    at: "http://localhost/",
    ask: "http://localhost/",
    sent: undefined,
  },
  { name: "no name", set: "=1", at: "http://localhost/", ask: "http://localhost/", sent: undefined },
];

describe("CookieJar, RFC 6265", () => {
  test.each(ROWS)("$name", ({ set, at, ask, sent }) => {
    const jar = new CookieJar();
    jar.store(set, new URL(at), { fromScript: false, now: 1000 });
    expect(jar.header(new URL(ask), 1000)).toBe(sent);
  });

  test("a script neither sees nor replaces an HttpOnly cookie", () => {
    const jar = new CookieJar();
    const url = new URL("http://localhost/");
    jar.store("a=1; HttpOnly", url, { fromScript: false, now: 1000 });
    jar.store("a=2", url, { fromScript: true, now: 1000 });
    expect([jar.visibleToScript(url, 1000), jar.header(url, 1000)]).toEqual(["", "a=1"]);
  });
});
