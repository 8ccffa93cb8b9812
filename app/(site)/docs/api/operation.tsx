import { Badge, type Tone } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { curlOf } from "./curl";
import { Fields, Parameters, TypeOf } from "./fields";
import { Inline, Markdown } from "./markdown";
import { PathText } from "./path-text";
import { type Answer, type Content, type Operation, REFERENCE, type Refused, type Section } from "./reference";
import { sampleAnswer } from "./sample";

const TONES: Record<string, Tone> = { GET: "neutral", POST: "accent", PUT: "wait", PATCH: "wait", DELETE: "loss" };
const ACCESS = { Public: "No key needed", Key: "Needs a key", Browser: "Signed-in browser only" };
const PLACES = { path: "In the path", query: "In the query" };

/** An HTTP method, coloured by what it does. */
export function Method({ name }: { name: string }) {
  return (
    <Badge tone={TONES[name]} className="font-mono">
      {name}
    </Badge>
  );
}

/** One operation: what it takes and answers on one side, the lines to paste and an example on the other. */
export function OperationEntry({
  section,
  operation,
  origin,
}: {
  section: Section;
  operation: Operation;
  origin: string;
}) {
  const { id, method, path, summary, description, access, parameters, body, answers, refused } = operation;
  return (
    <article aria-labelledby={id} data-operation={id} className="border-t py-10">
      <h2 id={id} className="group scroll-mt-20 text-lg">
        {summary}{" "}
        <a
          href={`#${id}`}
          aria-label={`Link to ${summary}`}
          className="inline-grid size-6 place-items-center rounded font-normal text-ink-faint hover:text-accent-ink"
        >
          #
        </a>
      </h2>
      <p className="mt-2 flex flex-wrap items-center gap-2 text-sm">
        <Method name={method} />
        <PathText path={path} />
        <span className="text-ink-soft">{ACCESS[access]}</span>
      </p>
      <div className="mt-5 grid gap-8 xl:grid-cols-[minmax(0,1fr)_minmax(0,25rem)]">
        <div className="min-w-0 space-y-6">
          {description ? (
            <div className="space-y-3">
              <Markdown text={description} />
            </div>
          ) : null}
          {(["path", "query"] as const).map((place) => (
            <ParametersIn key={place} place={place} parameters={parameters} />
          ))}
          {body ? (
            <Part title={body.required ? "Body" : "Body, optional"}>
              <Fields schema={body.schema} marks="required" />
            </Part>
          ) : null}
          <Headers headers={parameters.filter((one) => one.in === "header")} />
          {answers.map((answer) => (
            <AnswerPart key={answer.statuses[0]} answer={answer} />
          ))}
          <Refusals refused={refused} />
        </div>
        <Examples section={section} operation={operation} origin={origin} />
      </div>
    </article>
  );
}

const Part = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="min-w-0">
    <h3 className="mb-2 text-sm">{title}</h3>
    {children}
  </div>
);

function ParametersIn({ place, parameters }: { place: keyof typeof PLACES; parameters: Operation["parameters"] }) {
  const there = parameters.filter((one) => one.in === place);
  if (there.length === 0) return null;
  return (
    <Part title={PLACES[place]}>
      <Parameters parameters={there} />
    </Part>
  );
}

/** Those that many operations take: told of where one looks for them. */
function Headers({ headers }: { headers: Operation["parameters"] }) {
  if (headers.length === 0) return null;
  return (
    <details className="text-sm">
      <summary>
        <h3 className="inline text-sm">Headers</h3>{" "}
        <span className="font-mono text-ink-soft">{headers.map(({ name }) => name).join(", ")}</span>
      </summary>
      <div className="mt-2">
        <Parameters parameters={headers} />
      </div>
    </details>
  );
}

function AnswerPart({ answer: { statuses, description, content } }: { answer: Answer }) {
  return (
    <Part title={`Answers ${statuses.join(" or ")}`}>
      <div className="space-y-3">
        {statuses.length === 1 && description !== "Success." ? (
          <p className="text-ink-soft text-sm">{description}</p>
        ) : null}
        {content.map((form) => (
          <Form key={form.type} {...form} />
        ))}
      </div>
    </Part>
  );
}

function Form({ type, schema }: Content) {
  if (schema.properties) return <Fields schema={schema} marks="optional" />;
  return (
    <p className="text-ink-soft text-sm">
      <code className="font-mono">{type}</code>: <TypeOf schema={schema} />.{" "}
      {schema.description ? <Inline text={schema.description} /> : null}
    </p>
  );
}

/** What it may say instead, and by which codes. */
function Refusals({ refused }: { refused: Refused[] }) {
  return (
    <details className="text-sm">
      <summary>
        <h3 className="inline text-sm">Refusals</h3>{" "}
        <span className="text-ink-soft tabular-nums">{refused.map(({ status }) => status).join(", ")}</span>
      </summary>
      <RefusalList refused={refused} />
      <p className="pb-1 text-ink-soft">
        <a href={`${REFERENCE}#errors`} className="text-accent-ink underline underline-offset-2">
          The form of an error
        </a>{" "}
        is the same everywhere.
      </p>
    </details>
  );
}

/** Statuses, what they mean and the codes that go with them. */
export function RefusalList({ refused }: { refused: Refused[] }) {
  return (
    <ul className="my-2 divide-y text-sm">
      {refused.map(({ status, description, codes }) => (
        <li key={status} className="grid grid-cols-[3rem_minmax(0,1fr)] py-2">
          <span className="font-medium tabular-nums">{status}</span>
          <div>
            <p className="text-ink-soft">
              <Inline text={description} />
            </p>
            <p className="mt-0.5 flex flex-wrap gap-x-3 font-mono text-xs leading-5">
              {codes.map((code) => (
                <code key={code}>{code}</code>
              ))}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Examples({ section, operation, origin }: { section: Section; operation: Operation; origin: string }) {
  const curl = curlOf(operation, origin);
  const { summary } = operation;
  const body = operation.body?.example;
  return (
    <div className="min-w-0 space-y-4 xl:sticky xl:top-20 xl:self-start [&_section]:max-h-[45vh]">
      {curl ? <CodeBlock code={curl} label="Request" of={summary} /> : null}
      {!curl && body !== undefined ? <CodeBlock code={written(body)} label="Body" of={summary} copy={false} /> : null}
      {operation.answers.flatMap(({ statuses, content }) =>
        content.map(({ type, schema, example = written(sampleAnswer(section, operation, schema)) }) => (
          <CodeBlock
            key={statuses[0] + type}
            code={typeof example === "string" ? example : written(example)}
            label={`Example answer, ${type === JSON_TYPE ? statuses.join(" or ") : type}`}
            of={summary}
            copy={false}
          />
        )),
      )}
    </div>
  );
}

const JSON_TYPE = "application/json";
const written = (value: unknown) => JSON.stringify(value, null, 2);
