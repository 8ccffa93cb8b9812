import type postgres from "postgres";
import type { Claims } from "./token";

const ROLES = ["anon", "authenticated", "service_role"];

/** Who asks: what their token says, and the headers they came with. */
export type Client = { claims: Claims; headers: Record<string, string> };
export type Extension = "broadcast" | "presence";

/** A role nobody knows of may do what everybody may. */
const roleOf = ({ role }: Claims) => (ROLES.includes(role) ? role : "anon");

/** Asks the policies on `realtime.messages`, with the client's eyes. An error in a policy is raised. */
export class Access {
  readonly #sql: postgres.Sql;
  constructor(sql: postgres.Sql) {
    this.#sql = sql;
  }

  async mayRead(topic: string, { claims, headers }: Client): Promise<Record<Extension, boolean>> {
    const [row] = await this.#sql`select broadcast, presence from
      realtime.may_read(${topic}, ${roleOf(claims)}, ${JSON.stringify(claims)}::text::jsonb, ${JSON.stringify(headers)}::text::jsonb)`;
    return row as unknown as Record<Extension, boolean>;
  }

  async mayWrite(topic: string, { claims, headers }: Client, extension: Extension): Promise<boolean> {
    const [row] = await this.#sql`select
      realtime.may_write(${topic}, ${roleOf(claims)}, ${JSON.stringify(claims)}::text::jsonb, ${JSON.stringify(headers)}::text::jsonb, ${extension}) as ok`;
    return row!.ok;
  }
}
