export const LEDE =
  "What many people and agents answered, made into datasets that you can license. A tenth of each sale is theirs.";
