/**
 * `npm run verify:webcontainer -- ADDRESS`: what only the real service can show. Asks the deployed site for what it must
 * send, then reads the handbook's checklist aloud, line by line, and writes the answers to a file. Ends with 0 when all hold.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../content/handbook/webcontainer.md", import.meta.url));
const UNANSWERED = "not answered";

interface Check {
  readonly question: string;
  readonly answer: string;
}

/** The numbered lines of the handbook's checklist. */
function checklist(): string[] {
  const [, list = ""] =
    /\n## Ten minutes on a real deployment\n([\s\S]*?)(?=\n## |$)/.exec(readFileSync(PAGE, "utf8")) ?? [];
  return list
    .split(/^\d+\. /m)
    .slice(1)
    .map((item) => item.replace(/\s+/g, " ").trim());
}

/** What the site's own server answers: the headers without which nothing starts. */
async function checkHeaders(site: URL): Promise<Check[]> {
  const ask = async (path: string): Promise<(name: string) => string> => {
    const { status, headers } = await fetch(new URL(path, site));
    return (name) => (name === "status" ? String(status) : (headers.get(name) ?? ""));
  };
  const [page, engine, preview] = await Promise.all(["", "engine/frame.html", "preview.html"].map(ask));
  const frames = /frame-src ([^;]*)/.exec(page?.("content-security-policy") ?? "")?.[1] ?? "";
  const others = frames.split(/\s+/).filter((source) => /^https?:/.test(source));
  const framed = (of: ((name: string) => string) | undefined): boolean =>
    of?.("status") === "200" &&
    of("cross-origin-embedder-policy") === "require-corp" &&
    of("cross-origin-resource-policy") === "cross-origin" &&
    of("content-security-policy").includes("default-src 'none'");
  const rows: [string, boolean][] = [
    [`${site.href} answers 200`, page?.("status") === "200"],
    ["Cross-Origin-Opener-Policy is same-origin", page?.("cross-origin-opener-policy") === "same-origin"],
    ["Cross-Origin-Embedder-Policy is require-corp", page?.("cross-origin-embedder-policy") === "require-corp"],
    [`frame-src names the hosted frame and the previews (${frames || "there is none"})`, others.length >= 2],
    ["engine/frame.html has a policy of its own and may be framed", framed(engine)],
    ["preview.html has a policy of its own and may be framed", framed(preview)],
  ];
  return rows.map(([question, good]) => ({
    question,
    answer: good ? "yes" : "NO",
  }));
}

/** Asks each question; where the input ends, those that are left were not answered. */
async function askAll(questions: readonly string[]): Promise<Check[]> {
  const prompt = createInterface({ input: process.stdin });
  const lines = prompt[Symbol.asyncIterator]();
  const checks: Check[] = [];
  for (const question of questions) {
    process.stdout.write(`${question}\n> `);
    const { value, done } = await lines.next();
    checks.push({
      question,
      answer: done === true || value === "" ? UNANSWERED : value,
    });
  }
  prompt.close();
  return checks;
}

function refuse(message: string): never {
  console.error(`verify: ${message}`);
  process.exit(2);
}

const [address] = process.argv.slice(2);
if (address === undefined || !URL.canParse(address))
  refuse("write the address of the deployed site: npm run verify:webcontainer -- https://notes.example/");
const site = new URL(address.endsWith("/") ? address : `${address}/`);
const headers = await checkHeaders(site).catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return refuse(`${site.href} does not answer: ${cause}`);
});
for (const { question, answer } of headers) console.log(`${answer}: ${question}`);
console.log(`\nOpen ${site.href} in a browser. Answer y, n, or with what you saw.\n`);
const checks = [...headers, ...(await askAll(checklist()))];
const report = `webcontainer-${new Date().toISOString().slice(0, 10)}.json`;
writeFileSync(report, `${JSON.stringify({ address: site.href, checks }, undefined, 2)}\n`);
const failed = checks.filter(({ answer }) => answer === UNANSWERED || /^(n|no)\b/i.test(answer));
console.log(`\n${String(checks.length - failed.length)} of ${String(checks.length)} hold; written to ${report}`);
for (const { question, answer } of failed) console.log(`  ${answer}: ${question}`);
process.exitCode = failed.length > 0 ? 1 : 0;
