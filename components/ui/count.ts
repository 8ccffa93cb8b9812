const number = new Intl.NumberFormat("en-US");

/** "1 gig", "128 gigs", "about 98,000 gigs" */
export const countOf = (total: number, isEstimate: boolean, noun: string) =>
  `${isEstimate ? "about " : ""}${number.format(total)} ${noun}${total === 1 ? "" : "s"}`;
