import type { Certification } from "#content";

/** The status of a certification in words. */
export function statusWords({ status, retired }: Pick<Certification, "status" | "retired">): string {
  switch (status) {
    case "active":
      return "Active";
    case "beta":
      return "In beta";
    case "retired":
      return retired === undefined ? "Retired" : `Retired on ${retired}`;
    case "never":
      return "Never a certification";
  }
}

/** A name as a value for forms and addresses: "Google Cloud" is "google-cloud". */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
