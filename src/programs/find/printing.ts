/** find's actions that print: on standard output, or in a file that is made when the expression is read. */
import { encodeUtf8 } from "#base";
import type { OpenFile } from "#files";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";
import type { Entry, Settings, Test } from "./entry.ts";
import { type Seldom, wholeFind } from "./seldom.ts";

/** Where a -f… action writes; two of one name share it. */
function outputOf(run: Run, settings: Settings, name: string): (text: string) => Promise<void> | undefined {
  if (name === "/dev/stdout") return (text) => run.out.text(text);
  if (name === "/dev/stderr") return (text) => run.complain(text);
  let file: OpenFile | undefined = settings.outputs.get(name);
  if (file === undefined) {
    try {
      file = run.process.open(name, { write: true, create: true, truncate: true });
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`${run.locale.quote(name)}: ${error.reason}`);
    }
    settings.outputs.set(name, file);
  }
  const output = file;
  return async (text) => {
    await output.write(encodeUtf8(text), run.process.signal);
  };
}

/** The action that a word names, or undefined; its arguments are taken from the expression. */
export function printingAction(
  run: Run,
  settings: Settings,
  word: string,
  argument: () => string,
  seldom: Seldom | undefined,
): Test | undefined {
  const plain = word.replace(/^-f(?=print|ls)/, "-");
  if (!["-print", "-print0", "-printf", "-ls"].includes(plain)) return undefined;
  if (plain !== "-print" && plain !== "-print0" && seldom === undefined) throw wholeFind();
  const write = plain === word ? (text: string) => run.out.text(text) : outputOf(run, settings, argument());
  const text =
    plain === "-print"
      ? ({ path }: Entry) => `${path}\n`
      : plain === "-print0"
        ? ({ path }: Entry) => `${path}\0`
        : seldom?.listing(run, settings, plain === "-ls" ? undefined : argument());
  return async (entry) => {
    const wait = write(text?.(entry) ?? "");
    if (wait) await wait;
    return true;
  };
}
