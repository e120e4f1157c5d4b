import type { APIRoute } from "astro";
import { searchDocuments, withinBudget } from "#content";

/** What the search dialog loads at its first key: names and headings of all pages. */
export const GET: APIRoute = () =>
  new Response(JSON.stringify(withinBudget(searchDocuments(process.cwd()))), {
    headers: { "content-type": "application/json" },
  });
