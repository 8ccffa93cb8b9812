import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "@/lib/surfaces/openapi";
import { curlOf } from "./curl";
import { Markdown } from "./markdown";
import { type Operation, sections } from "./reference";
import { sampleAnswer } from "./sample";
import { SectionEntries } from "./section";

const document = openApiDocument();
const everyId = Object.values<object>(document.paths).flatMap((methods) =>
  Object.values(methods).map(({ operationId }) => operationId),
);
const pages = new Map(
  sections().map((section) => [
    section.href,
    renderToStaticMarkup(<SectionEntries section={section} origin="https://market.example" />),
  ]),
);
const written = (page: string, attribute: string) =>
  [...page.matchAll(new RegExp(`\\b${attribute}="([^"]+)"`, "g"))].map(([, value]) => value!);

test("every operation of the document stands on one page, once", () => {
  const shown = [...pages.values()].flatMap((page) => written(page, "data-operation"));
  expect(shown.sort()).toEqual(everyId.sort());
});

test("every link within a page leads to something on it, and no anchor is there twice", () => {
  for (const [href, page] of pages) {
    const ids = written(page, "id");
    const targets = written(page, "href").filter((target) => target.startsWith("#"));
    expect(ids, href).toEqual([...new Set(ids)]);
    expect(
      targets.filter((target) => !ids.includes(target.slice(1))),
      href,
    ).toEqual([]);
  }
});

test("an example answer is one that the document allows", () => {
  const $defs = document.components.schemas;
  for (const section of sections())
    for (const operation of section.operations)
      for (const { type, schema } of operation.answers.flatMap(({ content }) => content)) {
        if (type !== "application/json") continue;
        const self = JSON.parse(JSON.stringify({ ...schema, $defs }).replaceAll("#/components/schemas/", "#/$defs/"));
        const { error } = z.fromJSONSchema(self).safeParse(sampleAnswer(section, operation, schema));
        expect(error?.issues ?? [], operation.id).toEqual([]);
      }
});

test("a line of curl survives what its body holds", () => {
  const operation = {
    ...{ method: "PATCH", path: "/api/tasks/{taskId}", access: "Key", parameters: [] },
    body: { required: true, schema: {}, example: { title: "It's $HOME" } },
  } as unknown as Operation;
  expect(curlOf(operation, "https://market.example")).toBe(
    `curl -X PATCH https://market.example/api/tasks/TASK_ID \\
  -H "X-API-Key: YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "title": "It'\\''s $HOME"
  }'`,
  );
  expect(curlOf({ ...operation, access: "Browser" }, "https://market.example")).toBeUndefined();
});

test("descriptions are Markdown and never markup", () => {
  const text = "**Bold** and `code` and <b>no</b>, [no](javascript:alert(1)).\n\n* [one](/docs)\n* 409 INVALID_STATE";
  const html = renderToStaticMarkup(<Markdown text={text} />);
  expect(html).toContain("&lt;b&gt;no&lt;/b&gt;, [no](javascript:alert(1)).</p>");
  expect(html).toMatch(/<strong[^>]*>Bold<\/strong> and <code[^>]*>code<\/code>/);
  expect(html).toMatch(/<ul[^>]*><li><a href="\/docs">one<\/a><\/li><li>409 <a [^>]*>.*INVALID_STATE/);
});
