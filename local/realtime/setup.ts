import { generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import postgres from "postgres";

const textOf = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../db/realtime/${name}.sql`, import.meta.url)), "utf8");
/** Who may hear and say what; and that nobody reads tables with the key that is in every browser. */
const texts = ["access", "closed"].map(textOf);

/** `npm run admin -- realtime:key`: what tokens are signed with; Supabase is given the same, and its own key stays with it. */
export function printSigningKey(): number {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  console.log(JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "ES256", use: "sig" }));
  return 0;
}

/**
 * `npm run admin -- realtime:setup`: on a Supabase database, what migrations must not do there, as the role that owns the
 * schema. Prints the SQL instead with --print, for Supabase's SQL editor.
 */
export async function setUpRealtime(print: boolean): Promise<number> {
  if (print) {
    console.log(texts.join("\n"));
    return 0;
  }
  const sql = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, prepare: false, onnotice() {} });
  try {
    const [found] = await sql`select to_regclass('realtime.messages') is not null as there,
      exists (select from pg_roles where rolname = 'supabase_admin') as hosted`;
    if (!found!.there) {
      console.error(
        "This database has no schema realtime: it is neither Supabase's nor migrated by `npm run db:migrate`.",
      );
      return 1;
    }
    await sql.begin(async (tx) => {
      for (const text of texts) await tx.unsafe(text);
    });
    console.log("Who may hear and say what on Realtime is set, and its roles read no table of ours.");
    if (found!.hosted)
      console.log(
        "In the project's settings, switch off “Allow public access” of Realtime and the Data API, and set the variables of .env.example; then run realtime:check.",
      );
    return 0;
  } finally {
    await sql.end();
  }
}
