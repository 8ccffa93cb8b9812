/** Items of one block. */
export const MAX_ITEMS = 10_000;
export const MAX_OPTIONS = 50;
export const MAX_WORKERS = 1_000;
/** Items times workers: what one count has to go through. */
export const MAX_LABELS = 1_000_000;
/** Of a text answer, in characters; a block may ask for less. */
export const MAX_TEXT = 10_000;
export const DEFAULT_TEXT = 2_000;
export const MAX_PROMPT = 2_000;
export const MAX_OPTION = 200;
/** Of an item's own id. */
export const MAX_ITEM_ID = 100;
/** Items of a block that are answered at once unless more are asked for. */
export const ITEMS_SHOWN = 500;
/** Groups of fewer people are not shown in a survey. */
export const DEFAULT_K = 5;
export const LEAST_K = 3;
/** How long somebody whose response was not paid may say that it should have been. */
export const CONTEST_DAYS = 14;
