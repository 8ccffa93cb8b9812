import type { NextConfig } from "next";

const HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(self)" },
];

/** A build of this machine's own start: `npm test` checks the types, and what is written down for a next build is more work than it saves. */
const isQuick = process.env.BUILD_QUICK === "1";

const config: NextConfig = {
  typescript: { ignoreBuildErrors: isQuick },
  experimental: { turbopackFileSystemCacheForBuild: !isQuick },
  poweredByHeader: false,
  // The drivers stay outside the bundle: one copy per process, and their native parts are found.
  serverExternalPackages: ["postgres", "pino", "@node-rs/argon2", "nodemailer", "ioredis"],
  devIndicators: false,
  // Where a page ended before its head was read, browsers ask for it under this name.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/favicon.svg" }],
  headers: async () => [{ source: "/:path*", headers: HEADERS }],
};

export default config;
