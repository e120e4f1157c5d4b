import { chanceScript } from "/work/h/sh/tests/cases/shell/fuzz.ts";
import { runInMachine } from "/work/h/sh/tests/cases/shell/machine.ts";
const [from = "1", to = "1000"] = process.argv.slice(2);
let bad = 0;
for (let seed = Number(from); seed < Number(to); seed++) for (const d of ["sh", "bash"] as const) {
  const script = chanceScript(seed);
  let out: any, timer;
  try { out = await Promise.race([runInMachine(d, script), new Promise((_, r) => { timer = setTimeout(() => r(new Error("TIMEOUT")), 3000); })]); } catch (e) { out = { error: String(e?.stack ?? e) }; } finally { clearTimeout(timer); }
  if (out.error || /\.ts:\d|\[this is a bug\]/.test(out.stderr)) { bad++; console.log(seed, d, JSON.stringify(script), (out.error ?? out.stderr).slice(0, 300)); }
}
console.log("bad", bad);
process.exit(0);
