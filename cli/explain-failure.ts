import { remedyOfError } from '../shared/remedies/remedy-of-error.ts';
import { ssoLogin } from './sso-ended.ts';
import { type AddressClues, unansweredAddress } from './unanswered.ts';

/**
 * Explains why a call to the pipeline failed, and what to do about it, by the table of errors.
 *
 * @param target - the pipeline's name: `the local stack` or `stage prod`
 * @param clues - what may have set the address that did not answer, which is then named
 */
export const explainFailure = (error: unknown, target: string, clues?: AddressClues): string => {
  const sso = ssoLogin(error, clues?.environment.AWS_PROFILE);
  if (sso !== undefined) return sso;
  const name = error instanceof Error ? error.name : '';
  const known = remedyOfError(error);
  if (known?.origin === 'network') {
    const address = clues === undefined ? undefined : unansweredAddress(error, clues);
    return `Nothing answers where ${target} should be${address === undefined ? '' : `, at ${address}`}. If it is a local stack, start it with \`npm start\`; else check the network and the region.`;
  }
  const what =
    openings[known?.key ?? '']?.(target, name) ??
    `${target}: ${error instanceof Error ? `${name}: ${error.message}` : 'it failed for an unknown reason'}`;
  return known === undefined ? what : `${what} ${known.remedy}`;
};

const missing = (target: string): string => `A queue or table of ${target} does not exist.`;
const unknown = (_target: string, name: string): string => `AWS does not know you (${name}).`;

/** What the commonest entries mean for a command. */
const openings: Readonly<Record<string, (target: string, name: string) => string>> = {
  'sqs/queue-missing': missing,
  'aws/not-found': missing,
  'aws/no-credentials': unknown,
  'aws/unknown-key': unknown,
  'aws/expired-token': unknown,
  'aws/access-denied': (target) => `You have no permission for this on ${target}.`,
  'aws/no-region': () => 'No region is set.',
};
