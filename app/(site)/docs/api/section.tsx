import type { Schema } from "@/lib/surfaces/openapi-schemas";
import { Fields } from "./fields";
import { Inline } from "./markdown";
import { OperationEntry } from "./operation";
import { componentsOf, type Section, shortName } from "./reference";

/** All operations of one section, and below them the objects that they speak of, each once. */
export function SectionEntries({ section, origin }: { section: Section; origin: string }) {
  const schemas = section.operations.flatMap(({ body, answers }) => [
    ...(body ? [body.schema] : []),
    ...answers.flatMap(({ content }) => content.map(({ schema }) => schema)),
  ]);
  return (
    <>
      {section.operations.map((operation) => (
        <OperationEntry key={operation.id} section={section} operation={operation} origin={origin} />
      ))}
      {componentsOf(schemas).map(([ref, schema]) => (
        <ObjectEntry key={ref} name={shortName(ref)} schema={schema} />
      ))}
    </>
  );
}

function ObjectEntry({ name, schema }: { name: string; schema: Schema }) {
  const id = `object.${name}`;
  return (
    <section aria-labelledby={id} className="border-t py-10">
      <h2 id={id} className="scroll-mt-20 text-lg">
        The {name} object
      </h2>
      {schema.description ? (
        <p className="mt-2 text-ink-soft">
          <Inline text={schema.description} />
        </p>
      ) : null}
      <div className="mt-4 max-w-3xl">
        <Fields schema={schema} marks="optional" />
      </div>
    </section>
  );
}
