import * as z from 'zod/mini';
import { type NodeProcess, startNodeProcess } from '../../local/child-process.ts';

const reportShape = z.looseObject({ billedMs: z.number() });

/** Reads the last line of a container; undefined for any other line. */
export const billedInLine = (line: string): number | undefined => {
  try {
    return reportShape.parse(JSON.parse(line)).billedMs;
  } catch {
    return undefined;
  }
};

/** A container of another design. */
export interface Worker {
  readonly process: NodeProcess;
  readonly billedMs: () => number;
}

/** Starts a container as a process. */
export const startWorker = (
  program: string,
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Worker => {
  let billedMs = 0;
  const child = startNodeProcess({
    script: program,
    flags: ['--disable-warning=ExperimentalWarning'],
    environment,
    onLine: (line) => {
      billedMs = billedInLine(line) ?? billedMs;
      onLine(line);
    },
  });
  return { process: child, billedMs: () => billedMs };
};
