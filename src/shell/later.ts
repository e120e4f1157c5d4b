/** The rest of the shell: builtins few scripts call, and what only a person at a terminal needs. */
import { alias, hash, unalias } from "./builtins/alias.ts";
import { declare, local } from "./builtins/declare.ts";
import { dirs, popd, pushd } from "./builtins/directory-stack.ts";
import { getopts } from "./builtins/getopts.ts";
import { bind, compgenAmong, completeAmong, compopt } from "./builtins/completion.ts";
import { caller, disown, enableAmong, help, logout, suspend } from "./builtins/inspect.ts";
import { fc, history } from "./builtins/history.ts";
import { kill } from "./builtins/kill.ts";
import { BASH_KEYWORDS, builtinBuiltin, command, knowBuiltins, type } from "./builtins/lookup.ts";
import { letBuiltin } from "./builtins/let.ts";
import { shopt } from "./builtins/shopt.ts";
import { mapfile } from "./builtins/mapfile.ts";
import { bg, fg, jobs, times, umask, wait } from "./builtins/processes.ts";
import { builtinFor, builtinNames } from "./builtins/table.ts";
import { read } from "./builtins/read.ts";
import { trap } from "./builtins/trap.ts";
import { ulimit } from "./builtins/ulimit.ts";
import { builtinHelp } from "./builtins/usage-table.ts";
import { runInteractive } from "./interactive.ts";
import { provideParts } from "./parts.ts";
import { runCoprocess } from "./run/coprocess.ts";
import { killed } from "./run/killed.ts";
import { runSelect } from "./run/select.ts";

knowBuiltins((shell, name) => builtinFor(shell, name) !== undefined);

provideParts({
  builtins: {
    alias,
    bg,
    bind,
    builtin: builtinBuiltin,
    caller,
    command,
    compgen: compgenAmong(builtinNames, BASH_KEYWORDS),
    complete: completeAmong(builtinNames, BASH_KEYWORDS),
    compopt,
    declare,
    dirs,
    disown,
    enable: enableAmong(builtinNames),
    fc,
    fg,
    getopts,
    hash,
    help,
    history,
    jobs,
    kill,
    let: letBuiltin,
    local,
    logout,
    mapfile,
    popd,
    pushd,
    read,
    shopt,
    suspend,
    times,
    trap,
    type,
    ulimit,
    umask,
    unalias,
    wait,
  },
  usage: builtinHelp,
  killed,
  select: runSelect,
  coprocess: runCoprocess,
  interactive: runInteractive,
});
