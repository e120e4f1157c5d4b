import { textToByteText } from "../tool/byte-text.ts";
import { readAll } from "../tool/input.ts";
import { PatternError } from "../tool/regex/parse.ts";
import { isFileError, Refusal, tool } from "../tool/tool.ts";
import { AwkExit, drive, Machine } from "./machine.ts";
import { parseAwk } from "./parse.ts";
import { unescapeString } from "./tokens.ts";
import type { Rule } from "./tree.ts";
import { InputString, isTrue } from "./value.ts";

export const awk = tool(
  {
    // The last four are gawk's hints: what they ask for holds here in any case.
    options:
      "F,field-separator= v,assign= f,file= e,source= E,exec= r,re-interval O,optimize s,no-optimize N,use-lc-numeric",
    permute: false,
    failure: 2,
    hint: (name) => `Usage: ${name} [-F fs] [-v var=value] 'program' [file ...]`,
  },
  async (run) => {
    const operands = [...run.operands];
    const sources: string[] = [];
    for (const { key, value = "" } of run.options) {
      if (key === "e") sources.push(run.locale.argument(value));
      if (key !== "f" && key !== "E") continue;
      try {
        const file = run.openInput(value);
        sources.push(run.locale.decode(await readAll(run, file)));
        file.close();
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`fatal: cannot open source file \`${value}' for reading: ${error.reason}`);
      }
    }
    const [named] = [...run.values("f"), ...run.values("E")];
    if (sources.length === 0) {
      const text = operands.shift();
      if (text === undefined) throw new Refusal("no program was given", { usage: true, status: 1 });
      sources.push(run.locale.argument(text));
    }
    const source = named === undefined ? "cmd. line" : run.locale.argument(named === "-" ? "/dev/stdin" : named);
    try {
      const program = parseAwk(source, sources.join("\n"));
      for (const warning of program.warnings) await run.warn(warning);
      const machine = new Machine(run, program);
      const { rules } = machine.program;
      const separator = run.value("F");
      if (separator !== undefined) machine.setVariable("FS", unescapeString(run.locale.argument(separator)));
      for (const assignment of run.values("v")) {
        const match = /^([^=]*)=([^]*)$/.exec(assignment);
        if (match?.[1] === undefined)
          throw new Refusal(`\`${assignment}' argument to \`-v' not in \`var=value' form\n`, {
            usage: true,
            status: 1,
          });
        if (!/^[A-Za-z_]\w*$/.test(match[1])) throw new Refusal(`fatal: \`${match[1]}' is not a legal variable name`);
        const unknown: string[] = [];
        const text = unescapeString(run.locale.argument(match[2] ?? ""), (letter) => void unknown.push(letter));
        for (const letter of new Set(unknown))
          await run.warn(`warning: escape sequence \`\\${letter}' treated as plain \`${letter}'`);
        machine.setVariable(match[1], new InputString(text));
      }
      const argv = machine.array("ARGV");
      for (const [index, word] of [run.name, ...operands].entries())
        argv.set(String(index), new InputString(run.locale.argument(word)));
      machine.globals.set("ARGC", operands.length + 1);
      const environ = machine.array("ENVIRON");
      for (const [name, value] of Object.entries(run.process.env))
        environ.set(name, new InputString(textToByteText(value)));

      machine.array("PROCINFO").set("version", "5.2.1");

      const perform = async (rule: Rule): Promise<string | undefined> =>
        drive(
          machine.execute(
            rule.body ?? { kind: "print", formatted: false, words: [], to: undefined, target: undefined },
          ),
        );
      const holds = async (rule: Rule): Promise<boolean> => {
        machine.line = rule.line;
        if (rule.pattern === undefined || typeof rule.pattern === "string") return rule.pattern === undefined;
        if (!rule.active && !isTrue(await drive(machine.evaluate(rule.pattern)))) return false;
        if (rule.until !== undefined) rule.active = !isTrue(await drive(machine.evaluate(rule.until)));
        return true;
      };
      const edge = (wanted: "BEGINFILE" | "ENDFILE") => async (): Promise<"nextfile" | undefined> => {
        for (const rule of rules) {
          if (rule.pattern !== wanted) continue;
          const jump = await perform(rule);
          if (jump === "exit") throw new AwkExit();
          if (jump === "nextfile") return jump;
        }
        return undefined;
      };
      machine.streams.edges.begin = edge("BEGINFILE");
      machine.streams.edges.end = async () => {
        await edge("ENDFILE")();
      };
      const main = async (): Promise<void> => {
        for (const rule of rules) if (rule.pattern === "BEGIN" && (await perform(rule)) === "exit") return;
        if (rules.every((rule) => rule.pattern === "BEGIN")) return;
        for (
          let record = rules.length === 0 ? undefined : await machine.streams.nextRecord();
          record !== undefined;
          record = await machine.streams.nextRecord()
        ) {
          machine.setRecord(record);
          machine.globals.set("NR", Number(machine.text("NR")) + 1);
          machine.globals.set("FNR", Number(machine.text("FNR")) + 1);
          const turn = run.process.breathe();
          if (turn !== undefined) await turn;
          for (const rule of rules) {
            if (!(await holds(rule))) continue;
            const jump = await perform(rule);
            if (jump === "exit") return;
            if (jump === "nextfile") machine.streams.nextFile();
            if (jump === "next" || jump === "nextfile") break;
          }
        }
      };
      try {
        await main();
        for (const rule of rules) if (rule.pattern === "END" && (await perform(rule)) === "exit") break;
      } catch (error) {
        if (!(error instanceof AwkExit)) throw error;
      }
      await machine.streams.flushAll();
      await machine.streams.closeAll();
      return machine.status;
    } catch (error) {
      if (error instanceof PatternError) throw new Refusal(`${source}:1: fatal: ${error.message}`);
      throw error;
    }
  },
);
