/** The labs' servers, asked by the page over the engine's own door, one request after the other. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { build } from "esbuild";
import type * as Runner from "./page-runner.ts";
import { siteHandler } from "../../../src/build/static-server.ts";
import { ISOLATION } from "../../../src/build/policy.ts";
import type { Row } from "../measure.ts";
import { Profile } from "./visit.ts";

declare const runner: typeof Runner;

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SITE = join(ROOT, "dist/site");

const APPS = [
  {
    name: "Flask",
    file: "app.py",
    source: "from flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef hello():\n    return 'hello'\n",
    argv: ["flask", "--app", "app", "run", "--port", "8080"],
  },
  {
    name: "FastAPI",
    file: "main.py",
    source: "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def hello():\n    return 'hello'\n",
    argv: ["uvicorn", "main:app", "--port", "8080"],
  },
];

export async function serverRows(times: number): Promise<Row[]> {
  const code = await build({
    entryPoints: [new URL("./page-runner.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "runner",
    target: "es2022",
  });
  const site = siteHandler({ folder: SITE, base: "/" });
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/engine/") === true) return site(request, response);
    const script = request.url === "/runner.js";
    response.writeHead(200, { ...ISOLATION, "Content-Type": script ? "text/javascript" : "text/html" });
    response.end(script ? code.outputFiles[0]?.contents : "<!doctype html><script src=/runner.js></script>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const profile = new Profile();
  try {
    const rows: Row[] = [];
    for (const { name, file, source, argv } of APPS) {
      const rates: number[] = [];
      const middles: number[] = [];
      await profile.visit(address, undefined, async (page) => {
        for (const { rate, middle } of await page.evaluate(
          (job) => runner.askServer(job.file, job.source, job.argv, job.times),
          { file, source, argv, times },
        )) {
          rates.push(rate);
          middles.push(middle);
        }
      });
      rows.push(
        { name: `${name} hello, warm`, ours: rates, unit: "requests/s", limit: { of: "ours", atLeast: 400 } },
        { name: `${name} hello, the middle request`, ours: middles, unit: "ms", limit: { of: "ours", atMost: 3 } },
      );
    }
    return rows;
  } finally {
    profile.remove();
    await new Promise((resolve) => server.close(resolve));
  }
}
