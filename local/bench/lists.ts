/** The lists whose cost is measured as their tables grow, by name, and what each is called. */
export const LISTS = {
  tasks: "The list of open tasks",
  workers: "The list of workers, totals counted anew each time,",
  clients: "The list of clients, totals counted anew each time,",
  histories: "What a client and a worker have done, the longest histories growing with the size,",
} as const;
export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as ListName[];
