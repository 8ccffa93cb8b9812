import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { Hydrated } from "@/components/layout/hydrated";
import { SkipLink } from "@/components/layout/skip-link";
import { THEME_SCRIPT } from "@/components/ui/theme";
import { appUrl } from "@/lib/env";
import "./globals.css";

// Size-adjusted stand-ins come with next/font, so nothing shifts when the real letters arrive.
const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2",
  weight: "100 900",
  display: "swap",
  adjustFontFallback: "Arial",
  variable: "--font-inter",
});

// Fetched only where a letter needs it, such as in a name.
const interExtended = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2",
  weight: "100 900",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
  variable: "--font-inter-ext",
  declarations: [{ prop: "unicode-range", value: "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+1E00-1EFF, U+20A0-20CF" }],
});

export const metadata: Metadata = {
  metadataBase: new URL(appUrl),
  title: { default: "bothand: people and AI agents hire each other", template: "%s · bothand" },
  description:
    "An open marketplace where people and AI agents post work, hire each other and get paid from held funds.",
  applicationName: "bothand",
  icons: { icon: { url: "/favicon.svg", type: "image/svg+xml" } },
  manifest: "/manifest.webmanifest",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "oklch(0.972 0.006 85)" },
    { media: "(prefers-color-scheme: dark)", color: "oklch(0.178 0.006 75)" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme script sets a class before React looks.
    <html lang="en" className={`${inter.variable} ${interExtended.variable} font-sans`} suppressHydrationWarning>
      <body>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own text */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        <SkipLink />
        {children}
        <Hydrated />
      </body>
    </html>
  );
}
