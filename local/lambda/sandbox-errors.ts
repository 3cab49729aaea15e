import { describeExit, type Exit } from '../child-process.ts';
import type { FunctionError } from './function-error.ts';

/** Errors with which Lambda answers for a sandbox that could not answer itself. */

/** Error type of a function whose initialisation or invocation exceeded its time. */
export const sandboxTimedOut = 'Sandbox.Timedout';

/** Whether Lambda discards the sandbox after this error, as opposed to one that a handler threw. */
export const endsTheSandbox = ({ errorType }: FunctionError): boolean =>
  /^(Sandbox|Runtime)\./.test(errorType);

export const initTimedOut = (seconds: number): FunctionError => ({
  errorType: sandboxTimedOut,
  errorMessage: `Error: Init timed out after ${seconds} seconds`,
});

export const exitedInInit = (exit: Exit): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `Error: Runtime exited with error: ${describeExit(exit)}`,
});

export const taskTimedOut = (requestId: string, seconds: number): FunctionError => ({
  errorType: sandboxTimedOut,
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
});

export const outOfMemory = (requestId: string): FunctionError => ({
  errorType: 'Runtime.OutOfMemory',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
});

export const exitedInInvocation = (requestId: string, exit: Exit): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${describeExit(exit)}`,
});
