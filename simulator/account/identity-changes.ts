import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import type { Identity } from './identities.ts';

export const isDomain = (text: string): boolean => /^[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$/.test(text);

export const isEmailAddress = (text: string): boolean => /^[^@\s]+@[^@\s]+$/.test(text);

/**
 * Refusal of a MAIL FROM domain, which must be a subdomain of the identity and must not itself be
 * one that sends mail.
 */
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

/**
 * Refusal to switch off forwarding without topics, because bounces and complaints must go
 * somewhere.
 */
export const checkForwardingOff = ({ topics }: Identity): Refusal | undefined =>
  topics.Bounce === undefined || topics.Complaint === undefined
    ? invalidParameter(
        'Forwarding can only be disabled when topics for bounces and complaints are set.',
      )
    : undefined;
