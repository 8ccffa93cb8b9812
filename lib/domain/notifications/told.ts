import { sql } from "drizzle-orm";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import { type Kind, type NotificationType, notificationJoins, notificationView } from "./notification";

/** What a letter or a push tells of one notification. */
export type Told = {
  id: string;
  notificationType: NotificationType;
  kind: Kind;
  senderName: string | null;
  isAi: boolean;
  taskTitle: string | null;
  threadId: string | null;
  messagePreview: string;
  url: string;
};

const statement = compile(sql`
  select coalesce(json_agg(row_to_json(v) order by t.created_at, t.id), '[]') as told
  from notifications t ${notificationJoins} cross join lateral (select ${notificationView.columns("camel")}) v
  where t.id = any(${sql.placeholder("ids")}::text[])`);

/** What these say, oldest first. */
export async function toldOf(db: Db, ids: string[]): Promise<Told[]> {
  if (ids.length === 0) return [];
  return (await execute<{ told: Told[] }>(db, statement, { ids }))[0]!.told;
}
