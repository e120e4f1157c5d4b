import type { OpenFile } from "#files";
import { byteTextToBytes } from "../tool/byte-text.ts";
import { readAll } from "../tool/input.ts";
import { isFileError, Refusal, tool } from "../tool/tool.ts";
import { Editor } from "./editor.ts";
import { Inputs } from "./inputs.ts";
import { parseScript } from "./script.ts";
import type { Source } from "./source.ts";

export const sed = tool(
  {
    options:
      "n,quiet,silent e,expression= f,file= E,r,regexp-extended i,in-place? l,line-length= posix b,binary follow-symlinks s,separate u,unbuffered z,null-data sandbox",
    hint: (name) =>
      `Usage: ${name} [OPTION]... {script-only-if-no-other-script} [input-file]...\nTry '${name} --help' for more information.`,
  },
  async (run) => {
    const operands = [...run.operands];
    const options = {
      extended: run.has("E"),
      unicode: run.locale.utf8,
      zero: run.has("z"),
      posix: run.has("posix"),
      sandbox: run.has("sandbox"),
    };
    const parts: Source[] = [];
    let number = 0;
    for (const { key, value = "" } of run.options) {
      if (key === "e") parts.push({ text: run.locale.argument(value), number: (number += 1), file: undefined });
      if (key !== "f") continue;
      try {
        const file = run.openInput(value);
        const text = run.locale.decode(await readAll(run, file)).replace(/\n$/, "");
        parts.push({ text, number, file: value });
        file.close();
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`couldn't open file ${value}: ${error.reason}`, { status: 4 });
      }
    }
    if (parts.length === 0) {
      const script = operands.shift();
      if (script === undefined) {
        await run.complain(
          `Usage: ${run.name} [OPTION]... {script-only-if-no-other-script} [input-file]...\nTry '${run.name} --help' for more information.\n`,
        );
        return 1;
      }
      parts.push({ text: run.locale.argument(script), number: 1, file: undefined });
    }
    if ((parts[0]?.text ?? "").startsWith("#n")) run.addOptions([{ key: "n", value: undefined }]);
    const commands = parseScript(parts, options);
    if (run.has("i") && operands.length === 0) throw new Refusal("no input files", { status: 4 });
    const end = run.has("z") ? "\0" : "\n";
    const outputs = new Map<string, (text: string, unfinished: boolean) => Promise<void> | void>();
    const written: OpenFile[] = [];
    for (const command of commands) {
      const name = command.letter === "w" || command.letter === "W" ? command.text : command.substitution?.file;
      if (name === undefined || outputs.has(name)) continue;
      let missing = "";
      const whole = (part: string, unfinished: boolean): string => {
        const text = missing + part + (unfinished ? "" : end);
        missing = unfinished ? end : "";
        return text;
      };
      if (name === "/dev/stdout") outputs.set(name, (...part) => run.out.raw(whole(...part)));
      else if (name === "/dev/stderr") outputs.set(name, (...part) => run.complain(whole(...part)));
      else {
        try {
          const file = run.process.open(name, { write: true, create: true, truncate: true });
          written.push(file);
          outputs.set(name, (...part) => file.write(byteTextToBytes(whole(...part))));
        } catch (error) {
          if (!isFileError(error)) throw error;
          throw new Refusal(`couldn't open file ${name}: ${error.reason}`, { status: 4 });
        }
      }
    }
    const state = { hold: "", number: 0 };
    let status: number | undefined;
    if (run.has("i")) {
      const suffix = run.value("i");
      for (const name of operands) {
        const kind = run.tryStat(name)?.kind;
        if (kind !== "file") {
          run.status = 4;
          await run.warn(
            kind === undefined
              ? `can't read ${name}: No such file or directory`
              : `couldn't edit ${name}: not a regular file`,
          );
          if (kind === undefined) run.status = 2;
          continue;
        }
        const result: string[] = [];
        const inputs = new Inputs(run, [name], end);
        state.number = 0;
        status = await new Editor(run, commands, inputs, (part) => void result.push(part), outputs, end).edit(state);
        const path = run.has("follow-symlinks") ? run.files.realPath(run.path(name)) : run.path(name);
        const { mode } = run.files.stat(path);
        if (suffix !== undefined) {
          const backup = suffix.includes("*") ? suffix.replaceAll("*", name.split("/").at(-1) ?? name) : name + suffix;
          run.files.writeFile(run.path(backup), run.files.readFile(path), mode);
        }
        if (run.files.lstat(path).kind === "symlink") run.files.unlink(path);
        run.files.writeFile(path, byteTextToBytes(result.join("")), mode);
        if (status !== undefined) break;
      }
    } else {
      const groups =
        run.has("s") && operands.length > 0
          ? operands.map((name) => [name])
          : [operands.length === 0 ? ["-"] : operands];
      for (const names of groups) {
        state.number = 0;
        const inputs = new Inputs(run, names, end);
        status = await new Editor(run, commands, inputs, (part) => run.out.raw(part), outputs, end).edit(state);
        if (status !== undefined) {
          if (inputs.file?.kind === "file" && inputs.name === "-") inputs.file.seek(-inputs.remaining(), "current");
          break;
        }
      }
    }
    for (const file of written) file.close();
    return status ?? run.status;
  },
);
