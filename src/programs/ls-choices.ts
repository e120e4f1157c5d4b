import type { Choices } from "./tool/choice.ts";

/** The words of ls's options. */
export const CHOICES: Choices = {
  color: "always,yes,force never,no,none auto,tty,if-tty",
  classify: "always,yes,force never,no,none auto,tty,if-tty",
  hyperlink: "always,yes,force never,no,none auto,tty,if-tty",
  format: "verbose,long commas horizontal,across vertical single-column",
  "indicator-style": "none slash file-type classify",
  "quoting-style": "literal shell shell-always shell-escape shell-escape-always c c-maybe escape locale clocale",
  sort: "none time size extension version width",
  time: "atime,access,use ctime,status birth,creation",
};
