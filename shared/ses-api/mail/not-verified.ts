import { type Refusal, refuse } from '../wire/refusal.ts';

/**
 * Most identities in the list of failed ones; SES cuts the list at a length that is not documented.
 */
const maxIdentitiesNamed = 10;

/** Refusal that names the identities that are not verified, each as given. */
export const notVerified = (region: string, identities: readonly string[]): Refusal => {
  const named = identities.slice(0, maxIdentitiesNamed).join(', ');
  const end = identities.length > maxIdentitiesNamed ? '...' : '';
  return refuse(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${named}${end}`,
  );
};
