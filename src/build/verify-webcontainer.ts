/**
 * `npm run verify:webcontainer -- ADDRESS`: what only the real service can show. Asks the deployed site for what it must
 * send, then reads the handbook's checklist aloud, line by line, and writes the answers to a file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../content/handbook/webcontainer.md", import.meta.url));

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
async function checkHeaders(address: string): Promise<Check[]> {
  const { headers, status } = await fetch(address);
  const policy = headers.get("content-security-policy") ?? "";
  const frames = /frame-src ([^;]*)/.exec(policy)?.[1] ?? "";
  const rows: [string, boolean][] = [
    [`${address} answers 200`, status === 200],
    ["Cross-Origin-Opener-Policy is same-origin", headers.get("cross-origin-opener-policy") === "same-origin"],
    ["Cross-Origin-Embedder-Policy is require-corp", headers.get("cross-origin-embedder-policy") === "require-corp"],
    [`frame-src names the hosted frame (${frames})`, /https?:/.test(frames)],
  ];
  return rows.map(([question, good]) => ({ question, answer: good ? "yes" : "NO" }));
}

const [address] = process.argv.slice(2);
if (address === undefined || !URL.canParse(address)) {
  console.error(
    "verify: write the address of the deployed site: npm run verify:webcontainer -- https://notes.example/",
  );
  process.exit(2);
}
const checks = await checkHeaders(address);
for (const { question, answer } of checks) console.log(`${answer}: ${question}`);
const prompt = createInterface({ input: process.stdin, output: process.stdout });
console.log(`\nOpen ${address} in a browser. Answer y, n, or with what you saw.\n`);
for (const question of checklist()) checks.push({ question, answer: await prompt.question(`${question}\n> `) });
prompt.close();
const report = `webcontainer-${new Date().toISOString().slice(0, 10)}.json`;
writeFileSync(report, `${JSON.stringify({ address, checks }, undefined, 2)}\n`);
const failed = checks.filter(({ answer }) => /^(n|no)\b/i.test(answer));
console.log(`${checks.length - failed.length} of ${checks.length} hold; written to ${report}`);
process.exitCode = failed.length > 0 ? 1 : 0;
