import { backupStyle } from "./tool/backup.ts";
import { choose, settleChoices } from "./tool/choice.ts";
import { Copier, type CopyPlan } from "./tool/copy.ts";
import { inside, readTransfers } from "./tool/destination.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

function preserved(run: Run): Set<string> {
  const kept = new Set<string>();
  const all = ["mode", "timestamps", "ownership", "links", "context", "xattr"];
  const read = (text: string, key: string): string[] =>
    text.split(",").flatMap((word) => {
      if (word === "all") return all;
      if (!all.includes(word)) choose(run, `--${key}`, word, [...all, "all"].join(" "));
      return [word];
    });
  for (const { key, value } of run.options) {
    if (key === "a") for (const word of all) kept.add(word);
    if (key === "d") kept.add("links");
    if (key === "p" || (key === "preserve" && value === undefined)) {
      for (const word of ["mode", "ownership", "timestamps"]) kept.add(word);
    } else if (key === "preserve") for (const word of read(value ?? "", key)) kept.add(word);
    else if (key === "no-preserve") for (const word of read(value ?? "", key)) kept.delete(word);
  }
  return kept;
}

function planOf(run: Run): CopyPlan {
  const recursive = run.has("r", "a");
  const links = run.lastOf("P", "L", "H", "d", "a");
  const kept = preserved(run);
  const existing = run.lastOf("i", "n", "f");
  return {
    recursive,
    follow: links === "L" ? "all" : links === "H" ? "operands" : links === undefined && !recursive ? "all" : "none",
    preserveMode: kept.has("mode"),
    preserveTimes: kept.has("timestamps"),
    preserveLinks: kept.has("links"),
    attributesOnly: run.has("attributes-only"),
    linking: run.has("l") ? "hard" : run.has("s") ? "symbolic" : "none",
    existing: existing === "i" ? "ask" : existing === "n" ? "keep" : run.has("u") ? "update" : "replace",
    force: run.has("f"),
    removeFirst: run.has("remove-destination"),
    backup: backupStyle(run),
    oneFileSystem: run.has("x"),
    verbose: run.has("v"),
  };
}

export const cp = tool(
  {
    options:
      "a,archive attributes-only b backup? d f,force i,interactive H l,link L,dereference n,no-clobber P,no-dereference p " +
      "preserve? no-preserve= parents r,R,recursive reflink? remove-destination sparse= strip-trailing-slashes " +
      "s,symbolic-link S,suffix= t,target-directory= T,no-target-directory u,update v,verbose x,one-file-system Z",
  },
  async (run) => {
    settleChoices(run, { sparse: "never auto always", reflink: "auto always never" });
    if (run.value("reflink") === "always") throw new Refusal("--reflink=always: files share no blocks here");
    if (run.operands.length > 1 && run.operands.at(-1) === "") {
      throw new Refusal(`cannot create regular file '': No such file or directory`);
    }
    const copier = new Copier(run, planOf(run));
    const { operands } = run;
    const last = run.value("t") ?? operands.at(-1) ?? "";
    if (run.has("parents")) {
      if (operands.length > 1 && run.tryStat(last)?.kind !== "directory") {
        throw new Refusal("with --parents, the destination must be a directory", { usage: true });
      }
    }
    for (const { source: given, target } of readTransfers(run)) {
      const source = run.has("strip-trailing-slashes") ? given.replace(/(?<=.)\/+$/, "") : given;
      if (!run.has("parents")) {
        await copier.copy(source, /(^|\/)\.\.?\/*$/.test(source) && target !== last ? inside(last, ".") : target);
        continue;
      }
      const parts = source.split("/").slice(0, -1);
      let made = last;
      let from = "";
      for (const part of parts) {
        if (part === "") continue;
        from += `${part}/`;
        made = `${made.replace(/\/+$/, "")}/${part}`;
        if (run.tryStat(made) !== undefined) continue;
        run.files.makeDirectory(run.path(made), (run.tryStat(from)?.mode ?? 0o755) & 0o777);
        if (run.has("v")) void run.out.text(`${from.replace(/\/$/, "")} -> ${made}\n`);
      }
      await copier.copy(source, `${last.replace(/\/+$/, "")}/${source.replace(/^\/+/, "")}`);
    }
    return undefined;
  },
);
