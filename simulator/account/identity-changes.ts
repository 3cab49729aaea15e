import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import type { Identity } from './identities.ts';

export const isDomain = (text: string): boolean => /^[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$/.test(text);

export const isEmailAddress = (text: string): boolean => /^[^@\s]+@[^@\s]+$/.test(text);

/** A MAIL FROM domain is a subdomain of the identity's, and not what mail is sent from. */
export const checkMailFrom = (
  identity: Identity,
  mailFrom: string | undefined,
): Refusal | undefined => {
  if (mailFrom === undefined) return undefined;
  if (!isDomain(mailFrom)) return invalidParameter(`Invalid MAIL-FROM domain name <${mailFrom}>.`);
  const domain = identity.name.slice(identity.name.lastIndexOf('@') + 1);
  return mailFrom.toLowerCase().endsWith(`.${domain}`)
    ? undefined
    : invalidParameter(
        `Provided MAIL-FROM domain <${mailFrom}> is not subdomain of the domain of the identity <${identity.name}>.`,
      );
};

/** Bounces and complaints have to go somewhere: to topics, or by mail. */
export const checkForwardingOff = ({ topics }: Identity): Refusal | undefined =>
  topics.Bounce === undefined || topics.Complaint === undefined
    ? invalidParameter(
        'Forwarding can only be disabled when topics for bounces and complaints are set.',
      )
    : undefined;
