/** Bundled for the browser: a machine with one server, and requests to it. */
import { PageEngine } from "#engines";
import type { EngineManifest } from "#protocol";

const REQUESTS = 300;

/** Requests a second and the middle request's milliseconds, `times` times, after a warm-up. */
export async function askServer(
  file: string,
  source: string,
  argv: readonly string[],
  times: number,
): Promise<{ rate: number; middle: number }[]> {
  const manifest = (await (await fetch("engine/manifest.json")).json()) as EngineManifest;
  const engine = await PageEngine.boot({ manifest, base: "/engine/" });
  await engine.fs.writeFile(file, source);
  const ready = new Promise<void>((resolve) => {
    engine.on("server-ready", (port) => {
      if (port === 8080) resolve();
    });
  });
  const [command = "", ...words] = argv;
  const process = await engine.spawn(command, words);
  let output = "";
  void process.output.pipeTo(new WritableStream({ write: (text) => void (output += text) }));
  const ended = process.exit.then((status) => `it ended with status ${status}`);
  const late = new Promise<string>((resolve) => setTimeout(() => resolve("it did not listen in time"), 120_000));
  const trouble = await Promise.race([ready, ended, late]);
  if (trouble !== undefined) throw new Error(`${argv.join(" ")}: ${trouble}\n${output}`);
  const ask = async (): Promise<number> => {
    const began = performance.now();
    const response = await engine.request(8080, {
      method: "GET",
      path: "/",
      headers: [["Host", "localhost:8080"]],
      signal: AbortSignal.timeout(20_000),
    });
    const reader = response.body.getReader();
    while (!(await reader.read()).done);
    if (response.status !== 200) throw new Error(`the server answered ${response.status}`);
    return performance.now() - began;
  };
  for (let count = 0; count < REQUESTS; count++) await ask();
  const found: { rate: number; middle: number }[] = [];
  for (let time = 0; time < times; time++) {
    const took: number[] = [];
    const began = performance.now();
    for (let count = 0; count < REQUESTS; count++) took.push(await ask());
    const whole = performance.now() - began;
    took.sort((a, b) => a - b);
    found.push({ rate: (REQUESTS * 1000) / whole, middle: took[REQUESTS / 2] ?? Number.NaN });
  }
  engine.teardown();
  return found;
}
