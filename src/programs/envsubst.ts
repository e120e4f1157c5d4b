import { byteTextToText } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { Refusal, tool } from "./tool/tool.ts";

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

/** gettext's envsubst: `$NAME` and `${NAME}` by the environment's values, and nothing else of the shell's. */
export const envsubst = tool({ options: "v,variables" }, async (run) => {
  const [format, extra] = run.operands;
  if (extra !== undefined) throw new Refusal("too many arguments");
  const named = (text: string): string[] =>
    [...text.matchAll(VARIABLE)].map(([, plain, braced]) => plain ?? braced ?? "");
  if (run.has("v")) {
    if (format === undefined) throw new Refusal("missing arguments");
    for (const name of named(format)) await run.out.text(`${name}\n`);
    return 0;
  }
  const wanted = format === undefined ? undefined : new Set(named(format));
  const text = byteTextToText(await readAll(run, run.openInput("-")));
  await run.out.text(
    text.replace(VARIABLE, (whole, plain: string | undefined, braced: string | undefined) => {
      const name = plain ?? braced ?? "";
      return wanted?.has(name) === false ? whole : (run.process.env[name] ?? "");
    }),
  );
  return 0;
});
