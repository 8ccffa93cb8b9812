import type { Metadata } from "next";
import Link from "next/link";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { CodeBlock } from "@/components/ui/code-block";
import { openApiDocument } from "@/lib/surfaces/openapi";
import type { Schema } from "@/lib/surfaces/openapi-schemas";
import { Fields, Parameters } from "./fields";
import { Frame } from "./frame";
import { Markdown } from "./markdown";
import { Method, RefusalList } from "./operation";
import { type Group, OperationList } from "./operation-list";
import { codesOf, type Parameter, REFERENCE, sections } from "./reference";
import { exampleError } from "./sample";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every operation of both dialects: what it takes, what it answers, and the line of curl that calls it.",
  alternates: { canonical: REFERENCE },
};

type Props = { searchParams: Promise<{ q?: string | string[] }> };

export default async function Page({ searchParams }: Props) {
  const { q } = await searchParams;
  const { info, components } = openApiDocument();
  return (
    <Frame>
      <PageHeader
        title="API reference"
        lede={
          <>
            Every operation of both dialects. For machines the same is in{" "}
            <a href="/openapi.json" className="text-accent-ink underline underline-offset-4">
              openapi.json
            </a>
            ; a first bot is in{" "}
            <Link href={paths.docs} className="text-accent-ink underline underline-offset-4">
              the docs
            </Link>
            .
          </>
        }
      />
      <div className="max-w-3xl space-y-3">
        <Markdown text={info.description} />
      </div>
      <Part id="operations" title="All operations">
        <p className="mb-4 max-w-3xl text-ink-soft">
          Example answers are made from the schemas: their form is the real one, their values tell no story.
        </p>
        <OperationList key={`${q}`} action={REFERENCE} groups={groups()} asked={typeof q === "string" ? q : ""} />
      </Part>
      <Part id="access" title="Access">
        <Parameters parameters={Object.values<Schema>(components.securitySchemes).map(accessOf)} />
      </Part>
      <Part id="headers" title="Headers">
        <h3 className="mb-2 text-sm">Sent, where an operation lists them</h3>
        <Parameters parameters={headersOf(components.parameters)} />
        <h3 className="mt-6 mb-2 text-sm">Answered</h3>
        <Parameters parameters={ANSWERED.map(([name, key]) => headerOf(name, components.headers[key]))} />
      </Part>
      <Part id="errors" title="Errors">
        <p className="max-w-3xl">
          Programs read <code className="font-mono text-sm">code</code>, people the sentence, which names the field and
          its limit.
        </p>
        <RefusalList refused={refusals()} />
        <div className="mt-6 grid gap-8 xl:grid-cols-2">
          {(["Gigiac", "GiveGigs"] as const).map((dialect) => (
            <div key={dialect} className="min-w-0 space-y-4">
              <h3 className="text-sm">An error of {dialect}</h3>
              <CodeBlock
                code={JSON.stringify(exampleError(dialect), null, 2)}
                label="Example answer, 400"
                of={dialect}
                copy={false}
              />
              <Fields schema={components.schemas[`${dialect}Error`]} marks="optional" />
            </div>
          ))}
        </div>
      </Part>
    </Frame>
  );
}

const Part = ({ id, title, children }: { id: string; title: string; children: React.ReactNode }) => (
  <section aria-labelledby={id} className="mt-10 border-t pt-8">
    <h2 id={id} className="mb-4 scroll-mt-20 text-lg">
      {title}
    </h2>
    {children}
  </section>
);

/** All operations as the list finds them: by path, by name and by what is said about them. */
const groups = (): Group[] =>
  sections().map(({ dialect, title, href, operations }) => ({
    href,
    title: `${dialect}: ${title}`,
    rows: operations.map(({ id, href, method, path, summary, description }) => ({
      ...{ id, href, path, summary, badge: <Method name={method} /> },
      names: `${method} ${path} ${summary} ${id} ${title}`.toLowerCase(),
      words: `${method} ${path} ${summary} ${id} ${title} ${description}`.toLowerCase(),
    })),
  }));

/** Where a key or a session goes: its header or cookie, as what kind of thing. */
const accessOf = ({ in: place = "header", name = "Authorization", description }: Schema): Parameter =>
  headerOf(name, { description, schema: { type: place } });

const ANSWERED = [
  ["X-Request-Id", "RequestId"],
  ["X-RateLimit-Limit", "RateLimit"],
  ["X-RateLimit-Remaining", "RateRemaining"],
  ["X-RateLimit-Reset", "RateReset"],
  ["Retry-After", "RetryAfter"],
  ["Idempotent-Replayed", "Replayed"],
] as const;

const headerOf = (name: string, { description, schema }: Schema): Parameter => ({
  ...{ name, in: "header", required: false },
  schema: { ...schema, description },
});
const headersOf = (parameters: Record<string, Schema>) =>
  Object.values(parameters).map((one) => headerOf(one.name, one));

/** Every status that an operation may refuse with. Where the dialects say different things of one, each is named. */
function refusals() {
  const said = new Map<string, Map<string, string>>();
  for (const { dialect, operations } of sections())
    for (const { status, description } of operations.flatMap(({ refused }) => refused))
      said.set(status, (said.get(status) ?? new Map()).set(dialect, description));
  return [...said]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([status, byDialect]) => ({ status, description: together(byDialect), codes: codesOf(status) }));
}

function together(byDialect: Map<string, string>): string {
  const [first, ...others] = new Set(byDialect.values());
  if (others.length === 0) return first!;
  return [...byDialect].map(([dialect, description]) => `${dialect}: ${description}`).join(" ");
}
