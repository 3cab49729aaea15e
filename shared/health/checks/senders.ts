import type { ListedIdentity } from '../../identities/ports.ts';
import { identitiesFor } from '../../ses-tenants/wanted-resources.ts';
import { readSenderRule } from '../../tenants/allowed-senders.ts';
import { type Check, judged } from '../check.ts';
import { failure, type Judgement, notHere, ok, warning } from '../finding.ts';
import { lacksRecord } from '../lacks-record.ts';
import type { Observed } from '../observed.ts';
import type { TenantSender } from '../ports.ts';

const verified: Check = {
  id: 'senders',
  finds: 'a From address in the settings that no verified identity covers',
  holds: 'SES may send from every known address',
  reads: ['dynamodb:Scan', 'ses:ListEmailIdentities'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html',
  judge: (observed) =>
    judged(observed.senders, '', (senders) =>
      judged(observed.listed, '', (listed) => {
        if (senders.length === 0)
          return [notHere('', 'no setting names a From address; name one with --from')];
        return senders.flatMap((sender) => judgeSender(observed, sender, listed));
      }),
    ),
};

const judgeSender = (
  { place }: Observed,
  { sender, namedBy }: TenantSender,
  listed: readonly ListedIdentity[],
): readonly Judgement[] => {
  const rule = readSenderRule(sender);
  const covering =
    rule === undefined
      ? []
      : identitiesFor(
          rule,
          listed.map(({ name }) => name),
        );
  const isVerified = covering.some((name) =>
    listed.some((one) => one.name === name && one.verificationStatus === 'SUCCESS'),
  );
  if (isVerified) return [ok(sender, `is covered by ${covering.join(', ')}`)];
  if (covering.length > 0)
    return [
      {
        ...failure(
          sender,
          `of ${namedBy}: its identity ${covering.join(', ')} is not verified, so SES refuses its mail`,
          'See identity-status.',
        ),
        followsFrom: 'identity-status',
      },
    ];
  return [
    failure(
      sender,
      `of ${namedBy}: SES has no identity for it in ${place.region}, and refuses its mail`,
      'Make one for its domain.',
      `${place.command} identity create ${sender.slice(sender.lastIndexOf('@') + 1)}`,
    ),
  ];
};

const status: Check = {
  id: 'identity-status',
  finds: 'an identity that is not verified, or no longer',
  holds: 'the identities are verified',
  reads: ['ses:ListEmailIdentities', 'ses:GetEmailIdentity'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html',
  judge: ({ identities, listed, place }) => {
    if (identities.length === 0)
      return judged(listed, '', () =>
        failure(
          '',
          `there is no identity in ${place.region}, so nothing can be sent`,
          'Make one for your domain.',
          `${place.command} identity create YOUR-DOMAIN`,
        ),
      );
    return identities.flatMap(({ name, details, dns }) =>
      judged(details, name, (found) => {
        if (found === null) return failure(name, 'was deleted meanwhile', 'Run doctor again.');
        const check = `${place.command} identity check ${name}`;
        const judgement = judgeStatus(name, found.verificationStatus, check);
        return judgement.status !== 'ok' && lacksRecord(dns, 'dkim')
          ? { ...judgement, followsFrom: 'dkim-records' }
          : judgement;
      }),
    );
  },
};

const judgeStatus = (name: string, of: string | undefined, check: string): Judgement => {
  switch (of) {
    case 'SUCCESS':
      return ok(name, 'is verified');
    case 'PENDING':
    case 'NOT_STARTED':
      return warning(
        name,
        'is not verified yet: SES has not found its records, or the link in its mail was not followed; it looks for 72 hours',
        'Enter the records, or follow the link; then wait.',
        check,
      );
    case 'TEMPORARY_FAILURE':
      return warning(
        name,
        'was verified, and SES does not find its records now; if they stay away, it ends the verification',
        'Look at the records.',
        check,
      );
    default:
      return failure(
        name,
        `its verification has failed (${of ?? 'SES does not say why'}): SES refuses its mail`,
        'Enter the records, then start the verification again: remove the identity, and make it anew.',
        check,
      );
  }
};

/** Addresses that are known, and the identities that cover them. */
export const senderChecks: readonly Check[] = [verified, status];
