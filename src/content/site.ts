/** Where labs run unless the reader chooses: in the page, in WebContainer, or in WebContainer where that can work. */
type EngineSetting = "page" | "webcontainer" | "auto";

function engineSetting(text = "page"): EngineSetting {
  if (text === "page" || text === "webcontainer" || text === "auto") return text;
  throw new Error(`COMPANION_ENGINE is ${JSON.stringify(text)}: write page, webcontainer or auto`);
}

const engine = engineSetting(process.env.COMPANION_ENGINE);
const clientId = process.env.WEBCONTAINER_CLIENT_ID;

/** What the site says about itself. A copy of the site changes these values and nothing else. */
export const site = {
  name: "MLOps Companion",
  /** One sentence, for the home page and for search engines. */
  description: "Notes of the course DevOps, DataOps, MLOps in which every example runs on the page.",
  /** Where a file of the repository can be edited; the file's path is put behind it. */
  edit: process.env.COMPANION_EDIT_URL ?? "https://github.com/mlops-companion/mlops-companion/edit/main/",
  /** Where labs run unless the reader chooses otherwise. */
  engine,
  /** WebContainer, where readers may choose it; undefined leaves it out of the site and of its policy. */
  container:
    engine === "page" && clientId === undefined
      ? undefined
      : {
          clientId,
          origin: new URL(process.env.WEBCONTAINER_ORIGIN ?? "https://stackblitz.com").origin,
          /** What the policy calls the addresses of the container's own servers. */
          previews: process.env.WEBCONTAINER_PREVIEWS ?? "https://*.webcontainer-api.io",
        },
  course: {
    title: "DevOps, DataOps, MLOps, Duke University on Coursera",
    url: "https://www.coursera.org/learn/devops-dataops-mlops-duke",
  },
} as const;
