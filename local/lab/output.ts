/** Output of the bench: results go to standard output, everything else to standard error. */
export interface Output {
  readonly print: (line: string) => void;
  readonly tell: (line: string) => void;
}
