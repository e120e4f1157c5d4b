import type { FileStat } from "#files";

/** The colour ls gives to a file, as dircolors has it by default; empty for none. */
export function colorOf(name: string, stat: FileStat | undefined, broken: boolean): string {
  const code =
    stat === undefined || broken
      ? broken
        ? "01;36"
        : ""
      : {
          directory: (stat.mode & 0o1002) === 0o1002 ? "30;42" : (stat.mode & 2) !== 0 ? "34;42" : "01;34",
          symlink: "01;36",
          fifo: "40;33",
          "character-device": "40;33;01",
          file:
            (stat.mode & 0o4000) !== 0
              ? "37;41"
              : (stat.mode & 0o111) !== 0
                ? "01;32"
                : /\.(tar|tgz|zip|gz|bz2|xz|7z|whl|deb|rpm|jar)$/.test(name)
                  ? "01;31"
                  : /\.(jpg|jpeg|png|gif|svg|bmp|webp|mp4|webm)$/.test(name)
                    ? "01;35"
                    : "",
        }[stat.kind];
  return code;
}
