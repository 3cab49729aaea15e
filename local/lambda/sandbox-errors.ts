import { describeExit, type Exit } from '../child-process.ts';
import type { FunctionError } from './function-error.ts';

/** Errors that Lambda returns in place of a sandbox that could not answer. */

/** Error type of a function whose initialisation or invocation exceeded its time limit. */
export const sandboxTimedOut = 'Sandbox.Timedout';

/**
 * Whether Lambda discards the sandbox after this error; it keeps it after an error that the handler
 * threw.
 */
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
