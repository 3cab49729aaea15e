import { randomUUID } from 'node:crypto';
import type { OnLine } from '../child-process.ts';
import type { ContainerAnswer } from './container.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionError } from './function-error.ts';
import { type InvocationReport, type InvocationResult, reportLine } from './invocation.ts';
import type { StartedContainer } from './start-for-invocation.ts';

/** Sinks for the log lines and the report of an invocation. */
export interface InvocationLog {
  readonly definition: FunctionDefinition;
  readonly onLine: OnLine;
  readonly onReport: (report: InvocationReport) => void;
}

/**
 * Runs one invocation in a container and reports it. Never rejects.
 *
 * @param onAnswered - called before the report is written, when the container is free again
 */
export const runInvocation = async (
  { definition, onLine, onReport }: InvocationLog,
  started: StartedContainer,
  payload: string,
  onAnswered: () => void,
): Promise<InvocationResult> => {
  const requestId = randomUUID();
  const startedAtMs = Date.now();
  const answer = await answerOf(started, requestId, payload);
  if (answer.kind === 'error') logError(onLine, requestId, answer.error);
  onAnswered();
  const { initMs, usedMs } = started;
  const durationMs = usedMs + answer.durationMs;
  const report: InvocationReport = {
    functionName: definition.name,
    requestId,
    kind: answer.kind,
    startedAtMs,
    durationMs,
    billedMs: Math.ceil(durationMs + (initMs ?? 0)),
    initMs,
    maxMemoryMegabytes: answer.peakMegabytes,
  };
  onLine(reportLine(report, definition.memoryMegabytes), 'stdout');
  onReport(report);
  return answer.kind === 'ok'
    ? { kind: 'ok', payload: answer.payload, requestId }
    : { kind: 'error', error: answer.error, requestId };
};

const answerOf = async (
  { start, usedMs }: StartedContainer,
  requestId: string,
  payload: string,
): Promise<ContainerAnswer> =>
  start.kind === 'started'
    ? start.container.invoke(requestId, payload, usedMs)
    : { kind: 'error', error: start.error, durationMs: 0, peakMegabytes: 0 };

/** The runtime logs only errors with a stack trace; the others would be visible nowhere. */
const logError = (
  onLine: OnLine,
  requestId: string,
  { errorType, errorMessage, trace }: FunctionError,
): void => {
  if (trace === undefined) onLine(`${requestId}\t${errorType}\t${errorMessage}`, 'stderr');
};
