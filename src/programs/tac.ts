import { textToByteText } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { Pattern } from "./tool/regex/pattern.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** The records of a file; a separator ends a record, or with `before` begins one. */
function records(text: string, separators: readonly { index: number; end: number }[], before: boolean): string[] {
  const found: string[] = [];
  let from = 0;
  for (const { index, end } of separators) {
    const cut = before ? index : end;
    if (cut > from) found.push(text.slice(from, cut));
    from = cut;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

function plainSeparators(text: string, separator: string): { index: number; end: number }[] {
  const found: { index: number; end: number }[] = [];
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length))
    found.push({ index: at, end: at + separator.length });
  return found;
}

/** tac reads patterns in Emacs's syntax: "+" and "?" repeat, "\\(", "\\)" and "\\|" are the special ones. */
function fromEmacs(source: string): string {
  return source.replace(
    /\\([(){}|])|([(){}|])/g,
    (_, special?: string, plain?: string) => special ?? `\\${plain ?? ""}`,
  );
}

/** -r: separators are looked for from the end, as tac reads: of "33" each "3" is one. */
function separatorsByPattern(text: string, pattern: Pattern): { index: number; end: number }[] {
  const found: { index: number; end: number }[] = [];
  let limit = text.length;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const match = pattern.exec(text.slice(0, limit), at);
    if (match?.index !== at || match.end === at) continue;
    found.unshift({ index: at, end: match.end });
    limit = at;
  }
  return found;
}

/** cat backwards: lines of each file, last first. */
export const tac = tool({ options: "b,before r,regex s,separator=" }, async (run) => {
  const given = run.value("s") ?? "\n";
  if (given === "" && run.has("r")) throw new Refusal("separator cannot be empty");
  const separator = given === "" ? "\0" : textToByteText(given);
  const pattern = run.has("r") ? new Pattern(fromEmacs(separator), { extended: true }) : undefined;
  for (const name of run.operands.length === 0 ? ["-"] : run.operands) {
    try {
      if (run.tryStat(name)?.kind === "directory") {
        await run.error(`${name}: read error: Invalid argument`);
        continue;
      }
      const file = run.openInput(name);
      const text = await readAll(run, file);
      file.close();
      const found = pattern === undefined ? plainSeparators(text, separator) : separatorsByPattern(text, pattern);
      await run.out.raw(records(text, found, run.has("b")).reverse().join(""));
    } catch (error) {
      if (!isFileError(error) || error.code === "EPIPE") throw error;
      await run.error(`failed to open ${run.locale.quote(name)} for reading: ${error.reason}`);
    }
  }
  return undefined;
});
