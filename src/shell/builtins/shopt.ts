import { fail, letters, type Builtin } from "./builtin.ts";
import { switchOption } from "./options.ts";

/** `shopt`: bash's own options, and with `-o` those of `set`. */
export const shopt: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "supqo");
    if (given === undefined) return 2;
    const { on, rest } = given;
    if (on.has("s") && on.has("u")) return fail(shell, "cannot set and unset shell options simultaneously", 1);
    const settable = on.has("o");
    const known = settable ? shell.options.names() : shell.options.shopts();
    const read = (name: string): boolean => (settable ? shell.options.has(name) : shell.options.shopt(name));
    let wrong = 0;
    for (const name of rest)
      if (!known.includes(name)) wrong = fail(shell, `${name}: invalid ${settable ? "" : "shell "}option name`, 1);
    if (on.has("s") || on.has("u")) {
      if (rest.length > 0) {
        for (const name of rest.filter((each) => known.includes(each))) {
          if (settable) switchOption(shell, name, on.has("s"));
          else shell.options.setShopt(name, on.has("s"));
        }
        return wrong;
      }
    }
    const shown = (rest.length > 0 ? rest.filter((name) => known.includes(name)) : known).filter(
      (name) => rest.length > 0 || (!on.has("s") && !on.has("u")) || read(name) === on.has("s"),
    );
    const status = wrong === 0 && rest.every(read) ? 0 : 1;
    if (on.has("q")) return status;
    const text = shown
      .map((name) =>
        on.has("p")
          ? settable
            ? `set ${read(name) ? "-" : "+"}o ${name}\n`
            : `shopt ${read(name) ? "-s" : "-u"} ${name}\n`
          : `${name.padEnd(15)}\t${read(name) ? "on" : "off"}\n`,
      )
      .join("");
    const printed = shell.print(text);
    return typeof printed === "number" ? status : printed.then(() => status);
  },
};
