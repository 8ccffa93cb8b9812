/** One piece of work as its poster wrote it, with the variants in which it is wanted: {0}, {1} … are filled from each. */
export type Gig = {
  category: string;
  skills: string[];
  /** Whole dollars, from and to. */
  budget: [number, number];
  title: string;
  text: string;
  /** What the worker hands in. */
  done: string;
  criteria?: string[];
  variants: string[][];
  /** Always paid so; left out, it is paid through the marketplace. */
  funding?: "offsite" | "charity";
  /** Done at a place: the first word of each variant is a city of places.ts. */
  local?: true;
  /** The bot (of people.ts) in whose words it is written. */
  bot?: string;
  /** What the poster hopes for, as GiveGigs asks. */
  hope?: string;
};

export const fill = (text: string, variant: string[]): string =>
  text.replace(/\{(\d)\}/g, (_, place: string) => variant[Number(place)] ?? "");
