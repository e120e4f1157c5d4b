/** A package that cannot be fetched: said where it is missed, and once more below the traceback. */
import { expect, test } from "vitest";
import { encodeUtf8 } from "#base";
import { HOME } from "#kernel";
import { explainOutput } from "#session";
import { createMachine, openRunner } from "./machine.ts";

const REASON = "Python: the download failed; check the connection and try again";

const rows = [
  { name: "pylint, from make", units: /^pylint/, argv: ["make", "lint"], status: 2 },
  { name: "black", units: /^black/, argv: ["black", "a.py"], status: 1 },
  { name: "coverage", units: /^coverage/, argv: ["coverage", "run", "a.py"], status: 1 },
  { name: "a package of the program", units: /^flask/, argv: ["python", "-c", "import flask"], status: 1 },
];

test.each(rows)("lost units: $name", async ({ units, argv, status }) => {
  const { kernel, files } = createMachine(await openRunner({ units, reason: REASON }));
  files.writeFile(`${HOME}/a.py`, encodeUtf8("x = 1\n"));
  files.writeFile(`${HOME}/Makefile`, encodeUtf8("lint:\n\tpylint a.py\n"));
  const [input, typing] = kernel.pipe();
  typing.close();
  const [reader, writer] = kernel.pipe();
  const env = { PATH: "/usr/bin:/bin", HOME };
  const descriptors = new Map([input, writer, writer].map((file, number) => [number, file]));
  const child = kernel.spawn({ argv, cwd: HOME, env, descriptors });
  for (const end of [input, writer]) end.close();
  const decoder = new TextDecoder();
  let said = "";
  for (let chunk = await reader.read(65_536); chunk !== null; chunk = await reader.read(65_536))
    said += decoder.decode(chunk, { stream: true });
  expect(await child.exit).toBe(status);
  const lines = said.split("\n");
  expect(lines.filter((line) => line === `python: a part of it could not be loaded: ${REASON}`)).toHaveLength(1);
  const error = lines.findIndex((line) => line.startsWith("OSError: [Errno 5]"));
  expect(lines.indexOf(`python: it ended for want of that part: ${REASON}`)).toBe(error + 1);
  const [first] = explainOutput(said, status);
  expect(first?.note).toMatch(/did not come: the download failed/);
  expect(first?.help).toMatch(/run the command again/);
  kernel.shutdown();
});
