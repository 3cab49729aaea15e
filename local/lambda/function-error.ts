import * as z from 'zod/mini';

/** Error of a failed invocation, as Lambda returns it to the caller. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

const errorBody = z.object({
  errorType: z._default(z.string(), 'Runtime.Unknown'),
  errorMessage: z._default(z.string(), ''),
  trace: z.optional(z.array(z.string())),
  stackTrace: z.optional(z.array(z.string())),
});

/** Parses an error that a runtime reports. */
export const parseFunctionError = (text: string): FunctionError => {
  try {
    const { errorType, errorMessage, trace, stackTrace } = errorBody.parse(JSON.parse(text));
    const lines = trace ?? stackTrace;
    return lines === undefined
      ? { errorType, errorMessage }
      : { errorType, errorMessage, trace: lines };
  } catch {
    return {
      errorType: 'Runtime.Unknown',
      errorMessage: 'the runtime reported an error that is not JSON',
    };
  }
};
