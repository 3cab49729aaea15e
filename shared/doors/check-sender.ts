import { canonicalAddress } from '../email/address.ts';
import { isOfAnother } from '../feedback/is-of-another.ts';
import type { FindSenderOwner } from '../feedback/known-claims.ts';
import { addressOf } from '../ses-api/mail/addresses.ts';
import { notVerified } from '../ses-api/mail/not-verified.ts';
import type { Mail } from '../ses-api/mail/read-mail.ts';
import type { Refusal } from '../ses-api/wire/refusal.ts';
import { isAllowedSender } from '../tenants/allowed-senders.ts';
import type { DoorTenant } from './ports.ts';

/**
 * Checks that a tenant may send as the senders that a mail names: its allowed senders where it has
 * some, and nobody that only other tenants claim. SES itself checks the rest.
 *
 * @returns SES's refusal of identities that are not verified: to the tenant they are not
 * @throws when the claims of the tenants cannot be read
 */
export const checkSender = async (
  mail: Pick<Mail, 'source' | 'headers' | 'authors'>,
  tenantId: string,
  { settings, region }: DoorTenant,
  findOwner: FindSenderOwner,
): Promise<Refusal | undefined> => {
  const senders = [...(mail.source === undefined ? [] : [mail.source]), ...mail.authors];
  const failed = await Promise.all(
    senders.map(async (sender) =>
      (await mayUse(canonicalAddress(sender), tenantId, settings.allowedSenders, findOwner))
        ? []
        : [addressOf(sender)],
    ),
  );
  const distinct = [...new Set(failed.flat())];
  return distinct.length === 0 ? undefined : notVerified(region, distinct);
};

const mayUse = async (
  address: string | undefined,
  tenantId: string,
  allowed: readonly string[] | undefined,
  findOwner: FindSenderOwner,
): Promise<boolean> =>
  address !== undefined &&
  (allowed === undefined || isAllowedSender(allowed, address)) &&
  !(await isOfAnother(findOwner, tenantId, { kind: 'address', address }));
