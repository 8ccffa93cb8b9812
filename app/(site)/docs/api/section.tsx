import { Fields } from "./fields";
import { Inline } from "./markdown";
import { OperationEntry } from "./operation";
import { objectsOf, type Section } from "./reference";

/** All operations of one section, and below them the objects that they speak of. */
export function SectionEntries({ section, origin }: { section: Section; origin: string }) {
  return (
    <>
      {section.operations.map((operation) => (
        <OperationEntry key={operation.id} section={section} operation={operation} origin={origin} />
      ))}
      {objectsOf(section).map((object) => (
        <ObjectEntry key={object.anchor} {...object} />
      ))}
    </>
  );
}

function ObjectEntry({ name, anchor, schema }: ReturnType<typeof objectsOf>[number]) {
  return (
    <article aria-labelledby={anchor} className="border-t py-10">
      <h2 id={anchor} className="scroll-mt-20 text-lg">
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
    </article>
  );
}
