/** The practices that the self-assessment asks for, and what the three published scales make of them. */

export const practices = {
  place: "There is an environment in which anyone on the team can experiment.",
  application: "The application's code is tested and released automatically.",
  data: "Data arrives by an automated pipeline; nobody carries files.",
  training: "Training is a repeatable job whose settings and results are recorded.",
  registry: "Models are versioned together with the code that made them.",
  validation: "Within the training job, data and model are checked before a model may be used.",
  trigger: "Training starts by itself: by schedule, by new data or by a measured change.",
  staging: "A model is tested in a staging environment and approved before production.",
  release: "An approved model is released by CI/CD, without manual steps.",
  monitoring: "The quality of predictions in production is measured and watched.",
  feedback: "Those measurements can start a retraining.",
  pipelines: "A change of the training pipeline is itself tested and deployed automatically.",
  templates: "Another team could start a new model from templates.",
} as const;

export type Practice = keyof typeof practices;

interface Stage {
  readonly name: string;
  /** What must be there, beyond the stages before it. */
  readonly needs: readonly Practice[];
}

export interface Scale {
  readonly name: string;
  /** What a team is called that has not reached the first stage. */
  readonly below?: string;
  readonly stages: readonly Stage[];
}

/** Our condensation of the three scales; the chapter gives their sources. */
export const scales: readonly Scale[] = [
  {
    name: "AWS",
    below: "before Initial",
    stages: [
      { name: "Initial", needs: ["place"] },
      { name: "Repeatable", needs: ["data", "training", "registry"] },
      { name: "Reliable", needs: ["staging", "monitoring"] },
      { name: "Scalable", needs: ["templates"] },
    ],
  },
  {
    name: "Microsoft",
    stages: [
      { name: "Level 0, no MLOps", needs: [] },
      { name: "Level 1, DevOps but no MLOps", needs: ["application"] },
      { name: "Level 2, automated training", needs: ["training", "registry"] },
      { name: "Level 3, automated deployment", needs: ["staging", "release"] },
      { name: "Level 4, full MLOps", needs: ["monitoring", "feedback"] },
    ],
  },
  {
    name: "Google",
    stages: [
      { name: "Level 0, manual process", needs: [] },
      { name: "Level 1, pipeline automation", needs: ["training", "validation", "trigger"] },
      { name: "Level 2, CI/CD of pipelines", needs: ["pipelines"] },
    ],
  },
];

export interface Standing {
  readonly scale: string;
  readonly stage: string;
  /** The stage after it, with what is missing for it; undefined at the top. */
  readonly next?: { readonly stage: string; readonly missing: readonly Practice[] };
}

/** Where a team with these practices stands on a scale: a stage counts only when all before it are complete. */
export function standing(scale: Scale, have: ReadonlySet<Practice>): Standing {
  const missing = (stage: Stage) => stage.needs.filter((practice) => !have.has(practice));
  const open = scale.stages.findIndex((stage) => missing(stage).length > 0);
  const reached = scale.stages[(open === -1 ? scale.stages.length : open) - 1];
  const next = scale.stages[open];
  return {
    scale: scale.name,
    stage: reached?.name ?? scale.below ?? "below the first stage",
    ...(next ? { next: { stage: next.name, missing: missing(next) } } : {}),
  };
}
