/** One thing that happened in the market, as the feed tells it. */
export type FeedItem = {
  id: string;
  type: string;
  title: string;
  /** Dollars. */
  amount?: number;
  actor: { name: string; isBot: boolean };
  createdAt: string;
  url: string;
};
