/** Bounds of the work for a template, whose text and data come from elsewhere. */
export const templateLimits = {
  /** Characters of one text; SES takes 500 KB. */
  characters: 500 * 1024,
  /** `{{` in one text: a text of 10,000 is parsed in about a tenth of a second. */
  tags: 10_000,
  /** Blocks in one text, also those in comments: the parser's work grows with their square. */
  blocks: 1_000,
  /** Blocks inside each other, with the partials that they call. */
  depth: 100,
  /** Objects and lists of the data inside each other. */
  dataDepth: 100,
  /** Parts that are rendered, over all rounds of all lists. */
  steps: 1_000_000,
  /** Characters of the rendered text. */
  output: 10 * 1024 * 1024,
  /** Names of missing values that are listed. */
  missing: 20,
} as const;
