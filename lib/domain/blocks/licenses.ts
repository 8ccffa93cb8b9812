/** What a dataset may be offered under: SPDX ids, and three of our own. */
export const LICENSE_TYPES = [
  "CC0-1.0",
  "CC-BY-4.0",
  "CC-BY-SA-4.0",
  "CC-BY-NC-4.0",
  "CDLA-Permissive-2.0",
  "ODbL-1.0",
  "LicenseRef-Commercial",
  "LicenseRef-Research",
  "LicenseRef-Exclusive",
] as const;
export type LicenseType = (typeof LICENSE_TYPES)[number];
