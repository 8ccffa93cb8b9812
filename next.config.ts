import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // The drivers stay outside the bundle: one copy per process, and their native parts are found.
  serverExternalPackages: ["postgres", "pino", "@node-rs/argon2", "nodemailer", "ioredis"],
  devIndicators: false,
  typescript: { ignoreBuildErrors: false },
};

export default config;
