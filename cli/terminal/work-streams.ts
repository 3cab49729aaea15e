import type { Readable, Writable } from 'node:stream';

/** Where it is shown what long work does. */
export interface WorkStreams {
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Keys are read from it while something is drawn, so it has to be a terminal and not the data. */
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The streams of this process: standard error, so that results can be piped on. */
export const workStreams = (): WorkStreams => ({
  output: process.stderr,
  input: process.stdin,
  environment: process.env,
});

/** Whether something may be drawn that moves; else lines tell of the work. */
export const canDraw = ({ output, input, environment }: WorkStreams): boolean =>
  output.isTTY === true && input.isTTY === true && (environment.CI ?? '') === '';
