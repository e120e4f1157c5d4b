import { globSync } from "node:fs";
import { readListing } from "#content";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("../..", import.meta.url).pathname;
const names = globSync("content/listings/*.yaml", { cwd: root }).map((file) => file.replace(/^.*\/|\.yaml$/g, ""));

test.each(names)("the parts of %s make up a file that can be read", (name) => {
  const { parts, language } = readListing(root, name);
  const text = parts.map((part) => part.code).join("");
  expect(language).toBe("yaml");
  expect(() => parse(text) as unknown).not.toThrow();
});

const workflows = names.map((name) => ({
  name,
  text: readListing(root, name)
    .parts.map((part) => part.code)
    .join(""),
}));

test.each(workflows)("$name pins what it uses, and to nothing old", ({ text }) => {
  const used = [...text.matchAll(/uses: ([\w/-]+)@(\S+)/g)].map((match) => `${match[1] ?? ""}@${match[2] ?? ""}`);
  expect(used.length).toBeGreaterThan(0);
  expect(
    used.filter((one) => !/^(actions\/(checkout|setup-python)@v7|huggingface\/hub-sync@v0\.3\.0)$/.test(one)),
  ).toEqual([]);
  expect(text).not.toMatch(/ubuntu-latest|python-version: \d/);
});

test("the deployment waits for the tests", () => {
  const { jobs } = parse(
    readListing(root, "space")
      .parts.map((part) => part.code)
      .join(""),
  ) as {
    jobs: { deploy: { needs: string; permissions: Record<string, string> } };
  };
  expect(jobs.deploy.needs).toBe("test");
  expect(jobs.deploy.permissions).toEqual({ contents: "read", "id-token": "write" });
});
