import type { Process, Program } from "#kernel";
import { runShell } from "#shell";
import type { GroupLoader } from "./table.ts";

/** What an interactive shell adds where Linux has a program that this machine lacks. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  vim: "use the editor beside the terminal",
  vi: "use the editor beside the terminal",
  nano: "use the editor beside the terminal",
  emacs: "use the editor beside the terminal",
  sudo: "you own this machine: run the command without it",
  chown: "every file here is yours",
  chgrp: "every file here is yours",
  dir: "ls lists folders",
  fmt: "fold -s breaks lines",
  free: "a page is not told how much memory there is",
  mkfifo: "processes are joined by pipes (a | b), and by <( ) in bash",
  mknod: "processes are joined by pipes (a | b), and by <( ) in bash",
  ping: "there is no network beyond localhost; curl reaches servers here",
  pr: "nl, column and paste lay out text",
  stty: "the terminal is the page's",
  top: "ps -ef lists processes, watch ps repeats it",
  htop: "ps -ef lists processes, watch ps repeats it",
  uptime: "load is not measured here; ps -ef shows when processes began",
  users: "you are alone here: whoami",
  w: "you are alone here: whoami",
  who: "you are alone here: whoami",
  apt: "programs come with this machine; pip installs what the site ships",
  "apt-get": "programs come with this machine; pip installs what the site ships",
  git: "this machine keeps no repositories yet",
  docker: "containers need a machine of your own",
  ssh: "there is no network beyond localhost",
  wget: "there is no network beyond localhost; curl reaches servers here",
  node: "it runs on the WebContainer engine",
  npm: "it runs on the WebContainer engine",
};

/** The same process with other arguments. */
function withArguments(process: Process, argv: readonly string[]): Process {
  return new Proxy(process, {
    get: (target, key) => {
      if (key === "argv") return argv;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}

/** The programs `sh`, `dash` and `bash`; `--bash` as the first argument of sh chooses the other dialect. */
export function shellPrograms(commands: () => Iterable<string>, load: GroupLoader): Readonly<Record<string, Program>> {
  const later = (): Promise<unknown> => load("shell");
  const noteMissing = (name: string): string | undefined => {
    const hint = ELSEWHERE[name];
    return hint === undefined ? undefined : `note: ${name} is not here: ${hint}.`;
  };
  const sh: Program = (process) =>
    process.argv[1] === "--bash"
      ? runShell(withArguments(process, ["bash", ...process.argv.slice(2)]), {
          dialect: "bash",
          noteMissing,
          commands,
          later,
        })
      : runShell(process, { dialect: "sh", noteMissing, commands, later });
  const bash: Program = (process) => runShell(process, { dialect: "bash", noteMissing, commands, later });
  return { bash, dash: sh, sh };
}
