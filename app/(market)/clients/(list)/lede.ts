export const LEDE =
  "Who posts work here under a name of their own: how they hire, how they pay, and how they were rated.";
