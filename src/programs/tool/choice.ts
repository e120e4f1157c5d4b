import { Refusal, type Run } from "./tool.ts";

/** An option's words as GNU's XARGMATCH reads them: names of one meaning joined by commas, meanings by spaces. */
export type Choices = Readonly<Record<string, string>>;

/**
 * Holds options to their words, which may be shortened while they stay clear, and puts the first name of the meaning in
 * the value's place. A wrong word is refused with status 1 and the list of right ones.
 */
export function settleChoices(run: Run, choices: Choices): void {
  run.options = run.options.map((option) => {
    const valid = Object.hasOwn(choices, option.key) ? choices[option.key] : undefined;
    if (valid === undefined || option.value === undefined) return option;
    return { ...option, value: choose(run, `--${option.key}`, option.value, valid) };
  });
}

export function choose(run: Run, option: string, word: string, valid: string): string {
  const meanings = valid.split(" ").map((names) => names.split(","));
  const exact = meanings.find((names) => names.includes(word));
  const shortened = meanings.filter((names) => names.some((name) => name.startsWith(word)));
  const [found] = exact !== undefined ? [exact] : word === "" || shortened.length > 1 ? [] : shortened;
  if (found?.[0] !== undefined) return found[0];
  const { quote } = run.locale;
  const problem = shortened.length > 1 ? "ambiguous" : "invalid";
  const list = meanings.map((names) => `  - ${names.map(quote).join(", ")}`).join("\n");
  throw new Refusal(`${problem} argument ${quote(word)} for ${quote(option)}\nValid arguments are:\n${list}`, {
    usage: true,
    status: 1,
  });
}
