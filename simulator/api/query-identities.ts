import type { QueryValue } from '../../shared/ses-api/wire/query-answer.ts';
import { invalidParameter } from '../../shared/ses-api/wire/refusal.ts';
import { checkNotAssociated } from '../account/associated.ts';
import {
  dkimTokens,
  type Identity,
  notificationTypes,
  verificationToken,
} from '../account/identities.ts';
import { isDomain, isEmailAddress } from '../account/identity-changes.ts';
import type { SesWorld } from '../world.ts';
import { type Answer, done, nothing, onQuery } from './operation.ts';
import { pageOf } from './query-page.ts';

/** Attributes of the known identities, by name. */
const attributesOf =
  (name: string, describe: (identity: Identity) => QueryValue) =>
  (
    { identities }: SesWorld,
    { Identities: names }: { readonly Identities: readonly string[] },
  ): Answer<QueryValue> => {
    if (names.length > 100) return invalidParameter('The number of identities cannot exceed 100.');
    const known = names.flatMap((key) => {
      const identity = identities.get(key);
      const value = identity && describe(identity);
      return value === undefined ? [] : [[key, value] as const];
    });
    return done({ [name]: new Map(known) });
  };

const describeVerification = ({ name, kind, verificationStatus }: Identity): QueryValue => ({
  VerificationStatus: verificationStatus,
  VerificationToken: kind === 'domain' ? verificationToken(name) : undefined,
});

const describeDkim = ({ name, kind, dkimEnabled, verificationStatus }: Identity): QueryValue => ({
  DkimEnabled: dkimEnabled,
  DkimVerificationStatus: dkimEnabled ? verificationStatus : 'NotStarted',
  DkimTokens: kind === 'domain' ? dkimTokens(name) : undefined,
});

const describeMailFrom = ({
  mailFromDomain,
  mailFromStatus,
  behaviorOnMxFailure,
}: Identity): QueryValue =>
  mailFromDomain === undefined
    ? undefined
    : {
        MailFromDomain: mailFromDomain,
        MailFromDomainStatus: mailFromStatus,
        BehaviorOnMXFailure: behaviorOnMxFailure,
      };

const describeNotifications = ({ topics, forwardingEnabled, headersIn }: Identity): QueryValue => ({
  ...Object.fromEntries(notificationTypes.map((type) => [`${type}Topic`, topics[type]])),
  ForwardingEnabled: forwardingEnabled,
  ...Object.fromEntries(
    notificationTypes.map((type) => [
      `HeadersIn${type}NotificationsEnabled`,
      headersIn.includes(type),
    ]),
  ),
});

const verifyAddress = (
  { identities }: SesWorld,
  { EmailAddress: address }: { readonly EmailAddress: string },
): Answer<QueryValue> => {
  if (!isEmailAddress(address)) return invalidParameter(`Invalid email address <${address}>.`);
  identities.verify(address);
  return nothing;
};

/** Deletes an identity; a missing one is ignored, as by SES. */
const remove = (world: SesWorld, name: string): Answer<QueryValue> => {
  const refusal = checkNotAssociated(world, 'identity', name);
  if (refusal !== undefined) return refusal;
  world.identities.remove(name);
  return nothing;
};

/** Operations on identities and their attributes. */
export const identityActions = [
  onQuery('VerifyEmailIdentity', verifyAddress),
  // The three operations from before 2012, which some programs still call.
  onQuery('VerifyEmailAddress', verifyAddress),
  onQuery('ListVerifiedEmailAddresses', ({ identities }) =>
    done({
      VerifiedEmailAddresses: identities
        .list()
        .filter(
          ({ kind, verificationStatus }) => kind === 'address' && verificationStatus === 'Success',
        )
        .map(({ name }) => name),
    }),
  ),
  onQuery('DeleteVerifiedEmailAddress', (world, { EmailAddress }) => remove(world, EmailAddress)),
  onQuery('VerifyDomainIdentity', ({ identities }, { Domain }) =>
    isDomain(Domain)
      ? done({ VerificationToken: verificationToken(identities.verify(Domain).name) })
      : invalidParameter(`Invalid domain name ${Domain}.`),
  ),
  onQuery('VerifyDomainDkim', ({ identities }, { Domain }) =>
    isDomain(Domain)
      ? done({ DkimTokens: dkimTokens(identities.verify(Domain).name) })
      : invalidParameter(`Invalid domain name ${Domain}.`),
  ),
  onQuery('DeleteIdentity', (world, { Identity }) => remove(world, Identity)),
  onQuery('ListIdentities', ({ identities }, asked) => {
    const { IdentityType: type } = asked;
    const names = identities
      .list()
      .filter(
        ({ kind }) =>
          type === undefined || type === (kind === 'domain' ? 'Domain' : 'EmailAddress'),
      )
      .map(({ name }) => name);
    const { items, nextToken } = pageOf(names, asked, 1000, 1000);
    return done({ Identities: items, NextToken: nextToken });
  }),
  onQuery(
    'GetIdentityVerificationAttributes',
    attributesOf('VerificationAttributes', describeVerification),
  ),
  onQuery('GetIdentityDkimAttributes', attributesOf('DkimAttributes', describeDkim)),
  onQuery(
    'GetIdentityMailFromDomainAttributes',
    attributesOf('MailFromDomainAttributes', describeMailFrom),
  ),
  onQuery(
    'GetIdentityNotificationAttributes',
    attributesOf('NotificationAttributes', describeNotifications),
  ),
];
