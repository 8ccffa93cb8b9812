import { Fragment } from "react";
import type { Schema } from "@/lib/surfaces/openapi-schemas";
import { codeClass, Inline } from "./markdown";
import { objectAnchor, type Parameter, shortName } from "./reference";

type FieldProps = { name: string; schema: Schema; required?: boolean; note?: string };

/** The fields of an object, one below the other; what is inside one unfolds in its place. */
export function Fields({ schema, marks }: { schema: Schema; marks: "required" | "optional" }) {
  const { properties = {}, required = [] } = schema;
  return (
    <ul className="divide-y border-y">
      {Object.entries<Schema>(properties).map(([name, field]) => {
        const must = required.includes(name);
        // A body names what must be there, an answer what may be missing.
        const note = must === (marks === "required") ? marks : undefined;
        return <Field key={name} name={name} schema={field} required={note === "required"} note={note} marks={marks} />;
      })}
    </ul>
  );
}

/** The parameters of one place: path, query or header. */
export function Parameters({ parameters }: { parameters: Parameter[] }) {
  return (
    <ul className="divide-y border-y">
      {parameters.map(({ name, required, schema }) => (
        <Field
          key={name}
          name={name}
          schema={schema}
          required={required}
          note={required ? "required" : undefined}
          marks="required"
        />
      ))}
    </ul>
  );
}

function Field({ name, schema, required, note, marks }: FieldProps & { marks: "required" | "optional" }) {
  const inner = innerOf(schema);
  const limits = limitsOf(schema);
  const choices = choicesOf(schema);
  return (
    <li className="py-2.5 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <code className="break-all font-medium font-mono">{name}</code>
        <span className="text-ink-soft">
          <TypeOf schema={schema} />
        </span>
        {note ? <span className={required ? "font-medium text-wait-ink" : "text-ink-faint"}>{note}</span> : null}
      </p>
      {schema.description ? (
        <p className="mt-0.5 text-ink-soft">
          <Inline text={schema.description} />
        </p>
      ) : null}
      {choices.length > 0 ? (
        <p className="mt-1 flex flex-wrap gap-1 text-ink-soft">
          <span className="sr-only">One of</span>
          {choices.map((choice) => (
            <code key={String(choice)} className={codeClass}>
              {String(choice)}
            </code>
          ))}
        </p>
      ) : null}
      {limits.length > 0 ? <p className="mt-0.5 text-ink-faint">{limits.join(" · ")}</p> : null}
      {inner ? (
        <details className="mt-1.5 border-l pl-3">
          <summary className="w-fit py-0.5 text-accent-ink">
            Fields of <code className="font-mono">{name}</code>
          </summary>
          <div className="mt-1.5">
            <Fields schema={inner} marks={marks} />
          </div>
        </details>
      ) : null}
    </li>
  );
}

/** The forms a value may have, those of a list's entries as well. */
const formsOf = (schema: Schema): Schema[] =>
  schema.anyOf ? schema.anyOf.flatMap(formsOf) : schema.items ? formsOf(schema.items) : [schema];

const innerOf = (schema: Schema): Schema | undefined => formsOf(schema).find(({ properties }) => properties);
const choicesOf = (schema: Schema): unknown[] => formsOf(schema).flatMap((form) => form.enum ?? []);

/** What a value is, in words; a component leads to its description on the same page. */
export function TypeOf({ schema }: { schema: Schema }) {
  if (schema.$ref)
    return (
      <a href={`#${objectAnchor(schema.$ref)}`} className="text-accent-ink underline underline-offset-2">
        {shortName(schema.$ref)}
      </a>
    );
  if (schema.anyOf)
    return schema.anyOf.map((form: Schema, index: number) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the forms of a value do not move
      <Fragment key={index}>
        {index > 0 ? " or " : null}
        <TypeOf schema={form} />
      </Fragment>
    ));
  const types: string[] = [schema.type ?? "any value"].flat();
  return types.map((type, index) => (
    <Fragment key={type}>
      {index > 0 ? " or " : null}
      {type === "array" ? (
        <>
          array of <TypeOf schema={schema.items ?? schema.prefixItems[0]} />
        </>
      ) : (
        wordOf(type, schema.format)
      )}
    </Fragment>
  ));
}

const wordOf = (type: string, format: string | undefined) => (type === "string" && format ? `${format} string` : type);

/** What a value is held to, as short remarks. */
function limitsOf(schema: Schema): string[] {
  const own = [
    range(schema.minLength, schema.maxLength, "characters"),
    range(schema.minItems, schema.maxItems, "entries"),
    range(schema.minimum, schema.maximum, ""),
    schema.exclusiveMinimum !== undefined && `more than ${schema.exclusiveMinimum}`,
    schema.const !== undefined && `always ${schema.const}`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ].filter((limit) => typeof limit === "string");
  const inner: Schema[] = schema.anyOf ?? [];
  const ofEntries = schema.items ? limitsOf(schema.items).map((limit) => `each ${limit}`) : [];
  return [...new Set([...own, ...ofEntries, ...inner.flatMap(limitsOf)])];
}

function range(least: number | undefined, most: number | undefined, of: string): string | undefined {
  const say = (value: number) => value.toLocaleString("en-US");
  if (most === undefined) return least ? `at least ${say(least)} ${of}`.trim() : undefined;
  const words = least === undefined || (of && least === 0) ? `at most ${say(most)}` : `${say(least)} to ${say(most)}`;
  return `${words} ${of}`.trim();
}
