import type { Program } from "#kernel";
import { runShell } from "#shell";

/** What an interactive shell adds where Linux has a program that this machine lacks. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  vim: "use the editor beside the terminal",
  vi: "use the editor beside the terminal",
  nano: "use the editor beside the terminal",
  emacs: "use the editor beside the terminal",
  sudo: "you own this machine: run the command without it",
  apt: "programs come with this machine; pip installs what the site ships",
  "apt-get": "programs come with this machine; pip installs what the site ships",
  git: "this machine keeps no repositories yet",
  docker: "containers need a machine of your own",
  ssh: "there is no network beyond localhost",
  wget: "there is no network beyond localhost; curl reaches servers here",
  node: "it runs on the WebContainer engine",
  npm: "it runs on the WebContainer engine",
};

/** The programs `sh`, `dash` and `bash`; `--bash` as the first argument of sh chooses the other dialect. */
export function shellPrograms(commands: () => Iterable<string>): Readonly<Record<string, Program>> {
  const noteMissing = (name: string): string | undefined => {
    const hint = ELSEWHERE[name];
    return hint === undefined ? undefined : `note: ${name} is not here: ${hint}.`;
  };
  const sh: Program = (process) => runShell(process, { dialect: "sh", noteMissing, commands });
  const bash: Program = (process) => runShell(process, { dialect: "bash", noteMissing, commands });
  return { bash, dash: sh, sh };
}
