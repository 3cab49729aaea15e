import type { FunctionError } from './function-error.ts';

/** Result of an invocation. `payload` is JSON text, as the function's runtime wrote it. */
export type InvocationResult =
  | { readonly kind: 'ok'; readonly payload: string; readonly requestId: string }
  | { readonly kind: 'error'; readonly error: FunctionError; readonly requestId: string };

/** One invocation as Lambda would bill it; times in ms, memory in MB. */
export interface InvocationReport {
  readonly functionName: string;
  readonly requestId: string;
  readonly kind: 'ok' | 'error';
  /** When the handler was called; epoch ms. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Duration, plus initialisation on a cold start, rounded up to whole milliseconds. */
  readonly billedMs: number;
  /** Set on a cold start. */
  readonly initMs: number | undefined;
  /** Peak memory of the container since its start. */
  readonly maxMemoryMegabytes: number;
}

/** The REPORT line that Lambda writes to the log after each invocation. */
export const reportLine = (report: InvocationReport, memoryMegabytes: number): string =>
  [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${report.billedMs} ms`,
    `Memory Size: ${memoryMegabytes} MB`,
    `Max Memory Used: ${Math.ceil(report.maxMemoryMegabytes)} MB`,
    ...(report.initMs === undefined ? [] : [`Init Duration: ${report.initMs.toFixed(2)} ms`]),
  ].join('\t');
