import { ssoLogin } from './sso-ended.ts';
import { type AddressClues, unansweredAddress } from './unanswered.ts';

/**
 * Explains why a call to the pipeline failed, and what to do about it.
 *
 * @param target - the pipeline's name: `the local stack` or `stage prod`
 * @param clues - what may have set the address that did not answer, which is then named
 */
export const explainFailure = (error: unknown, target: string, clues?: AddressClues): string => {
  const sso = ssoLogin(error, clues?.environment.AWS_PROFILE);
  if (sso !== undefined) return sso;
  const name = nameOf(error);
  if (codesOf(error).some((code) => unreachable.has(code))) {
    const address = clues === undefined ? undefined : unansweredAddress(error, clues);
    return `Nothing answers where ${target} should be${address === undefined ? '' : `, at ${address}`}. If it is a local stack, start it with \`npm start\`; else check the network and the region.`;
  }
  if (missing.test(name))
    return `A queue or table of ${target} does not exist. Check the stage and the region (--stage, --region), and that it is deployed.`;
  if (credentials.test(name))
    return `AWS does not know you (${name}). Set up credentials, for example with AWS_PROFILE or \`aws sso login\`.`;
  if (/^AccessDenied/.test(name))
    return `You have no permission for this on ${target}. Ask for access to its queues and tables.`;
  if (/Region is missing/.test(error instanceof Error ? error.message : ''))
    return 'No region is set. Name one with --region or AWS_REGION.';
  return `${target}: ${error instanceof Error ? `${name}: ${error.message}` : 'it failed for an unknown reason'}`;
};
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/**
 * Codes of the error and of its causes: a refused connection is reported as several errors, one per
 * address of the host.
 */
const codesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...inner, ...codesOf(error.cause)];
};

const missing =
  /^(?:ResourceNotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;
const credentials =
  /^(?:CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId)$/;
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN']);
