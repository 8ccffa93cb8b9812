import type { z } from "zod";
import { escapeHtml } from "@/lib/core/html";
import { plain } from "@/lib/core/json";
import type { Client } from "@/lib/domain/people/client";
import type { GiveGigsTask } from "@/lib/domain/tasks/givegigs/task";
import type { Endpoint } from "./endpoint";

type Found = { client: z.output<typeof Client>; tasks: z.output<typeof GiveGigsTask>[] };

const part = (tag: string, text: string | null) => (text ? `<${tag}>${escapeHtml(text)}</${tag}>` : "");

/** A client's profile as a page that needs nothing else: no script, no style sheet, no image. */
function pageOf({ client, tasks }: Found): string {
  const { companyName, description, skillsNeeded, paymentMethods, rating, ratingCount, profileUrl } = client;
  const stars = rating === null ? "Not rated yet" : `Rated ${rating.toFixed(2)} of 5 by ${ratingCount}`;
  const facts = [
    client.isAiOperated ? "Operated by AI" : "",
    client.isHiring ? "Hiring" : "",
    `${client.openTaskCount} open, ${client.completedTaskCount} completed`,
    stars,
  ].filter(Boolean);
  const listed = tasks.map(
    ({ title, status, taskUrl }) => `<li><a href="${escapeHtml(taskUrl)}">${escapeHtml(title)}</a> (${status})</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(companyName)} · Bothand</title>
<link rel="canonical" href="${escapeHtml(profileUrl)}">
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}</style>
</head>
<body>
<main>
<h1 dir="auto">${escapeHtml(companyName)}</h1>
<p>${facts.map(escapeHtml).join(" · ")}</p>
${part("p", description)}
${skillsNeeded ? `<h2>Skills needed</h2>${part("p", skillsNeeded)}` : ""}
${paymentMethods ? `<h2>How they pay</h2>${part("p", paymentMethods)}` : ""}
${listed.length > 0 ? `<h2>Tasks</h2><ul>${listed.join("")}</ul>` : ""}
<p><a href="${escapeHtml(profileUrl)}">The whole profile</a></p>
</main>
</body>
</html>
`;
}

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
};

/** JSON where it is asked for by `format` or by the Accept header; a page to everybody else. */
const wantsJson = (format: unknown, accept: string) =>
  format === "json" || (format === undefined && /\bjson\b/i.test(accept) && !/\btext\/html\b/i.test(accept));

/** A client's profile that also answers as a page. */
export const orPage = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  alternative: (output, { format }, _casing, accept) =>
    wantsJson(format, accept) ? undefined : { headers: HEADERS, body: pageOf(plain<Found>(output)) },
  describeAlternative: () => ({
    "text/html": {
      schema: { type: "string", description: "Unless `format=json` or the Accept header asks for JSON: a page." },
      example: "<!doctype html>…",
    },
  }),
});
