import { sesCalls } from '../../remedies/told/ses-calls.ts';
import type { SesRefusal, UnacceptedAnswer } from '../../ses-api/ports.ts';
import { refusalOf } from '../../ses-api/ses-refusal.ts';
import { failureOf, isBeforeConnection, requestStage } from './request-stage.ts';

/**
 * Answer for a mail whose call failed, by the stage at which it failed.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 */
export const answerToFailure = (
  error: unknown,
  command: { readonly input: object },
  facts: CallFacts,
): UnacceptedAnswer => {
  const { name, code } = failureOf(error);
  const stage = requestStage(error, command);
  switch (stage) {
    case 'unsigned':
      return unsigned(error);
    case 'unconnected':
      return unreachable(code || name);
    case 'answered':
      return answered(error, facts);
    case 'under-way':
      return { kind: 'unknown', detail: `${name} ${code}`.trim() };
    default:
      return stage satisfies never;
  }
};

const refused = (
  kind: SesRefusal['kind'],
  code: string,
  cause: string,
  remedy: string,
): UnacceptedAnswer => ({ kind: 'refused', refusal: { kind, code, cause, remedy } });

const unreachable = (code: string): UnacceptedAnswer =>
  refused(
    'unreachable',
    code,
    `The request did not reach SES (${code}).`,
    sesCalls.unreachable.remedy,
  );

/** Node's error codes of the network; the SDK may keep them only in the text. */
const networkCode = /\bE(?:CONN[A-Z]+|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT|PIPE)\b/;
const patience = /Throttl|TooManyRequests|RequestLimit|TimeoutError/i;
const faultsOfCode = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

/**
 * Answer for a request that was never signed, so that SES was not asked.
 *
 * Another service (STS, SSO, the container's credentials) may have answered with a status of its
 * own. That says nothing about the mail or SES's rate, whatever its code is.
 */
const unsigned = (error: unknown): UnacceptedAnswer => {
  const { name, code, message, status } = failureOf(error);
  if (faultsOfCode.includes(name))
    return refused(
      'message',
      name,
      'The request could not be built; SES was not asked.',
      sesCalls['not-built'].remedy,
    );
  const network = networkCode.exec(`${code} ${status === undefined ? message : ''}`)?.[0];
  if (network !== undefined || isBeforeConnection(error)) return unreachable(network ?? name);
  if ((status !== undefined && status >= 500) || patience.test(name)) return unreachable(name);
  return refused(
    'paused',
    name,
    `There are no credentials for the SES account (${name}); SES was not asked.`,
    sesCalls['no-credentials'].remedy,
  );
};

/**
 * Names that the SDK gives to an answer without an error code; the last one is for invalid JSON.
 */
const namesWithoutCode = ['', 'Error', 'Unknown', 'UnknownError', 'SyntaxError'];

/**
 * Whether a proxy or a network endpoint answered in place of SES: such an answer has no code of
 * SES.
 */
const isOfAnother = (name: string): boolean => namesWithoutCode.includes(name);

const answered = (error: unknown, { isOfTenant }: CallFacts): UnacceptedAnswer => {
  const { name, message, status } = failureOf(error);
  const isForeign = status !== undefined && isOfAnother(name);
  if (isForeign && status >= 400 && status < 500 && status !== 413)
    return unreachable(`HTTP ${status}`);
  const code = isForeign ? `HTTP ${status}` : name;
  const refusal = refusalOf({ code, message, status, isOfTenant });
  return refusal === undefined
    ? { kind: 'unknown', detail: `${name} ${status ?? ''}`.trim() }
    : { kind: 'refused', refusal };
};

/** Facts about the call that an answer's meaning depends on. */
interface CallFacts {
  /** The call named an SES tenant. */
  readonly isOfTenant: boolean;
}
