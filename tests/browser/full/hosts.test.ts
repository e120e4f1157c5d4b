/** The built site behind real servers, with the configuration that the build wrote for them: its headers, and a lab in it. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headersFor, parseHeaderRules } from "../../../src/build/header-rules.ts";
import { LabPage } from "../lab-page.ts";
import { useSite } from "../site.ts";

const DIST = new URL("../../../dist/", import.meta.url).pathname;
const SITE = join(DIST, "site");

interface Host {
  readonly name: string;
  /** Its program. */
  readonly program: string;
  readonly recipe: string;
  /** Writes what it reads into a folder, from the recipe for this site and port, and answers its arguments. */
  readonly configure: (folder: string, recipe: string) => readonly string[];
}

const HOSTS: readonly Host[] = [
  {
    name: "nginx",
    program: "nginx",
    recipe: "nginx.conf",
    configure: (folder, recipe) => {
      const path = join(folder, "site.conf");
      writeFileSync(path, recipe);
      const user = process.getuid?.() === 0 ? "user root;" : "";
      const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
        (name) => `${name}_temp_path ${folder}/${name};`,
      );
      const whole = `${user} daemon off; pid ${folder}/pid; error_log stderr warn; events {} http { access_log off; ${places.join(" ")} include ${path}; }`;
      writeFileSync(join(folder, "nginx.conf"), whole);
      return ["-p", folder, "-c", join(folder, "nginx.conf")];
    },
  },
  {
    name: "Caddy",
    program: "caddy",
    recipe: "Caddyfile",
    configure: (folder, recipe) => {
      writeFileSync(join(folder, "Caddyfile"), `{\n  admin off\n  auto_https off\n}\n${recipe}`);
      return ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
    },
  },
];

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { env: { ...process.env, PATH: searched() } });
    return true;
  } catch {
    return false;
  }
}

const searched = (): string => `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** One file of every kind that the rules know. */
const PATHS = ["/", "/weeks/1/make/", "/engine/frame.html", "/preview.html", "/engine/manifest.json", "/icon.svg"];

/** A server that is not installed is counted as left out; `.ci/run` installs both where it may. */
const present = HOSTS.filter(({ program }) => isThere(program));
const missing = HOSTS.filter((host) => !present.includes(host));
const site = useSite();

test.skip.each(missing)("$name is not installed here", () => undefined);

describe.each(present)("$name", ({ program, recipe, configure }) => {
  const folder = mkdtempSync(join(tmpdir(), "host-"));
  let server: ChildProcess;
  let origin = "";
  let said = "";

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${String(port)}`;
    const written = readFileSync(join(DIST, "hosts", recipe), "utf8");
    const filled = written.replaceAll("8080", String(port)).replaceAll("/srv/mlops-companion", SITE);
    server = spawn(program, configure(folder, filled), {
      env: { ...process.env, PATH: searched(), HOME: folder },
      stdio: ["ignore", "ignore", "pipe"],
    });
    server.stderr?.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const answers = (): Promise<boolean> =>
      fetch(origin).then(
        (response) => response.ok,
        () => false,
      );
    while (!(await answers())) {
      if (server.exitCode !== null) throw new Error(`${program} ended: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  afterAll(() => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const rules = (): ReturnType<typeof parseHeaderRules> =>
    parseHeaderRules(readFileSync(join(SITE, "_headers"), "utf8"));
  const known = (): Set<string> =>
    new Set(rules().flatMap(({ set }) => Object.keys(set).map((name) => name.toLowerCase())));
  /** The headers of an answer that the rules speak of. */
  const ruled = (headers: Headers): Record<string, string> =>
    Object.fromEntries([...headers].filter(([name]) => known().has(name)));
  const wanted = (path: string): Record<string, string> =>
    Object.fromEntries(Object.entries(headersFor(path, rules())).map(([name, value]) => [name.toLowerCase(), value]));

  test("every kind of file has its headers and its type", async () => {
    const manifest = (await (await fetch(`${origin}/engine/manifest.json`)).json()) as { kernel: { file: string } };
    const page = await (await fetch(origin)).text();
    const asset = /\/assets\/[\w.-]+\.js/.exec(page)?.[0] ?? "";
    for (const path of [...PATHS, `/engine/${manifest.kernel.file}`, asset]) {
      const response = await fetch(`${origin}${path}`);
      expect([path, response.status, ruled(response.headers)]).toEqual([path, 200, wanted(path)]);
    }
    const type = async (path: string): Promise<string | null> =>
      (await fetch(`${origin}${path}`)).headers.get("content-type");
    expect(await type(`/engine/${manifest.kernel.file}`)).toMatch(/^text\/javascript/);
    expect(await type("/")).toMatch(/^text\/html; charset=utf-8$/i);
  });

  test("what is not there is the site's 404 page, with the pages' headers", async () => {
    const response = await fetch(`${origin}/no/such/page/`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("<h1");
    expect(ruled(response.headers)).toEqual(wanted("/no/such/page/"));
  });

  test("text comes compressed", async () => {
    const { headers } = await fetch(`${origin}/weeks/1/make/`, { headers: { "accept-encoding": "gzip" } });
    expect(headers.get("content-encoding")).toBe("gzip");
  });

  test("a lab runs", async () => {
    const context = await site.browser.newContext();
    const lab = await LabPage.open(context, `${origin}/labs/make-repaired/`, "make-repaired");
    expect(await lab.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await lab.run("make");
    await lab.says("same output as recorded");
    await context.close();
  });
});
