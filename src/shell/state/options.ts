import type { Dialect } from "../syntax/ast.ts";

/** Options of `set`: their long names and letters, in the order in which `set -o` prints them. */
const SH: readonly (readonly [string, string])[] = [
  ["errexit", "e"],
  ["noglob", "f"],
  ["ignoreeof", "I"],
  ["interactive", "i"],
  ["monitor", "m"],
  ["noexec", "n"],
  ["stdin", "s"],
  ["xtrace", "x"],
  ["verbose", "v"],
  ["vi", "V"],
  ["emacs", "E"],
  ["noclobber", "C"],
  ["allexport", "a"],
  ["notify", "b"],
  ["nounset", "u"],
  ["privileged", "p"],
  ["nolog", ""],
  ["debug", ""],
];

const BASH: readonly (readonly [string, string])[] = [
  ["allexport", "a"],
  ["braceexpand", "B"],
  ["emacs", ""],
  ["errexit", "e"],
  ["errtrace", "E"],
  ["functrace", "T"],
  ["hashall", "h"],
  ["histexpand", "H"],
  ["history", ""],
  ["ignoreeof", ""],
  ["interactive-comments", ""],
  ["keyword", "k"],
  ["monitor", "m"],
  ["noclobber", "C"],
  ["noexec", "n"],
  ["noglob", "f"],
  ["nolog", ""],
  ["notify", "b"],
  ["nounset", "u"],
  ["onecmd", "t"],
  ["physical", "P"],
  ["pipefail", ""],
  ["posix", ""],
  ["privileged", "p"],
  ["verbose", "v"],
  ["vi", ""],
  ["xtrace", "x"],
];

const SHOPTS = [
  "autocd",
  "assoc_expand_once",
  "cdable_vars",
  "cdspell",
  "checkhash",
  "checkjobs",
  "checkwinsize",
  "cmdhist",
  "compat31",
  "compat32",
  "compat40",
  "compat41",
  "compat42",
  "compat43",
  "compat44",
  "complete_fullquote",
  "direxpand",
  "dirspell",
  "dotglob",
  "execfail",
  "expand_aliases",
  "extdebug",
  "extglob",
  "extquote",
  "failglob",
  "force_fignore",
  "globasciiranges",
  "globskipdots",
  "globstar",
  "gnu_errfmt",
  "histappend",
  "histreedit",
  "histverify",
  "hostcomplete",
  "huponexit",
  "inherit_errexit",
  "interactive_comments",
  "lastpipe",
  "lithist",
  "localvar_inherit",
  "localvar_unset",
  "login_shell",
  "mailwarn",
  "no_empty_cmd_completion",
  "nocaseglob",
  "nocasematch",
  "noexpand_translation",
  "nullglob",
  "patsub_replacement",
  "progcomp",
  "progcomp_alias",
  "promptvars",
  "restricted_shell",
  "shift_verbose",
  "sourcepath",
  "varredir_close",
  "xpg_echo",
];

const SHOPTS_ON = [
  "checkwinsize",
  "cmdhist",
  "complete_fullquote",
  "extquote",
  "force_fignore",
  "globasciiranges",
  "globskipdots",
  "hostcomplete",
  "interactive_comments",
  "patsub_replacement",
  "progcomp",
  "promptvars",
  "sourcepath",
];

/** What `set` and `shopt` switched on. */
export class Options {
  readonly #dialect: Dialect;
  readonly #on: Set<string>;
  readonly #shopts: Set<string>;

  constructor(dialect: Dialect, on: Iterable<string> = defaults(dialect), shopts: Iterable<string> = SHOPTS_ON) {
    this.#dialect = dialect;
    this.#on = new Set(on);
    this.#shopts = new Set(shopts);
  }

  copy(): Options {
    return new Options(this.#dialect, this.#on, this.#shopts);
  }

  /** Puts the options of `set` back as they are now. */
  restorer(): () => void {
    const kept = [...this.#on];
    return () => {
      this.#on.clear();
      for (const name of kept) this.#on.add(name);
    };
  }

  has(name: string): boolean {
    return this.#on.has(name);
  }

  /** The table of `set -o`. */
  names(): string[] {
    return (this.#dialect === "bash" ? BASH : SH).map(([name]) => name);
  }

  /** The long name of a letter. */
  named(letter: string): string | undefined {
    return (this.#dialect === "bash" ? BASH : SH).find(([, known]) => known === letter && known !== "")?.[0];
  }

  set(name: string, on: boolean): void {
    if (on) this.#on.add(name);
    else this.#on.delete(name);
    if (on && name === "vi") this.#on.delete("emacs");
    if (on && name === "emacs") this.#on.delete("vi");
  }

  /** `$-`. */
  letters(): string {
    if (this.#dialect === "sh") {
      return SH.filter(([name, letter]) => letter !== "" && this.#on.has(name))
        .map(([, letter]) => letter)
        .reverse()
        .join("");
    }
    const letters = BASH.filter(([name, letter]) => letter !== "" && this.#on.has(name)).map(([, letter]) => letter);
    if (this.#on.has("interactive")) letters.push("i");
    const order = "abefhikmnptuvxBCEHPT";
    const sorted = letters.sort((a, b) => order.indexOf(a) - order.indexOf(b)).join("");
    return sorted + (this.#on.has("command") ? "c" : "") + (this.#on.has("stdin") ? "s" : "");
  }

  shopts(): readonly string[] {
    return SHOPTS;
  }

  shopt(name: string): boolean {
    return this.#shopts.has(name);
  }

  setShopt(name: string, on: boolean): void {
    if (on) this.#shopts.add(name);
    else this.#shopts.delete(name);
  }
}

function defaults(dialect: Dialect): readonly string[] {
  return dialect === "bash" ? ["braceexpand", "hashall", "interactive-comments"] : [];
}
