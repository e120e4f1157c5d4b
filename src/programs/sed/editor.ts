import { textToByteText } from "../tool/byte-text.ts";
import { Lines, readAll } from "../tool/input.ts";
import type { Pattern } from "../tool/regex/pattern.ts";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";
import type { Address, Command } from "./command.ts";
import type { Inputs } from "./inputs.ts";
import { renderReplacement, renderUnambiguous } from "./render.ts";

export class Editor {
  #run: Run;
  #commands: readonly Command[];
  #inputs: Inputs;
  #print: (text: string) => Promise<void> | undefined;
  #outputs: Map<string, (text: string, unfinished: boolean) => Promise<void> | void>;
  #readers = new Map<string, Lines>();
  #hold = "";
  /** Whether the held line had no end, as the last one of a file may. */
  #holdUnfinished = false;
  #number = 0;
  #queue: (() => Promise<string | undefined>)[] = [];
  #last: Pattern | undefined;
  #end: string;
  #pendingNewline = false;

  constructor(
    run: Run,
    commands: readonly Command[],
    inputs: Inputs,
    print: (text: string) => Promise<void> | undefined,
    outputs: Map<string, (text: string, unfinished: boolean) => Promise<void> | void>,
    end: string,
  ) {
    this.#run = run;
    this.#commands = commands;
    this.#inputs = inputs;
    this.#print = print;
    this.#outputs = outputs;
    this.#end = end;
  }

