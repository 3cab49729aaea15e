import { nameOfError } from '../system/name-of-error.ts';
import { known, type Observation } from './observation.ts';

/** Looks at one thing; rejects as the AWS SDK does. */
export type Look<Value> = () => Promise<Value>;

/**
 * Looks at one thing, and says what came of it. Never rejects.
 *
 * @param action - the call as IAM names it, such as `ses:GetAccount`
 * @param deadline - resolves when the whole examination is out of time
 */
export const observe = async <Value>(
  action: string,
  look: Look<Value>,
  deadline: Promise<void>,
): Promise<Observation<Value>> => {
  try {
    const late = deadline.then(
      (): Observation<Value> => ({ kind: 'unanswered', action, code: 'out of time' }),
    );
    return await Promise.race([look().then(known), late]);
  } catch (error) {
    return failureOf(action, error);
  }
};

const failureOf = <Value>(action: string, error: unknown): Observation<Value> => {
  const code = codeOf(error);
  if (notPermitted.test(code)) return { kind: 'not-permitted', action };
  if (passing.test(code)) return { kind: 'unanswered', action, code };
  return { kind: 'refused', action, code };
};

/** Names of one refusal in the services that are asked here. */
const notPermitted =
  /^(?:AccessDenied(?:Exception)?|AuthorizationError(?:Exception)?|UnauthorizedException|UnauthorizedOperation|KMSAccessDenied(?:Exception)?|NotAuthorized(?:Exception)?)$/;

const passing =
  /^(?:TimeoutError|AbortError|ThrottlingException|Throttling|ThrottledException|TooManyRequestsException|RequestLimitExceeded|LimitExceededException|InternalFailure|InternalServerError|InternalServiceError|InternalErrorException|ServiceUnavailable(?:Exception)?|ServiceException|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE)$/;

/** A code of the system, when there is one, else the error's name; never its text. */
const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return nameOfError(error);
};
