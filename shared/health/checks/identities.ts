import type { SesIdentity } from '../../identities/ports.ts';
import { type Check, judged } from '../check.ts';
import { failure, type Judgement, notHere, ok, warning } from '../finding.ts';
import { lacksRecord } from '../lacks-record.ts';
import type { Observed, ObservedIdentity } from '../observed.ts';
import type { IdentityTopics } from '../ports.ts';
import { aws } from './account.ts';

/** Judges each identity that exists. */
const ofExisting = (
  { identities }: Observed,
  judge: (identity: SesIdentity, name: string) => Judgement,
): readonly Judgement[] =>
  identities.flatMap(({ name, details }) =>
    judged(details, name, (found) => (found === null ? [] : [judge(found, name)])),
  );

const reads = ['ses:GetEmailIdentity'];
const addressHasNone = 'is an address: DKIM and MAIL FROM are those of its domain';

const dkimSigning: Check = {
  id: 'dkim-signing',
  finds: 'a domain whose mail SES does not sign',
  holds: 'SES signs the mail of each domain',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html',
  judge: (observed) =>
    ofExisting(observed, ({ kind, dkim }, name) => {
      if (kind === 'address') return notHere(name, addressHasNone);
      return dkim.isEnabled
        ? ok(name, 'is signed')
        : failure(
            name,
            'DKIM signing is off: Gmail, Yahoo and Microsoft refuse bulk mail without it',
            'Switch it on.',
            aws(
              observed.place,
              `sesv2 put-email-identity-dkim-attributes --email-identity ${name} --signing-enabled`,
            ),
          );
    }),
};

const keyLength: Check = {
  id: 'dkim-key-length',
  finds: 'a DKIM key of 1024 bits',
  holds: 'the DKIM keys have 2048 bits',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html',
  judge: (observed) =>
    ofExisting(observed, ({ kind, dkim }, name) => {
      if (kind === 'address') return notHere(name, addressHasNone);
      return dkim.keyBits === 1024
        ? warning(
            name,
            'its DKIM key has 1024 bits, which Gmail and RFC 8301 advise against',
            'Let SES make one of 2048 bits; the records stay the same. Once a day only.',
            aws(
              observed.place,
              `sesv2 put-email-identity-dkim-signing-attributes --email-identity ${name} --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT`,
            ),
          )
        : ok(name, dkim.keyBits === undefined ? 'SES does not tell the length' : '2048 bits');
    }),
};

const mailFrom: Check = {
  id: 'mail-from',
  finds: 'a domain without a MAIL FROM of its own, or whose MAIL FROM SES does not accept',
  holds: 'each domain has its own MAIL FROM',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/mail-from.html',
  judge: (observed) =>
    observed.identities.flatMap((one) =>
      judged(one.details, one.name, (identity) =>
        identity === null ? [] : judgeMailFrom(observed, one, identity),
      ),
    ),
};

const judgeMailFrom = (
  { place }: Observed,
  observed: ObservedIdentity,
  identity: SesIdentity,
): Judgement => {
  const { name } = observed;
  const { mailFrom: own } = identity;
  if (identity.kind === 'address') return notHere(name, addressHasNone);
  if (own === undefined)
    return warning(
      name,
      'bounces go to amazonses.com, so SPF passes for AWS and not for you: DMARC rests on DKIM alone',
      'Take a subdomain that is used for nothing else.',
      aws(
        place,
        `sesv2 put-email-identity-mail-from-attributes --email-identity ${name} --mail-from-domain bounce.${name}`,
      ),
    );
  if (own.status === 'SUCCESS') return ok(name, own.domain);
  const refuses = own.onMxFailure === 'REJECT_MESSAGE' ? ', and refuses its mail' : '';
  const check = `${place.command} identity check ${name}`;
  const wrong =
    own.status === 'PENDING'
      ? warning(
          name,
          `SES has not found the records of ${own.domain} yet${refuses}; it looks for 72 hours`,
          'Enter the records, then wait.',
          check,
        )
      : failure(
          name,
          `SES does not find the records of ${own.domain} (${own.status ?? 'no status'})${refuses}`,
          'Enter the records; SES looks again by itself.',
          check,
        );
  const cause = causeOfMailFrom(observed, identity);
  return cause === undefined ? wrong : { ...wrong, followsFrom: cause };
};

/** A domain that is not verified, or a record that DNS has not. */
const causeOfMailFrom = (
  { dns }: ObservedIdentity,
  { verificationStatus }: SesIdentity,
): string | undefined => {
  if (verificationStatus !== 'SUCCESS') return 'identity-status';
  if (lacksRecord(dns, 'mail-from-mx')) return 'mail-from-mx';
  return lacksRecord(dns, 'mail-from-spf') ? 'spf' : undefined;
};

const notifications: Check = {
  id: 'identity-notifications',
  finds: 'topics of an identity itself, which double the events of the configuration sets',
  holds: 'identities notify nobody besides the configuration sets',
  reads: ['ses:GetIdentityNotificationAttributes'],
  source:
    'https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications.html',
  judge: (observed) =>
    observed.identities.flatMap((identity) =>
      judged(identity.topics, identity.name, (topics) => judgeTopics(observed, identity, topics)),
    ),
};

const judgeTopics = (
  { topics: ours, place }: Observed,
  { name }: ObservedIdentity,
  { topics, isForwarding }: IdentityTopics,
): Judgement => {
  const [first, ...more] = Object.entries(topics);
  if (first === undefined)
    return ok(
      name,
      isForwarding
        ? 'no topics; bounces also go by e-mail to the Return-Path'
        : 'no topics and no e-mail',
    );
  const isOurs = ours.some(({ arn }) => arn === first[1]);
  return warning(
    name,
    `its ${[first, ...more].map(([kind]) => kind.toLowerCase()).join(', ')} notifications go to ${first[1]}${isOurs ? ', so each comes twice, and once without tags' : ', beside the events of the pipeline'}`,
    'Take the topics away, unless another program needs them. Feedback then comes from the configuration sets alone.',
    ...[first, ...more].map(([kind]) =>
      aws(
        place,
        `ses set-identity-notification-topic --identity ${name} --notification-type ${kind}`,
      ),
    ),
  );
};

/** Identities as SES has them; their DNS is in dns.ts. */
export const identityChecks: readonly Check[] = [dkimSigning, keyLength, mailFrom, notifications];
