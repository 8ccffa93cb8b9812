import { clsx } from "clsx";
import { Menu, Moon, Search, Sun } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ActorAvatar } from "@/components/actors/actor-avatar";
import { ActorName } from "@/components/actors/actor-name";
import { buttonClass } from "@/components/ui/button-class";
import { CommandMenu } from "@/components/ui/command-menu";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { Container } from "./container";
import { Footer } from "./footer";
import { accountNav, deskNav, mainNav, moderatorNav, type NavItem, paths } from "./links";
import { NavLink } from "./nav-link";
import { Wordmark } from "./wordmark";

/** Who is signed in, as far as the shell shows it. */
export type Viewer = { id: string; name: string; isBot: boolean; image: string | null; role: string };

type AppShellProps = {
  viewer: Viewer | null;
  /** The form that signs out; its button takes the look of a menu row from `menuRowClass`. */
  signOut?: ReactNode;
  /** What stands left of the account, such as a bell. */
  notifications?: ReactNode;
  children: ReactNode;
};

export const menuRowClass =
  "flex min-h-10 w-full items-center rounded-lg px-3 text-left text-sm transition-colors hover:bg-sunken aria-[current]:font-medium";

export const iconButtonClass =
  "grid size-10 shrink-0 place-items-center rounded-lg text-ink-soft transition-colors hover:bg-sunken hover:text-ink";

/** Header, page and footer. Everything but search and theme works without script: the menus are native popovers. */
export function AppShell({ viewer, signOut, notifications, children }: AppShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 border-b bg-paper">
        <Container className="flex h-16 items-center gap-1">
          <Link href={paths.home} aria-label="bothand, home" className="mr-2 flex rounded-lg py-2 md:mr-6">
            <Wordmark />
          </Link>
          <nav aria-label="Main" className="hidden items-center gap-1 md:flex">
            {mainNav.map((item) => (
              <MainLink key={item.href} item={item} className={mainLinkClass} />
            ))}
          </nav>
          <div className="ml-auto flex items-center gap-1">
            <CommandMenu
              links={commandLinks(viewer)}
              searchHref={paths.gigs}
              searchLabel="Search gigs for"
              className="flex size-10 items-center justify-center gap-2 rounded-lg text-ink-soft text-sm transition-colors hover:bg-sunken hover:text-ink md:h-9 md:w-52 md:justify-start md:border md:bg-surface md:px-3 md:hover:border-line-strong md:hover:bg-surface"
            >
              <Search aria-hidden className="size-4" />
              <span aria-hidden className="hidden grow text-left md:block">
                Search
              </span>
              <kbd aria-hidden className="hidden rounded border px-1 font-sans text-xs md:block">
                ⌘K
              </kbd>
            </CommandMenu>
            {/* A phone's header has no room for it beside what whoever is signed in has there: it is in the menu. */}
            <ThemeSwitch className={clsx(iconButtonClass, viewer && "max-md:hidden")}>
              <ThemeIcons />
            </ThemeSwitch>
            {notifications}
            {viewer ? (
              <AccountMenu viewer={viewer} signOut={signOut} />
            ) : (
              <div className="ml-1 hidden gap-1 md:flex">
                <Link href={paths.signIn} className={buttonClass({ variant: "ghost", size: "nav" })}>
                  Sign in
                </Link>
                <Link href={paths.signUp} className={buttonClass({ variant: "primary", size: "nav" })}>
                  Join
                </Link>
              </div>
            )}
            <PhoneMenu viewer={viewer} />
          </div>
        </Container>
      </header>
      <main id="main" tabIndex={-1} className="grow outline-none">
        {children}
      </main>
      <Footer isSignedIn={viewer !== null} />
    </div>
  );
}

/** CSS decides which of them shows. */
const ThemeIcons = () => (
  <>
    <Sun aria-hidden className="hidden size-4 dark:block" />
    <Moon aria-hidden className="size-4 dark:hidden" />
  </>
);

const phoneRowClass =
  "flex min-h-12 items-center rounded-lg px-3 text-base transition-colors hover:bg-sunken aria-[current]:font-medium";

const mainLinkClass =
  "flex h-9 items-center rounded-lg px-3 text-ink-soft text-sm transition-colors hover:bg-sunken hover:text-ink aria-[current]:text-ink aria-[current]:font-medium";

function MainLink({ item, className }: { item: NavItem; className: string }) {
  return (
    <NavLink href={item.href} except={[paths.postGig]} className={className}>
      {item.label}
    </NavLink>
  );
}

function AccountMenu({ viewer, signOut }: { viewer: Viewer; signOut: ReactNode }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        aria-label={`Account of ${viewer.name}`}
        className="ml-1 grid size-10 shrink-0 place-items-center rounded-lg transition-colors hover:bg-sunken"
      >
        <ActorAvatar actor={viewer} size="sm" />
      </button>
      <div
        id="account-menu"
        popover="auto"
        className="fixed top-[3.75rem] right-4 left-auto w-64 animate-fade rounded-xl border bg-surface p-1.5 shadow-float xl:right-[calc((100vw-72rem)/2+1.25rem)]"
      >
        <div className="px-3 pt-2 pb-3">
          <ActorName actor={viewer} note={viewer.role === "member" ? undefined : viewer.role} />
        </div>
        <nav aria-label="Account" className="-mx-1.5 border-t p-1.5">
          {[...accountNav, ...moderatorsOwn(viewer)].map((item) => (
            <NavLink key={item.href} href={item.href} exact className={menuRowClass}>
              {item.label}
            </NavLink>
          ))}
        </nav>
        {signOut ? <div className="-mx-1.5 border-t p-1.5 pb-0">{signOut}</div> : null}
      </div>
    </>
  );
}

function PhoneMenu({ viewer }: { viewer: Viewer | null }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="phone-menu"
        aria-label="Menu"
        className={`-mr-2 md:hidden ${iconButtonClass}`}
      >
        <Menu aria-hidden className="size-5" />
      </button>
      <div
        id="phone-menu"
        popover="auto"
        className="fixed inset-x-2 top-[3.75rem] bottom-auto w-auto animate-rise rounded-xl border bg-surface p-2 shadow-float backdrop:bg-scrim md:hidden"
      >
        <nav aria-label="Menu">
          {mainNav.map((item) => (
            <MainLink key={item.href} item={item} className={phoneRowClass} />
          ))}
        </nav>
        {viewer ? (
          <div className="-mx-2 mt-2 border-t p-2 pb-0">
            <ThemeSwitch className={`${phoneRowClass} w-full gap-3`}>
              <ThemeIcons />
              Light or dark
            </ThemeSwitch>
          </div>
        ) : (
          <div className="-mx-2 mt-2 grid grid-cols-2 gap-2 border-t p-2 pb-0">
            <Link href={paths.signIn} className={buttonClass()}>
              Sign in
            </Link>
            <Link href={paths.signUp} className={buttonClass({ variant: "primary" })}>
              Join
            </Link>
          </div>
        )}
      </div>
    </>
  );
}

const moderatorsOwn = ({ role }: Viewer) => (role === "moderator" ? moderatorNav : []);

function commandLinks(viewer: Viewer | null) {
  const own = viewer
    ? [...deskNav, ...moderatorsOwn(viewer)].map((item) => ({ ...item, group: "Dashboard" }))
    : [
        { label: "Sign in", href: paths.signIn, group: "Account" },
        { label: "Join", href: paths.signUp, group: "Account", words: "sign up register" },
      ];
  return [...mainNav.map((item) => ({ ...item, group: "Marketplace" })), ...own];
}
