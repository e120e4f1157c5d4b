import { fail, NAME, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** POSIX getopts, with OPTIND, OPTARG and OPTERR. */
export const getopts: Builtin = {
  run(shell, args) {
    const [first = ""] = args;
    if (shell.bash && /^-[^-]/.test(first)) {
      fail(shell, `${first.slice(0, 2)}: invalid option`);
      return showUsage(shell);
    }
    const [spec, name, ...given] = shell.bash && first === "--" ? args.slice(1) : args;
    if (spec === undefined || name === undefined)
      return shell.bash ? showUsage(shell) : fail(shell, "Usage: getopts optstring var [arg...]", 2);
    const words = given.length > 0 ? given : shell.positional;
    const silent = spec.startsWith(":");
    const state = shell.getoptsAt;
    const index = Number(/^\d*/.exec(shell.variables.get("OPTIND") ?? "1")?.[0]);
    if (index !== state.shown) {
      // Beyond the arguments bash is at their end, dash at their beginning.
      state.word = index < 1 ? 1 : index <= words.length ? index : shell.bash ? words.length + 1 : 1;
      state.letter = 0;
    }
    const finish = (status: number, option: string): number => {
      // dash counts a word as soon as it is begun.
      state.shown = state.word + (!shell.bash && state.letter > 0 ? 1 : 0);
      shell.assign("OPTIND", String(state.shown));
      if (status !== 0 && shell.bash) shell.variables.unset("OPTARG");
      if (!NAME.test(name))
        return shell.bash
          ? fail(shell, `\`${name}': not a valid identifier`, 1)
          : fail(shell, `${name}: bad variable name`);
      shell.assign(name, option);
      return status;
    };
    let word = words[state.word - 1] ?? "";
    if (state.letter === 0) {
      if (!/^-./.test(word)) return finish(1, "?");
      if (word === "--") {
        state.word += 1;
        return finish(1, "?");
      }
      state.letter = 1;
    }
    const option = word[state.letter] ?? "";
    state.letter += 1;
    const last = state.letter >= word.length;
    const at = option === ":" ? -1 : spec.indexOf(option, silent ? 1 : 0);
    const quiet = shell.bash && shell.variables.get("OPTERR") === "0";
    if (at < 0) {
      if (last) {
        state.word += 1;
        state.letter = 0;
      }
      if (silent) shell.assign("OPTARG", option);
      else {
        shell.variables.unset("OPTARG");
        if (!quiet)
          shell.warn(shell.bash ? `${shell.name}: illegal option -- ${option}\n` : `Illegal option -${option}\n`);
      }
      return finish(0, "?");
    }
    if (spec[at + 1] !== ":") {
      if (last) {
        state.word += 1;
        state.letter = 0;
      }
      if (shell.bash) shell.variables.unset("OPTARG");
      else shell.assign("OPTARG", "");
      return finish(0, option);
    }
    if (!last) shell.assign("OPTARG", word.slice(state.letter));
    else {
      state.word += 1;
      word = words[state.word - 1] ?? "";
      if (state.word > words.length) {
        state.letter = 0;
        if (silent) {
          shell.assign("OPTARG", option);
          return finish(0, ":");
        }
        shell.variables.unset("OPTARG");
        if (!quiet)
          shell.warn(
            shell.bash ? `${shell.name}: option requires an argument -- ${option}\n` : `No arg for -${option} option\n`,
          );
        return finish(0, "?");
      }
      shell.assign("OPTARG", word);
    }
    state.word += 1;
    state.letter = 0;
    return finish(0, option);
  },
};
