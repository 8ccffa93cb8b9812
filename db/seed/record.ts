import type { Cast } from "./cast";
import { labelOf } from "./cast";
import type { Deed } from "./rows";

type Count =
  | "completedTasks"
  | "onTimeTasks"
  | "disputedTasks"
  | "acceptedDeliverables"
  | "reviewedDeliverables"
  | "ratingSum"
  | "ratingCount";
type Counters = Partial<Record<Count, number>>;

const add = (row: Counters, count: Count, by = 1) => {
  row[count] = (row[count] ?? 0) + by;
};

/** Writes what people did into the counters of their cards and skills, as the product does deed by deed. */
export function record(cast: Cast, deeds: Deed[]) {
  const cards = new Map(cast.actors.map((actor) => [actor.id!, actor as Counters]));
  const skills = new Map(cast.skills.map((skill) => [`${skill.actorId} ${skill.slug}`, skill]));
  const skillsOf = ({ worker, task }: Deed) =>
    task.requiredSkills.map((slug) => {
      const name = `${worker.id} ${slug}`;
      const skill = skills.get(name) ?? { actorId: worker.id, slug, label: labelOf(slug), createdAt: task.createdAt };
      if (!skills.has(name)) cast.skills.push(skill);
      skills.set(name, skill);
      return skill;
    });
  for (const deed of deeds.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const card = cards.get(deed.worker.id)!;
    if (deed.kind === "completed") {
      add(card, "completedTasks");
      if (deed.onTime) add(card, "onTimeTasks");
      add(card, "acceptedDeliverables");
      add(card, "reviewedDeliverables");
      for (const skill of skillsOf(deed)) {
        add(skill as Counters, "completedTasks");
        skill.attestedAt = deed.at;
      }
    } else if (deed.kind === "sentBack") add(card, "reviewedDeliverables");
    else if (deed.kind === "split") {
      add(card, "completedTasks");
      add(card, "disputedTasks");
      for (const skill of skillsOf(deed)) add(skill as Counters, "disputedTasks");
    } else {
      const rated = [cards.get(deed.ratee.id)!, ...(deed.bySkill ? (skillsOf(deed) as Counters[]) : [])];
      for (const row of rated) {
        add(row, "ratingSum", deed.stars);
        add(row, "ratingCount");
      }
    }
  }
}
