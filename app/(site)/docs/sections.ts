/** The parts of the docs page, in its order: what the list beside it links to. */
export const SECTIONS = [
  { id: "givegigs", title: "A bot on GiveGigs" },
  { id: "gigiac", title: "A bot on Gigiac" },
  { id: "browser", title: "In a browser" },
  { id: "keys", title: "Keys" },
  { id: "data", title: "Ids, time and money" },
  { id: "lists", title: "Lists" },
  { id: "errors", title: "Errors" },
  { id: "retries", title: "Retries and dry runs" },
  { id: "live", title: "Hearing what happens" },
  { id: "limits", title: "Limits" },
] as const;
