import fc from "fast-check";
import type { MakeCase } from "../../cases/make/run-case.ts";

/** Makefiles of variables that refer to each other, in all flavours, and functions of them. */

const NAMES = ["A", "B", "C", "D", "E1", "x.y"] as const;
const name = fc.constantFrom(...NAMES);
const word = fc.constantFrom("a", "b.c", "d.c", "dir/e.o", "f", "%", "%.c", "x", "1", "2", "$$", "\\#", "e f", "");

const functionCall = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const one = (names: readonly string[]): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom(...names), text).map(([f, a]) => `$(${f} ${a})`);
  const two = (names: readonly string[]): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom(...names), text, text).map(([f, a, b]) => `$(${f} ${a},${b})`);
  const three = (names: readonly string[]): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom(...names), text, text, text).map(([f, a, b, c]) => `$(${f} ${a},${b},${c})`);
  return fc.oneof(
    one([
      "sort",
      "strip",
      "firstword",
      "lastword",
      "words",
      "dir",
      "notdir",
      "suffix",
      "basename",
      "abspath",
      "info",
      "eval Z=",
      "value",
      "or",
      "and",
    ]),
    two([
      "filter",
      "filter-out",
      "findstring",
      "addprefix",
      "addsuffix",
      "join",
      "if",
      "or",
      "and",
      "word 1",
      "word 2",
    ]),
    two(["wordlist 1,2", "foreach v"]),
    three(["subst", "patsubst", "if", "and", "or"]),
    fc.tuple(text, text).map(([list, body]) => `$(foreach v,${list},<$(v)${body}>)`),
    name.map((one_) => `$(origin ${one_})/$(flavor ${one_})`),
  );
};

const text: fc.Arbitrary<string> = fc.letrec<{ text: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    name.map((one) => `$(${one})`),
    name.map((one) => `\${${one}}`),
    fc.constantFrom("$1", "$2", "$(v)", "$(Z)"),
    fc
      .tuple(name, fc.constantFrom("c=.o", "%.c=%.o", "a=b", "%=x/%", "=z", ".c="))
      .map(([one, to]) => `$(${one}:${to})`),
    name.map((one) => `$($(${one}))`),
    functionCall(tie("text")),
  ),
  text: fc
    .array(tie("part"), { maxLength: 3 })
    .chain((parts) => fc.constantFrom(" ", "", ",").map((glue) => parts.join(glue))),
})).text;

/** A reference to what comes later or to itself would only end in the words of that error. */
const assignment = fc
  .tuple(
    fc.constantFrom("", "", "", "override ", "export ", "private ", "unexport "),
    name,
    fc.constantFrom("=", ":=", "::=", "+=", "?=", "="),
    text,
  )
  .map(([modifier, to, operator, value]) =>
    modifier === "unexport " ? `unexport ${to}` : `${modifier}${to} ${operator} ${value}`,
  );

const definition = fc
  .tuple(name, fc.constantFrom("", "=", ":=", "+=", "?="), fc.array(text, { maxLength: 3 }))
  .map(([to, operator, lines]) =>
    ["define " + to + (operator === "" ? "" : ` ${operator}`), ...lines, "endef"].join("\n"),
  );

const conditional = fc
  .tuple(
    fc.oneof(
      fc.tuple(fc.constantFrom("ifeq", "ifneq"), text, text).map(([word_, a, b]) => `${word_} (${a},${b})`),
      fc.tuple(fc.constantFrom("ifdef", "ifndef"), name).map(([word_, a]) => `${word_} ${a}`),
    ),
    assignment,
    assignment,
  )
  .map(([head, yes, no]) => `${head}\n${yes}\nelse\n${no}\nendif`);

const show = name.map((one) => `$(info ${one}=[$(${one})] $(origin ${one}) $(flavor ${one}))`);
const targetVariable = fc
  .tuple(
    fc.constantFrom("t", "u", "%"),
    fc.constantFrom("", "private ", "override ", "export "),
    name,
    fc.constantFrom("=", ":=", "+=", "?="),
    text,
  )
  .map(([target, modifier, to, operator, value]) => `${target}: ${modifier}${to} ${operator} ${value}`);

const line = fc.oneof(
  { weight: 5, arbitrary: assignment },
  { weight: 1, arbitrary: definition },
  { weight: 1, arbitrary: conditional },
  { weight: 2, arbitrary: show },
  { weight: 1, arbitrary: targetVariable },
  { weight: 1, arbitrary: name.map((one) => `undefine ${one}`) },
);

const ENDING = [
  "all: t",
  `t: u ; @echo '$@ ${NAMES.map((one) => `$(subst ','',[$(${one})])`).join(" ")}'`,
  `u: ; @env | grep -E '^[A-E]1?=' | LC_ALL=C sort ; echo '${NAMES.map((one) => `$(subst ','',[$(${one})])`).join(" ")}'`,
];

export const variableCases: fc.Arbitrary<MakeCase> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 8 }),
    args: fc.array(fc.constantFrom("A=1 2", "B:=$(E1) c", "C=x.c y", "-e", "D+=more"), {
      maxLength: 2,
    }),
    env: fc.constantFrom({}, { A: "env a.c" }, { B: "env$x", C: "" }),
  })
  .map(({ lines, args, env }) => ({
    name: "variables",
    makefile: [...lines, ...ENDING, ""].join("\n"),
    runs: [args],
    env,
  }));
