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
    options: "F,field-separator= v,assign= f,file=",
    permute: false,
    failure: 2,
    hint: (name) => `Usage: ${name} [-F fs] [-v var=value] 'program' [file ...]`,
  },
  async (run) => {
    const operands = [...run.operands];
    const sources: string[] = [];
    for (const name of run.values("f")) {
      try {
        const file = run.openInput(name);
        sources.push(run.locale.decode(await readAll(run, file)));
        file.close();
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`fatal: cannot open source file \`${name}' for reading: ${error.reason}`);
      }
    }
    if (sources.length === 0) {
      const text = operands.shift();
      if (text === undefined) throw new Refusal("no program was given", { usage: true });
      sources.push(run.locale.argument(text));
    }
    try {
      const machine = new Machine(run, parseAwk(sources.join("\n")));
      const { rules } = machine.program;
      const separator = run.value("F");
      if (separator !== undefined)
        machine.setVariable("FS", separator === "t" ? "\t" : unescapeString(run.locale.argument(separator)));
      for (const assignment of run.values("v")) {
        const match = /^([A-Za-z_]\w*)=([^]*)$/.exec(assignment);
        if (match?.[1] === undefined) throw new Refusal(`improper assignment: -v ${assignment}`);
        machine.setVariable(match[1], new InputString(unescapeString(run.locale.argument(match[2] ?? ""))));
      }
      const argv = machine.array("ARGV");
      for (const [index, word] of [run.name, ...operands].entries())
        argv.set(String(index), new InputString(run.locale.argument(word)));
      machine.globals.set("ARGC", operands.length + 1);
      const environ = machine.array("ENVIRON");
      for (const [name, value] of Object.entries(run.process.env))
        environ.set(name, new InputString(textToByteText(value)));

      const perform = async (rule: Rule): Promise<string | undefined> =>
        drive(
          machine.execute(
            rule.body ?? { kind: "print", formatted: false, words: [], to: undefined, target: undefined },
          ),
        );
      const holds = async (rule: Rule): Promise<boolean> => {
        if (rule.pattern === undefined || typeof rule.pattern === "string") return rule.pattern === undefined;
        if (!rule.active && !isTrue(await drive(machine.evaluate(rule.pattern)))) return false;
        if (rule.until !== undefined) rule.active = !isTrue(await drive(machine.evaluate(rule.until)));
        return true;
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
      if (error instanceof PatternError) throw new Refusal(`regular expression compile failed (${error.message})`);
      throw error;
    }
  },
);
