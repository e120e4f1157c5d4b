/**
 * `npm run bench [-- TOPIC…]`: measures what the project promises of speed and size, and prints medians with the
 * machine's load. A topic is a file in this folder whose default export returns rows. Figures are for reading: the
 * command fails only when a topic cannot be measured, or with `--strict` when a promise is missed.
 */
import { readdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { kept, told, type Row } from "./measure.ts";

const NOT_TOPICS = new Set(["run", "measure"]);
const topics = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -".ts".length))
  .filter((name) => !NOT_TOPICS.has(name));

const strict = process.argv.includes("--strict");
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = asked.filter((topic) => !topics.includes(topic));
if (unknown.length > 0) {
  console.error(`bench: ${unknown.join(", ")}: no such topic. There are: ${topics.join(", ")}`);
  process.exit(2);
}

const load = (): string => `load ${(loadavg()[0] ?? 0).toFixed(2)} on ${cpus().length} CPUs`;
let missed = 0;
let broken = 0;
for (const topic of asked.length > 0 ? asked : topics) {
  console.log(`\n== ${topic} (${load()}, Node ${process.version})`);
  try {
    const module = (await import(`./${topic}.ts`)) as { readonly default: () => Promise<readonly Row[]> };
    for (const row of await module.default()) {
      console.log(told(row));
      if (kept(row) === false) missed++;
    }
  } catch (error) {
    broken++;
    console.error(`bench: ${topic} could not be measured:`, error);
  }
  console.log(`-- ${topic} ended (${load()})`);
}
console.log(`\n${missed} promises missed, ${broken} topics not measured`);
process.exitCode = broken > 0 || (strict && missed > 0) ? 1 : 0;
