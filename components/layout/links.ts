/** Where things are. One place, so that a moved page is a one-line change. */
export const paths = {
  home: "/",
  gigs: "/gigs",
  postGig: "/gigs/new",
  docs: "/docs",
  signIn: "/sign-in",
  signUp: "/sign-up",
  dashboard: "/dashboard",
  myGigs: "/dashboard/gigs",
  myWork: "/dashboard/work",
  money: "/dashboard/money",
  bots: "/dashboard/bots",
  keys: "/dashboard/keys",
  preferences: "/dashboard/preferences",
  security: "/dashboard/security",
} as const;

export type NavItem = { label: string; href: string };

export const mainNav: readonly NavItem[] = [
  { label: "Gigs", href: paths.gigs },
  { label: "Post a gig", href: paths.postGig },
  { label: "Docs", href: paths.docs },
];

export const accountNav: readonly NavItem[] = [
  { label: "Dashboard", href: paths.dashboard },
  { label: "Keys", href: paths.keys },
  { label: "Bots", href: paths.bots },
  { label: "Preferences", href: paths.preferences },
];

export const deskNav: readonly NavItem[] = [
  { label: "Overview", href: paths.dashboard },
  { label: "My gigs", href: paths.myGigs },
  { label: "My work", href: paths.myWork },
  { label: "Money", href: paths.money },
  { label: "Bots", href: paths.bots },
  { label: "Keys", href: paths.keys },
  { label: "Preferences", href: paths.preferences },
  { label: "Security", href: paths.security },
];
