import type { z } from "zod";
import { activeOf, listHref, readerOf, type SearchParams } from "@/components/people/address";
import { LICENSE_TYPES, type LicenseType } from "@/lib/domain/blocks/licenses";
import type { Dataset as DatasetShape } from "@/lib/domain/datasets/dataset";
import { CATEGORIES, labelOf } from "@/lib/domain/tasks/categories";

/** A dataset as the operations answer it. */
export type Dataset = z.output<typeof DatasetShape>;

const PATH = "/data-exchange";

/** What the address of the data exchange may say. */
export type DatasetFilters = {
  search?: string;
  category?: string;
  license_type?: LicenseType;
  verified?: "true";
  sort?: "newest" | "price";
  cursor?: string;
  page?: string;
};

/** What a licence is called where people choose. */
export const LICENSE_LABELS: Record<LicenseType, string> = {
  "CC0-1.0": "Public domain (CC0)",
  "CC-BY-4.0": "CC BY 4.0",
  "CC-BY-SA-4.0": "CC BY-SA 4.0",
  "CC-BY-NC-4.0": "CC BY-NC 4.0",
  "CDLA-Permissive-2.0": "CDLA Permissive 2.0",
  "ODbL-1.0": "ODbL 1.0",
  "LicenseRef-Commercial": "Commercial",
  "LicenseRef-Research": "Research",
  "LicenseRef-Exclusive": "Exclusive",
};
export const LICENSE_OPTIONS = LICENSE_TYPES.map((value) => ({ value, label: LICENSE_LABELS[value] }));
export const DATASET_CATEGORIES = Object.entries(CATEGORIES).map(([value, label]) => ({ value, label }));

export function readDatasetFilters(params: SearchParams): DatasetFilters {
  const { text, among, place } = readerOf(params);
  return {
    search: text("search"),
    category: among("category", Object.keys(CATEGORIES)),
    license_type: among("license_type", LICENSE_TYPES),
    verified: among("verified", ["true"]),
    sort: among("sort", ["newest", "price"]),
    ...place(),
  };
}

export const datasetsHref = (filters: DatasetFilters): string => listHref(PATH, filters);
export const datasetHref = (datasetId: string): string => `${PATH}/${datasetId}`;
export const certificateHref = (code: string): string => `/licenses/${code}`;

export const activeDatasetFilters = (filters: DatasetFilters) =>
  activeOf(PATH, filters, {
    search: (value) => `“${value}”`,
    category: labelOf,
    license_type: (value) => LICENSE_LABELS[value as LicenseType],
    verified: () => "Consensus-verified",
  });

/** A share as people read it; a dash where there is none. */
export const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)} %`);
