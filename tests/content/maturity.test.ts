import { expect, test } from "vitest";
import { scales, standing, type Practice } from "../../src/elements/maturity.ts";

const rows: { team: string; have: Practice[]; stages: string[] }[] = [
  { team: "has nothing", have: [], stages: ["before Initial", "Level 0, no MLOps", "Level 0, manual process"] },
  {
    team: "is the bakery of the chapter",
    have: ["place", "application", "data"],
    stages: ["Initial", "Level 1, DevOps but no MLOps", "Level 0, manual process"],
  },
  {
    team: "skipped a stage, which does not count",
    have: ["place", "application", "release", "staging", "pipelines", "monitoring"],
    stages: ["Initial", "Level 1, DevOps but no MLOps", "Level 0, manual process"],
  },
  {
    team: "trains by itself",
    have: ["place", "application", "data", "training", "registry", "validation", "trigger"],
    stages: ["Repeatable", "Level 2, automated training", "Level 1, pipeline automation"],
  },
];

test.each(rows)("a team that $team", ({ have, stages }) => {
  expect(scales.map((scale) => standing(scale, new Set(have)).stage)).toEqual(stages);
});

test("the next step names what is missing", () => {
  const [aws] = scales;
  expect(aws && standing(aws, new Set(["place", "data"])).next).toEqual({
    stage: "Repeatable",
    missing: ["training", "registry"],
  });
});

test("at the top there is no next step", () => {
  const [aws] = scales;
  const all = new Set(scales.flatMap((scale) => scale.stages.flatMap((stage) => stage.needs)));
  expect(aws && standing(aws, all).next).toBeUndefined();
});
