/** tree -J and -X: the same tree as JSON and as XML. */
import type { Run } from "../tool/tool.ts";
import type { Branch } from "./branch.ts";
import { detailsOf } from "./details.ts";

interface Report {
  readonly folders: number;
  readonly files: number;
}

const kindOf = (branch: Branch): string =>
  branch.target !== undefined ? "link" : branch.folder ? "directory" : "file";

/** The attributes of an entry in tree's order; numbers are those that JSON writes without quotes. */
function attributes(run: Run, branch: Branch, root: boolean): [string, string | number][] {
  const found: [string, string | number][] = [["name", run.has("f") || root ? branch.path : branch.name]];
  if (branch.target !== undefined) found.push(["target", branch.target]);
  if (branch.stat === undefined) return found;
  const shown = detailsOf(run, branch.stat);
  if (run.has("inodes")) found.push(["inode", Number(shown.inode)]);
  if (run.has("p")) {
    found.push(["mode", (branch.stat.mode & 0o7777).toString(8).padStart(4, "0")], ["prot", shown.mode]);
  }
  if (run.has("u")) found.push(["user", shown.user]);
  if (run.has("g")) found.push(["group", shown.group]);
  if (run.has("h", "si")) found.push(["size", shown.size]);
  else if (run.has("s")) found.push(["size", branch.stat.size]);
  if (run.has("D", "timefmt")) found.push(["time", shown.time]);
  return found;
}

export function asJson(run: Run, roots: readonly Branch[], { folders, files }: Report): string {
  const bare = run.has("i");
  const entry = (branch: Branch, depth: number): string => {
    const indent = bare ? "" : "  ".repeat(depth);
    const pairs = [["type", kindOf(branch)] as [string, string | number], ...attributes(run, branch, depth === 1)];
    const text = pairs.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(",");
    if (branch.entries.length === 0) return `${indent}{${text}}`;
    const inside = branch.entries.map((child) => entry(child, depth + 1)).join(",\n");
    return `${indent}{${text},"contents":[\n${inside}\n${indent}]}`;
  };
  const report = `{"type":"report","directories":${String(folders)},"files":${String(files)}}`;
  const body = roots.map((root) => entry(root, 1)).join(",\n");
  return `[\n${body}\n${run.has("noreport") ? "\n" : `,\n${bare ? "" : "  "}${report}\n`}]\n`;
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export function asXml(run: Run, roots: readonly Branch[], { folders, files }: Report): string {
  const entry = (branch: Branch, depth: number): string => {
    const indent = run.has("i") ? "" : "  ".repeat(depth);
    const kind = kindOf(branch);
    const text = attributes(run, branch, depth === 1)
      .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
      .join("");
    const inside = branch.entries.map((child) => entry(child, depth + 1)).join("");
    return `${indent}<${kind}${text}>${inside === "" ? "" : `\n${inside}${indent}`}</${kind}>\n`;
  };
  const charset = run.locale.utf8 ? ' encoding="UTF-8"' : "";
  const report = `  <report>\n    <directories>${String(folders)}</directories>\n    <files>${String(files)}</files>\n  </report>\n`;
  const body = roots.map((root) => entry(root, 1)).join("");
  return `<?xml version="1.0"${charset}?>\n<tree>\n${body}${run.has("noreport") ? "" : report}</tree>\n`;
}
