/** A piece of the script: an expression by its number, or a file by its name. */
export interface Source {
  readonly text: string;
  readonly number: number;
  readonly file: string | undefined;
}

/** Where an offset in the pieces, joined by newlines, is, in GNU's words: "-e expression #1, char 3". */
export function placeOf(sources: readonly Source[], offset: number): string {
  let at = offset;
  let index = 0;
  for (; index < sources.length - 1 && at > (sources[index]?.text.length ?? 0); index += 1)
    at -= (sources[index]?.text.length ?? 0) + 1;
  const { text = "", number = 1, file } = sources[index] ?? {};
  return file === undefined
    ? `-e expression #${number}, char ${Math.min(at, text.length)}`
    : `file ${file} line ${text.slice(0, Math.max(0, at - 1)).split("\n").length}`;
}
