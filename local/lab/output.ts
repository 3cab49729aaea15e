/** Where the bench writes: results on standard output, everything else on standard error. */
export interface Output {
  readonly print: (line: string) => void;
  readonly tell: (line: string) => void;
}
