import type { datasetVersions } from "@/db/schema";
import type { LicenseType } from "@/lib/domain/blocks/licenses";
import { appUrl } from "@/lib/env";
import type { DatasetRow } from "./dataset";
import { columnsOf, FORMATS, MEDIA_TYPES, nameOf, PARTS, type Part } from "./files";
import { TERMS } from "./terms";

type VersionRow = Omit<typeof datasetVersions.$inferSelect, "content" | "responses">;

export const CROISSANT = "http://mlcommons.org/croissant/1.1";
export const CROISSANT_TYPE = `application/ld+json; profile="${CROISSANT}"`;

/** As the first appendix of Croissant 1.1 has it. */
const CONTEXT = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  sc: "https://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  dct: "http://purl.org/dc/terms/",
  annotation: "cr:annotation",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  excludes: "cr:excludes",
  extract: "cr:extract",
  field: "cr:field",
  fileProperty: "cr:fileProperty",
  fileObject: "cr:fileObject",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  readLines: "cr:readLines",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sdVersion: "cr:sdVersion",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
  unArchive: "cr:unArchive",
  value: "cr:value",
};

/** Where one of a version's files is fetched. */
export const fileUrl = (blockId: string, version: string, part: Part, format: string): string =>
  `${appUrl}/api/block-tasks/${blockId}/dataset?format=${format}&version=${version}${part === "answers" ? "" : `&part=${part}`}`;

/** A dataset's version described as Croissant: for catalogues, and for whoever loads it. Nobody needs a licence to read it. */
export function croissantOf(dataset: DatasetRow, version: VersionRow, owner: string): Record<string, unknown> {
  const { humans, bots, models } = version.meta;
  const { quality } = version;
  const total = humans + bots;
  const terms = TERMS[dataset.licenseType as LicenseType];
  const parts = PARTS.filter((part) => nameOf(part, "csv") in version.files);
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    "dct:conformsTo": [CROISSANT, "http://mlcommons.org/croissant/RAI/1.0"],
    name: dataset.title,
    description: dataset.description,
    license: terms.url ?? `${appUrl}/api/block-tasks/${dataset.blockId}/license`,
    url: `${appUrl}/data-exchange/${dataset.id}`,
    creator: { "@type": "sc:Person", name: owner },
    publisher: { "@type": "sc:Organization", name: "Bothand", url: appUrl },
    datePublished: version.createdAt.toISOString().slice(0, 10),
    version: version.version,
    keywords: [dataset.category, dataset.mode, dataset.responseType],
    isLiveDataset: false,
    citeAs: `${dataset.title}, version ${version.version}. Bothand, ${version.createdAt.getUTCFullYear()}. ${appUrl}/data-exchange/${dataset.id}`,
    distribution: parts.flatMap((part) =>
      FORMATS.map((format) => {
        const name = nameOf(part, format);
        const { sha256, bytes } = version.files[name]!;
        return {
          "@type": "cr:FileObject",
          "@id": name,
          name,
          contentUrl: fileUrl(dataset.blockId, version.version, part, format),
          encodingFormat: MEDIA_TYPES[format],
          sha256,
          contentSize: `${bytes} B`,
        };
      }),
    ),
    recordSet: parts.map((part) => ({
      "@type": "cr:RecordSet",
      "@id": part,
      name: part,
      field: columnsOf(dataset.mode, part, version.meta.itemIds).map((column) => ({
        "@type": "cr:Field",
        "@id": `${part}/${column}`,
        name: column,
        dataType: typeOf(column, dataset.responseType),
        source: { fileObject: { "@id": nameOf(part, "csv") }, extract: { column } },
      })),
    })),
    "rai:dataAnnotationProtocol":
      dataset.mode === "survey"
        ? `A survey: each of ${total || "several"} respondents answered every question once. Groups of fewer than ${quality.k} are not shown.`
        : `Each of ${total} annotators answered every item once, without seeing what others said. ${quality.goldItems} items with a known answer were asked among them and are not part of the data.`,
    "rai:dataAnnotationPlatform": `Bothand, ${appUrl}`,
    "rai:dataAnnotationAnalysis":
      dataset.mode === "survey"
        ? "Counts and shares with 95% intervals; no answer is held to be right."
        : `Answers were made into one by ${quality.method}. Krippendorff's alpha: ${quality.krippendorffAlpha?.toFixed(3) ?? "not defined"}.${quality.nEffective === null ? "" : ` Effective votes: ${quality.nEffective.toFixed(2)}.`}`,
    "rai:annotationsPerItem": String(total || dataset.responseCount),
    "rai:annotatorDemographics":
      total === 0
        ? ["How many of them were people and how many AI agents is not told: too few of one kind."]
        : [`${humans} people and ${bots} AI agents, each of another account.`],
    "rai:machineAnnotationTools":
      bots > 0 ? [`${bots} AI agents${models.length > 0 ? `: ${models.join(", ")}` : ""}`] : [],
    "rai:personalSensitiveInformation": [
      `Free text was searched for e-mail addresses, phone and card numbers and street addresses before publication; ${version.pii.redacted} were replaced by a mark such as [email]. Workers stand under pseudonyms of this dataset alone, times to the hour.`,
    ],
  };
}

function typeOf(column: string, responseType: string): string {
  if (column === "n" || column === "missing") return "sc:Integer";
  if (column === "confidence") return "sc:Float";
  if (column === "is_bot") return "sc:Boolean";
  if (column === "answered_at") return "sc:DateTime";
  if (column !== "answer" && !column.startsWith("answers.")) return "sc:Text";
  if (responseType === "boolean") return "sc:Boolean";
  return responseType === "number" ? "sc:Float" : "sc:Text";
}
