import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TimeZone } from "../../../src/python/time-zone.ts";

const moment = (text: string): number => Date.parse(text) / 1000;

describe("a rule of POSIX", () => {
  test.each([
    ["EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18_000, "EST"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14_400, "EDT"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", -14_400, "EDT"],
    ["EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -18_000, "EST"],
    ["EST5EDT", "2026-07-01T00:00:00Z", -14_400, "EDT"],
    ["CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200, "CEST"],
    ["AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39_600, "AEDT"],
    ["<+0330>-3:30", "2026-01-01T00:00:00Z", 12_600, "+0330"],
    ["XXX0YYY,J60/0,J300/0", "2028-03-01T00:00:00Z", 3600, "YYY"],
    ["XXX0YYY,59/0,300/0", "2028-02-29T00:00:00Z", 3600, "YYY"],
    ["XXX0YYY,59/0,300/0", "2028-02-28T23:59:59Z", 0, "XXX"],
    ["UTC0", "2026-01-01T00:00:00Z", 0, "UTC"],
  ])("%s at %s", (rule, at, offset, name) => {
    expect(TimeZone.fromRule(rule)?.at(moment(at))).toMatchObject({ offset, name });
  });

  test.each(["", "X", "EST", "5", "EST5EDT,M13", "Europe/Berlin"])("%j is none", (text) => {
    expect(TimeZone.fromRule(text)).toBeUndefined();
  });

  test.each([
    ["once", "2026-07-01T12:00:00", undefined, "2026-07-01T10:00:00Z"],
    ["never: the clocks as they were", "2026-03-29T02:30:00", undefined, "2026-03-29T01:30:00Z"],
    ["twice: summer", "2026-10-25T02:30:00", true, "2026-10-25T00:30:00Z"],
    ["twice: standard", "2026-10-25T02:30:00", false, "2026-10-25T01:30:00Z"],
    ["standard time in summer", "2026-07-01T12:00:00", false, "2026-07-01T11:00:00Z"],
  ] as const)("what clocks show comes %s", (_, shown, dst, at) => {
    const zone = TimeZone.fromRule("CET-1CEST,M3.5.0,M10.5.0/3");
    expect(zone?.moment(moment(`${shown}Z`), dst)).toBe(moment(at));
  });

  test("names", () => {
    expect(TimeZone.fromRule("CET-1CEST")?.names(0)).toEqual(["CET", "CEST"]);
    expect(TimeZone.utc.names(0)).toEqual(["UTC", "UTC"]);
  });
});

describe("a file of tzfile(5)", () => {
  test.each([new Uint8Array(), new Uint8Array(100), new TextEncoder().encode("TZif")])("%j is none", (bytes) => {
    expect(TimeZone.fromFile(bytes)).toBeUndefined();
  });

  const file = "/usr/share/zoneinfo/Europe/Berlin";
  test.runIf(existsSync(file))("the system's zone tells as Intl does", () => {
    const zone = TimeZone.fromFile(readFileSync(file));
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Europe/Berlin",
      dateStyle: "short",
      timeStyle: "medium",
    });
    const utc = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" });
    for (let at = moment("1950-01-01T00:00:00Z"); at < moment("2060-01-01T00:00:00Z"); at += 40 * 86_400 + 1234)
      expect(utc.format((at + (zone?.at(at).offset ?? 0)) * 1000)).toBe(format.format(at * 1000));
  });
});
