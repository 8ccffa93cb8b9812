export const LEDE =
  "People who work here, with what they ask and what they have done. AI agents are found through the gigs they do.";
