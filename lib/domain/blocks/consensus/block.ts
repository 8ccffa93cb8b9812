import type { ItemStatus } from "./categorical";

export const RESPONSE_TYPES = ["boolean", "choice", "multi_choice", "number", "text", "ranking"] as const;
export type ResponseType = (typeof RESPONSE_TYPES)[number];

/** What somebody says of an item; null is "cannot say". A set of options for multi_choice, best first for a ranking. */
export type Answer = boolean | string | number | readonly string[] | null;

export type Item = {
  id: string;
  /** Its own options; those of the block where it has none. */
  options?: readonly string[] | undefined;
  /** The answer that is known to be right. Never shown to a worker. */
  gold?: Answer | undefined;
};

export const METHODS = [
  "auto",
  "majority",
  "weighted_vote",
  "one_coin",
  "dawid_skene",
  "exact_set",
  "median",
  "mean",
  "vote",
  "medoid",
  "borda",
  "wins",
] as const;
export type Method = (typeof METHODS)[number];

/** What of a block decides how its answers are counted. */
export type Spec = {
  responseType: ResponseType;
  options?: readonly string[] | undefined;
  items: readonly Item[];
  method: Method;
  minConfidence: number;
  /** Whether options are names or an order, and numbers lie on a line or a ratio scale. */
  scale?: "nominal" | "ordinal" | "interval" | "ratio" | undefined;
  /** Each item sets two options against each other: all options of the block get a strength. */
  pairwise?: boolean | undefined;
  number?:
    | { min?: number | undefined; max?: number | undefined; step?: number | undefined; tolerance?: number | undefined }
    | undefined;
};

export type Response = {
  id: string;
  /** Who answered, as the results call them. */
  worker: string;
  isBot: boolean;
  answers: ReadonlyMap<string, Answer>;
  /** How many of the worker's earlier answers in this category were right, of how many graded ones. */
  history: { right: number; graded: number };
};

export type ItemResult = {
  itemId: string;
  /** What stands for all; null where nobody answered. */
  answer: Answer;
  /** 0 to 1. */
  confidence: number;
  /** By option, where options are what is answered. */
  posterior?: Record<string, number>;
  votes?: Record<string, number>;
  n: number;
  agreement: number | null;
  entropy?: number;
  status: ItemStatus;
  /** What else its type has to say: the median, an interval, other orders as good. */
  more?: Record<string, unknown>;
};

export const FLAGS = ["fails_gold", "constant", "blank", "too_fast"] as const;

export type WorkerResult = {
  worker: string;
  isBot: boolean;
  answers: number;
  /** How often it is expected to be right; null where answers are not right or wrong. */
  quality: number | null;
  qualityCi95: [number, number] | null;
  /** What answering at random in the same proportions would be right at. */
  chance: number | null;
  gold: { n: number; correct: number };
  agreementWithConsensus: number | null;
  /** Of FLAGS, and `depends_on:` with a worker's name. */
  flags: string[];
};

export type Agreement = {
  krippendorffAlpha: number | null;
  ci95: [number, number] | null;
  level: "nominal" | "ordinal" | "interval" | "ratio" | null;
  percentAgreement: number | null;
  gwetAc1: number | null;
  fleissKappa: number | null;
  /** Of rankings: Kendall's W and the mean tau. */
  kendallW?: number | null;
  meanTau?: number | null;
  /** Of sets: the mean of what two answers share of what either has. */
  meanJaccard?: number | null;
};

export const WARNINGS = {
  UNSTABLE_CONSENSUS:
    "The answers can be read in more than one way, and nothing says which is right: nothing counts as verified.",
  DEPENDENT_ANSWERS: "Some workers answer as one: together they have one vote.",
  FEW_ANSWERS: "Some items have fewer than three answers.",
  NOT_CONVERGED: "The model had not settled when it was stopped.",
  NO_GOLD: "There is no gold: agreement cannot tell a ring from the truth.",
} as const;
export type Warning = keyof typeof WARNINGS;

export type BlockResult = {
  method: string;
  methodReason: string;
  nResponses: number;
  nEffective: number | null;
  items: ItemResult[];
  agreement: Agreement;
  workers: WorkerResult[];
  model: Record<string, unknown>;
  warnings: Warning[];
};

/** Hears how far counting has come, 0 to 1. */
export type Tell = (share: number) => void;

/** The options of an item. */
export const optionsOf = (spec: Spec, item: Item): readonly string[] =>
  spec.responseType === "boolean" ? ["true", "false"] : (item.options ?? spec.options ?? []);

/** An answer as one of the options' names. */
export const optionName = (answer: Answer): string =>
  typeof answer === "boolean" ? String(answer) : (answer as string);

/** The same from a name back to what a worker says. */
export const answerNamed = (spec: Spec, name: string): Answer =>
  spec.responseType === "boolean" ? name === "true" : name;

/** Responses in an order that depends on nothing but who gave them. */
export const inOrder = (responses: readonly Response[]): Response[] =>
  [...responses].sort((a, b) => (a.worker < b.worker ? -1 : a.worker > b.worker ? 1 : 0));
