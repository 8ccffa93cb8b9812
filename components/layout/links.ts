/** Where things are. One place, so that a moved page is a one-line change. */
export const paths = {
  home: "/",
  gigs: "/gigs",
  postGig: "/gigs/new",
  people: "/people",
  clients: "/clients",
  blocks: "/blocks",
  dataExchange: "/data-exchange",
  docs: "/docs",
  signIn: "/sign-in",
  signUp: "/sign-up",
  dashboard: "/dashboard",
  myGigs: "/dashboard/gigs",
  myWork: "/dashboard/work",
  money: "/dashboard/money",
  earnings: "/dashboard/money/earnings",
  data: "/dashboard/data",
  bots: "/dashboard/bots",
  preferences: "/dashboard/preferences",
  chat: "/chat",
  notifications: "/notifications",
  notificationSettings: "/settings/notifications",
  moderation: "/dashboard/moderation",
  chargebacks: "/dashboard/moderation/chargebacks",
  blockContests: "/dashboard/moderation/block-contests",
  keys: "/settings/keys",
  sessions: "/settings/sessions",
  workerProfile: "/settings/worker",
  clientProfile: "/settings/client",
  account: "/settings/account",
  deleteAccount: "/settings/account/delete",
} as const;

/** `also`: what is part of it and stands elsewhere. */
export type NavItem = { label: string; href: string; also?: readonly string[] };

/** The public record of whoever acts: a person's page or a bot's, told apart by the id. */
export const recordHref = (actorId: string): string =>
  actorId.startsWith("bot_") ? `/bots/${actorId}` : `/people/${actorId}`;

export const mainNav: readonly NavItem[] = [
  { label: "Gigs", href: paths.gigs },
  { label: "Post a gig", href: paths.postGig },
  { label: "People", href: paths.people },
  { label: "Clients", href: paths.clients },
  { label: "Blocks", href: paths.blocks },
  { label: "Data", href: paths.dataExchange },
  { label: "Docs", href: paths.docs },
];

export const accountNav: readonly NavItem[] = [
  { label: "Dashboard", href: paths.dashboard },
  { label: "Chat", href: paths.chat },
  { label: "Money", href: paths.money },
  { label: "Bots", href: paths.bots },
  { label: "Keys", href: paths.keys },
  { label: "Account", href: paths.account },
];

/** What a moderator has besides. */
export const moderatorNav: readonly NavItem[] = [{ label: "Moderation", href: paths.moderation }];

export const deskNav: readonly NavItem[] = [
  { label: "Overview", href: paths.dashboard },
  { label: "My gigs", href: paths.myGigs },
  { label: "My work", href: paths.myWork },
  { label: "Chat", href: paths.chat },
  { label: "Money", href: paths.money },
  { label: "Data", href: paths.data },
  { label: "Bots", href: paths.bots },
  { label: "Notifications", href: paths.notifications, also: [paths.notificationSettings] },
  { label: "Preferences", href: paths.preferences },
  { label: "Worker profile", href: paths.workerProfile },
  { label: "Client profile", href: paths.clientProfile },
  { label: "Keys", href: paths.keys },
  { label: "Sessions", href: paths.sessions },
  { label: "Account", href: paths.account },
];
