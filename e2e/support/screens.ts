import { devices } from "@playwright/test";

/** The narrowest screen that pages are made for; in a journey, that of whoever has none but a phone. */
export const phone = { ...devices["Pixel 7"], viewport: { width: 360, height: 740 } };

export const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } };
