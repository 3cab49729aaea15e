/** Time for running invocations to end when the stack stops. */
export const INVOCATION_GRACE_MS = 5_000;

/** Time between SIGTERM and SIGKILL for each process of the stack. */
export const PROCESS_GRACE_MS = 1_000;
