/** What the site says about itself. A copy of the site changes these values and nothing else. */
export const site = {
  name: "MLOps Companion",
  /** One sentence, for the home page and for search engines. */
  description: "Notes of the course DevOps, DataOps, MLOps in which every example runs on the page.",
  /** Where a file of the repository can be edited; the file's path is put behind it. */
  edit: process.env.COMPANION_EDIT_URL ?? "https://github.com/mlops-companion/mlops-companion/edit/main/",
  course: {
    title: "DevOps, DataOps, MLOps, Duke University on Coursera",
    url: "https://www.coursera.org/learn/devops-dataops-mlops-duke",
  },
} as const;