  #emit(text: string): Promise<void> | undefined {
    const wait = this.#print((this.#pendingNewline ? this.#end : "") + text);
    this.#pendingNewline = false;
    return wait;
  }

  /** Answers a promise only when there is something to wait for, as `#emit` does. */
  #line(space: string, unfinished: boolean): Promise<void> | undefined {
    const wait = this.#emit(this.#run.locale.encode(space) + (unfinished ? "" : this.#end));
    if (unfinished) this.#pendingNewline = true;
    return wait;
  }

  async #appends(): Promise<void> {
    const queue = this.#queue;
    this.#queue = [];
    for (const make of queue) {
      const text = await make();
      if (text !== undefined) await this.#emit(text);
    }
  }

  async #matches(address: Address, space: string): Promise<boolean> {
    switch (address.kind) {
      case "line":
        return this.#number === address.number;
      case "step":
        return address.step <= 0
          ? this.#number === address.first
          : this.#number >= address.first && (this.#number - address.first) % address.step === 0;
      case "last":
        return this.#inputs.isLast();
      case "pattern":
        return this.#pattern(address.pattern).test(space);
      default:
        return false;
    }
  }

  #pattern(pattern: Pattern | undefined): Pattern {
    const used = pattern ?? this.#last;
    if (used === undefined)
      throw new Refusal(`-e expression #${this.#run.values("e").length || 1}, char 0: no previous regular expression`, {
        status: 1,
      });
    this.#last = used;
    return used;
  }

  async #selected(command: Command, space: string): Promise<boolean> {
    const { from, to } = command;
    if (from === undefined) return !command.negated;
    if (to === undefined) return (await this.#matches(from, space)) !== command.negated;
    let inside: boolean;
    if (command.active) {
      inside = true;
      if (to.kind === "pattern") {
        if (this.#pattern(to.pattern).test(space)) command.active = false;
      } else if (to.kind === "last") {
        if (await this.#inputs.isLast()) command.active = false;
      } else if (this.#number >= command.endLine) {
        command.active = false;
        if (this.#number > command.endLine)
          inside =
            from.kind === "pattern" || from.kind === "step" || from.kind === "last"
              ? await this.#start(command, from, to, space)
              : false;
      }
    } else if (from.kind === "line" && from.number === 0 && this.#number === 1 && to.kind === "pattern") {
      inside = true;
      command.active = !this.#pattern(to.pattern).test(space);
    } else inside = await this.#start(command, from, to, space);
    return inside !== command.negated;
  }

  async #start(command: Command, from: Address, to: Address, space: string): Promise<boolean> {
    if (!(await this.#matches(from, space))) return false;
    command.endLine =
      to.kind === "line"
        ? to.number
        : to.kind === "plus"
          ? this.#number + to.count
          : to.kind === "multiple"
            ? to.of <= 0
              ? this.#number
              : (Math.floor(this.#number / to.of) + 1) * to.of
            : Infinity;
    command.active = to.kind === "last" ? !(await this.#inputs.isLast()) : command.endLine > this.#number;
    return true;
  }

  #substitute(space: string, substitution: NonNullable<Command["substitution"]>): string | undefined {
    const pattern = this.#pattern(substitution.pattern);
    let result = "";
    let [at, count, from, last, changed] = [0, 0, 0, -1, false];
    while (from <= space.length) {
      const match = pattern.exec(space, from);
      if (match === undefined) break;
      const empty = match.end === match.index;
      if (empty && match.index === last) {
        from += 1;
        continue;
      }
      count += 1;
      if (count >= Math.max(1, substitution.number)) {
        result += space.slice(at, match.index) + renderReplacement(substitution.replacement, match.groups);
        at = match.end;
        changed = true;
        if (!substitution.global) break;
      }
      last = match.end;
      from = empty ? match.end + 1 : match.end;
    }
    return changed ? result + space.slice(at) : undefined;
  }

  /** Runs the script over every line; answers the exit status that q or Q set. */
  async edit(state: { hold: string; number: number }): Promise<number | undefined> {
    const run = this.#run;
    const { locale } = run;
    const quiet = run.has("n");
    this.#hold = state.hold;
    this.#number = state.number;
    let again: string | undefined;
    let unfinished = false;
    for (;;) {
      let space: string;
      if (again !== undefined) {
        space = again;
        again = undefined;
      } else {
        const next = this.#inputs.ready() ?? (await this.#inputs.next());
        if (next === undefined) break;
        this.#number += 1;
        space = locale.decode(next.line);
        unfinished = next.unfinished;
      }
      let substituted = false;
      let deleted = false;
      let quit: number | undefined;
      for (let at = 0; at < this.#commands.length; at += 1) {
        const command = this.#commands[at];
        if (command === undefined) break;
        if (command.letter === "}" || command.letter === ":") continue;
        if (command.from === undefined ? command.negated : !(await this.#selected(command, space))) {
          if (command.letter === "{") at = command.target;
          continue;
        }
        switch (command.letter) {
          case "{":
            continue;
          case "=":
            await this.#emit(String(this.#number) + this.#end);
            continue;
          case "a": {
            const text = locale.encode(command.text);
            this.#queue.push(() => Promise.resolve(text));
            continue;
          }
          case "i":
            await this.#emit(locale.encode(command.text));
            continue;
          case "c":
            if (command.to === undefined || command.negated || !command.active)
              await this.#emit(locale.encode(command.text));
            deleted = true;
            break;
          case "d":
            deleted = true;
            break;
          case "D": {
            const cut = space.indexOf(this.#end);
            if (cut >= 0) again = space.slice(cut + 1);
            deleted = true;
            break;
          }
          case "e":
            if (command.text === "") {
              space = (await this.#execute(locale.encode(space))).replace(/\n$/, "");
              unfinished = false;
            } else await this.#emit(locale.encode(await this.#execute(textToByteText(command.text))));
            continue;
          case "F":
            await this.#emit(`${textToByteText(this.#inputs.name)}\n`);
            continue;
          case "g":
          case "G":
            space = (command.letter === "g" ? "" : space + this.#end) + this.#hold;
            unfinished = this.#holdUnfinished;
            continue;
          case "h":
          case "H":
            this.#hold = (command.letter === "h" ? "" : this.#hold + this.#end) + space;
            this.#holdUnfinished = unfinished;
            continue;
          case "x":
            [space, this.#hold] = [this.#hold, space];
            [unfinished, this.#holdUnfinished] = [this.#holdUnfinished, unfinished];
            continue;
          case "z":
            space = "";
            continue;
          case "l":
            await this.#emit(
              renderUnambiguous(locale, space, command.number ?? Number(run.value("l") ?? 70)) + this.#end,
            );
            continue;
          case "n":
          case "N": {
            if (await this.#inputs.isLast()) {
              if (command.letter === "n" || !(run.has("posix") || "POSIXLY_CORRECT" in run.process.env)) {
                if (!quiet) await this.#line(space, unfinished);
              }
              await this.#appends();
              return this.#finish(state, undefined);
            }
            if (command.letter === "n" && !quiet) await this.#line(space, unfinished);
            await this.#appends();
            const next = await this.#inputs.next();
            if (next === undefined) return this.#finish(state, undefined);
            this.#number += 1;
            unfinished = next.unfinished;
            space = command.letter === "n" ? locale.decode(next.line) : space + this.#end + locale.decode(next.line);
            continue;
          }
          case "p":
            await this.#line(space, unfinished);
            continue;
          case "P":
            await this.#line(space.split(this.#end)[0] ?? "", unfinished && !space.includes(this.#end));
            continue;
          case "q":
            quit = command.number ?? 0;
            break;
          case "Q":
            return this.#finish(state, command.number ?? 0);
          case "b":
            at = command.target - 1;
            continue;
          case "t":
            if (substituted) at = command.target - 1;
            substituted = false;
            continue;
          case "T":
            if (!substituted) at = command.target - 1;
            substituted = false;
            continue;
          case "r":
            this.#queue.push(() => this.#contents(command.text));
            continue;
          case "R":
            this.#queue.push(() => this.#nextLine(command.text));
            continue;
          case "w":
          case "W": {
            const text = command.letter === "w" ? space : (space.split(this.#end)[0] ?? "");
            await this.#outputs.get(command.text)?.(locale.encode(text), unfinished && text === space);
            continue;
          }
          case "y":
            space = Array.from(space, (character) => command.map?.get(character) ?? character).join("");
            continue;
          case "s": {
            const { substitution } = command;
            const result = substitution === undefined ? undefined : this.#substitute(space, substitution);
            if (result === undefined || substitution === undefined) continue;
            space = result;
            substituted = true;
            if (substitution.executes) space = (await this.#execute(locale.encode(space))).replace(/\n$/, "");
            for (let count = 0; count < substitution.print; count += 1) await this.#line(space, unfinished);
            if (substitution.file !== undefined)
              await this.#outputs.get(substitution.file)?.(locale.encode(space), unfinished);
            continue;
          }
        }
        break;
      }
      const wait = deleted || quiet ? undefined : this.#line(space, unfinished);
      if (wait) await wait;
      if (this.#queue.length > 0) await this.#appends();
      if (quit !== undefined) return this.#finish(state, quit);
    }
    return this.#finish(state, undefined);
  }

  #finish(state: { hold: string; number: number }, status: number | undefined): number | undefined {
    state.hold = this.#hold;
    state.number = this.#number;
    return status;
  }

  /** What a command prints; its other descriptors are ours. */
  async #execute(command: string): Promise<string> {
    const run = this.#run;
    await run.out.flush();
    const [reader, writer] = run.process.pipe();
    const descriptors = new Map(run.process.descriptors).set(1, writer);
    const child = run.process.spawn({ argv: ["sh", "-c", run.locale.text(command)], descriptors });
    writer.close();
    const text = await readAll(run, reader);
    reader.close();
    await child.exit;
    return run.locale.decode(text);
  }

  async #contents(name: string): Promise<string | undefined> {
    try {
      const file = this.#run.openInput(name === "/dev/stdin" ? "-" : name);
      const text = await readAll(this.#run, file);
      file.close();
      return text;
    } catch (error) {
      if (isFileError(error)) return undefined;
      throw error;
    }
  }

  async #nextLine(name: string): Promise<string | undefined> {
    try {
      let lines = this.#readers.get(name);
      if (lines === undefined) {
        lines = new Lines(this.#run, this.#run.openInput(name));
        this.#readers.set(name, lines);
      }
      const line = await lines.line();
      return line === undefined ? undefined : line + (lines.unfinished ? "" : this.#end);
    } catch (error) {
      if (isFileError(error)) return undefined;
      throw error;
    }
  }
}
