import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  checkContent,
  chapterSchema,
  ContentError,
  labNames,
  labSchema,
  parseYaml,
  planRecording,
  readLab,
  renderProblem,
} from "#content";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("the content of the repository has no mistake", () => {
  expect(checkContent(ROOT).map(renderProblem)).toEqual([]);
});

test("a command that needs others is recorded after them, in a new copy of the folder", () => {
  const lab = {
    session: [{ run: "npm install" }, { run: "npm test" }],
    actions: [
      { command: "npm test" },
      { command: "npm start", serves: 8080, after: ["npm install"] },
      { command: "curl localhost:8080", beside: "npm start", after: ["npm install"] },
    ],
  };
  expect(planRecording(lab)).toEqual([
    { command: "npm install", after: [] },
    { command: "npm test", after: ["npm install"] },
    { command: "npm start", after: ["npm install"], port: 8080 },
    { command: "curl localhost:8080", after: ["npm install"], beside: "npm start", port: 8080 },
  ]);
});

test.each(labNames(ROOT).filter((name) => name.startsWith("make-")))("%s: all of its session is recorded", (name) => {
  const { manifest, recorded } = readLab(ROOT, name);
  expect(recorded?.runs.map((run) => run.command)).toEqual(planRecording(manifest).map((run) => run.command));
});

const LAB =
  "title: A\nsummary: B\nfolder: c\nfiles: [Makefile]\nactions:\n  - command: make\nsession:\n  - run: make\ntruth: runs-here\n";

describe("a mistake names file, line, field and what to write", () => {
  const rows = [
    {
      mistake: "a missing field",
      yaml: LAB.replace("title: A\n", ""),
      says: "x.yaml:1: title: is missing\n  write: the title above the lab",
    },
    {
      mistake: "a misspelt field",
      yaml: LAB.replace("truth:", "thruth:"),
      says: "x.yaml:9:1: thruth: is not a field\n  write: truth",
    },
    {
      mistake: "a word that is none of the choices",
      yaml: LAB.replace("runs-here", "maybe"),
      says: "x.yaml:9:1: truth: is not one of runs-here",
    },
    {
      mistake: "a machine that no engine brings",
      yaml: `${LAB}needs: docker\n`,
      says: "x.yaml:10:1: needs: is not one of node\n  write: node where the lab runs in WebContainer only",
    },
    {
      mistake: "a need before an action that is no list",
      yaml: LAB.replace("command: make", "command: make\n    after: npm install"),
      says: "x.yaml:7:5: actions.0.after: is not a list\n  write: commands that it needs to have been run before",
    },
    {
      mistake: "a field inside a list",
      yaml: LAB.replace("command: make", "comand: make"),
      says: "x.yaml:6:5: actions.0.comand: is not a field\n  write: command",
    },
    {
      mistake: "a path that leaves the folder",
      yaml: LAB.replace("Makefile", "../x"),
      says: "x.yaml:4:9: files.0: is not a path inside the lab's folder",
    },
    {
      mistake: "text where a list belongs",
      yaml: LAB.replace("[Makefile]", "Makefile"),
      says: "x.yaml:4:1: files: is not a list",
    },
    { mistake: "no YAML", yaml: "title: a: b\n", says: "x.yaml:1" },
  ];
  test.each(rows)("$mistake", ({ yaml, says }) => {
    const told = (() => {
      try {
        parseYaml(yaml, labSchema, "x.yaml");
        return "nothing";
      } catch (error) {
        return error instanceof ContentError ? error.message : "another error";
      }
    })();
    expect(told).toContain(says);
  });

  test("a chapter without front matter fields lists all of them", () => {
    expect(() => parseYaml("title: x\n", chapterSchema, "c.mdx")).toThrow(
      /summary: is missing[\s\S]*part: is missing[\s\S]*covers: is missing/,
    );
  });
});
