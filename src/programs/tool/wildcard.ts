/** fnmatch(3): a shell pattern as a RegExp over a whole name. `pathname` keeps "*" and "?" from matching "/". */
export function wildcard(
  glob: string,
  { pathname = false, ignoreCase = false }: { pathname?: boolean; ignoreCase?: boolean } = {},
): RegExp {
  const any = pathname ? "[^/]" : "[^]";
  let source = "";
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] ?? "";
    if (character === "*") source += `${any}*`;
    else if (character === "?") source += any;
    else if (character === "[") {
      const set = /^\[([!^]?)(\]?(?:\[:\w+:\]|[^\]])*)\]/.exec(glob.slice(at));
      if (set === null) source += "\\[";
      else {
        const body = (set[2] ?? "")
          .replace(/[\\^]/g, "\\$&")
          .replace(/^\]/, "\\]")
          .replace(
            /\[:(\w+):\]/g,
            (_, name: string) =>
              ({ digit: "0-9", alpha: "A-Za-z", alnum: "0-9A-Za-z", upper: "A-Z", lower: "a-z", space: "\\s" })[name] ??
              "",
          )
          .replace(/\[/g, "\\[");
        source += `[${set[1] === "" ? "" : "^"}${body}]`;
        at += set[0].length - 1;
      }
    } else if (character === "\\" && at + 1 < glob.length) {
      at += 1;
      source += (glob[at] ?? "").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, ignoreCase ? "i" : "");
}
