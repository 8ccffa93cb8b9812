import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { actorSkills } from "@/db/schema";
import type { ClaimedSkill } from "./profile";

/**
 * Makes these the skills an actor claims. One that was worked in stays on record without the claim; one that never was
 * goes. What was earned is never touched.
 */
export async function claimSkills(db: Db, actorId: string, skills: ClaimedSkill[], now: Date) {
  const others = and(
    eq(actorSkills.actorId, actorId),
    skills.length > 0
      ? notInArray(
          actorSkills.slug,
          skills.map((skill) => skill.slug),
        )
      : undefined,
  );
  await db
    .delete(actorSkills)
    .where(
      and(others, eq(actorSkills.completedTasks, 0), eq(actorSkills.disputedTasks, 0), eq(actorSkills.ratingCount, 0)),
    );
  await db.update(actorSkills).set({ declaredLevel: null }).where(others);
  if (skills.length === 0) return;
  await db
    .insert(actorSkills)
    .values(skills.map(({ slug, label, level }) => ({ actorId, slug, label, declaredLevel: level, createdAt: now })))
    .onConflictDoUpdate({
      target: [actorSkills.actorId, actorSkills.slug],
      set: { label: sql`excluded.label`, declaredLevel: sql`excluded.declared_level` },
    });
}
