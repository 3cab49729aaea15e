import { signingZone } from '../../shared/identities/wanted-records.ts';
import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { checkNotAssociated } from '../account/associated.ts';
import { setNamed } from '../account/configuration-set-changes.ts';
import { dkimTokens, type Identity } from '../account/identities.ts';
import {
  checkForwardingOff,
  checkMailFrom,
  isDomain,
  isEmailAddress,
} from '../account/identity-changes.ts';
import type { SesWorld } from '../world.ts';
import { type Answer, done, nothing, onRest } from './operation.ts';
import { pageOf } from './rest-page.ts';
import { checkFilter, inSeconds, ownTags, restTags } from './rest-values.ts';

const typeOf = ({ kind }: Identity): string => (kind === 'domain' ? 'DOMAIN' : 'EMAIL_ADDRESS');

const describeDkim = (identity: Identity, region: string) => ({
  SigningEnabled: identity.dkimEnabled,
  Status: identity.dkimEnabled ? statusOf(identity) : 'NOT_STARTED',
  ...(identity.kind === 'domain'
    ? { Tokens: dkimTokens(identity.name), SigningHostedZone: signingZone(region) }
    : {}),
  SigningAttributesOrigin: 'AWS_SES',
  NextSigningKeyLength: identity.keyLength,
  CurrentSigningKeyLength: identity.keyLength,
});

const statusOf = ({ verificationStatus }: Identity): string => verificationStatus.toUpperCase();

const isVerified = ({ verificationStatus }: Identity): boolean => verificationStatus === 'Success';

const describeVerification = ({ lastCheck }: Identity) =>
  lastCheck === undefined
    ? undefined
    : {
        LastCheckedTimestamp: inSeconds(lastCheck.atMs),
        LastSuccessTimestamp:
          lastCheck.succeededAtMs === undefined ? undefined : inSeconds(lastCheck.succeededAtMs),
        ErrorType: lastCheck.errorType,
      };

const describe = (identity: Identity, region: string) => ({
  IdentityType: typeOf(identity),
  FeedbackForwardingStatus: identity.forwardingEnabled,
  VerifiedForSendingStatus: isVerified(identity),
  DkimAttributes: describeDkim(identity, region),
  MailFromAttributes: {
    MailFromDomain: identity.mailFromDomain ?? '',
    MailFromDomainStatus:
      identity.mailFromDomain === undefined ? undefined : identity.mailFromStatus.toUpperCase(),
    BehaviorOnMxFailure:
      identity.behaviorOnMxFailure === 'RejectMessage' ? 'REJECT_MESSAGE' : 'USE_DEFAULT_VALUE',
  },
  Policies: {},
  Tags: restTags(identity.tags),
  ConfigurationSetName: identity.configurationSet,
  VerificationStatus: statusOf(identity),
  VerificationInfo: describeVerification(identity),
});

const identityNamed = ({ identities }: SesWorld, name: string): Identity | Refusal =>
  identities.get(name) ?? refuse('NotFound', `Email identity <${name}> does not exist.`);

const checkSet = (world: SesWorld, name: string | undefined): Refusal | undefined => {
  const set = name === undefined ? undefined : setNamed(world, name);
  return set !== undefined && 'code' in set ? set : undefined;
};

/** Changes an existing identity. */
const change = (
  world: SesWorld,
  name: string,
  changes: (identity: Identity) => Partial<Identity> | Refusal,
): Answer<object> => {
  const identity = identityNamed(world, name);
  if ('code' in identity) return identity;
  const changed = changes(identity);
  if ('code' in changed) return changed;
  world.identities.change(name, changed);
  return nothing;
};

const filters = ['IDENTITY_NAME_CONTAINS', 'IDENTITY_TYPE', 'VERIFICATION_STATUS'];

/** Operations on identities. */
export const identityOperations = [
  onRest('CreateEmailIdentity', (world, asked) => {
    const { EmailIdentity: name, ConfigurationSetName, DkimSigningAttributes: signing } = asked;
    if (!isDomain(name) && !isEmailAddress(name))
      return invalidParameter(`Invalid email identity <${name}>.`);
    if (isEmailAddress(name) && signing !== undefined)
      return invalidParameter('The simulator does not simulate DKIM keys of an address.');
    if (world.identities.get(name) !== undefined)
      return refuse('AlreadyExists', `Email identity ${name} already exist.`);
    const refusal = checkSet(world, ConfigurationSetName);
    if (refusal !== undefined) return refusal;
    const { keyLength } = world.identities.verify(name);
    const identity = world.identities.change(name, {
      tags: ownTags(asked.Tags),
      configurationSet: ConfigurationSetName,
      keyLength: signing?.NextSigningKeyLength ?? keyLength,
    });
    return done({
      IdentityType: typeOf(identity),
      VerifiedForSendingStatus: isVerified(identity),
      DkimAttributes: describeDkim(identity, world.region),
    });
  }),
  onRest('GetEmailIdentity', (world, { EmailIdentity }) => {
    const identity = identityNamed(world, EmailIdentity);
    return 'code' in identity ? identity : done(describe(identity, world.region));
  }),
  onRest('DeleteEmailIdentity', (world, { EmailIdentity }) => {
    const identity = identityNamed(world, EmailIdentity);
    if ('code' in identity) return identity;
    const refusal = checkNotAssociated(world, 'identity', identity.name);
    if (refusal !== undefined) return refusal;
    world.identities.remove(EmailIdentity);
    return nothing;
  }),
  onRest('ListEmailIdentities', ({ identities }, { Filter: filter, ...asked }) => {
    const refusal = checkFilter(filter, filters);
    if (refusal !== undefined) return refusal;
    const {
      IDENTITY_NAME_CONTAINS: part = '',
      IDENTITY_TYPE: type,
      VERIFICATION_STATUS: status,
    } = filter ?? {};
    const found = identities
      .list()
      .map((identity) => ({
        IdentityType: typeOf(identity),
        IdentityName: identity.name,
        SendingEnabled: isVerified(identity),
        VerificationStatus: statusOf(identity),
      }))
      .filter(
        (one) =>
          one.IdentityName.includes(part) &&
          (type === undefined || one.IdentityType === type) &&
          (status === undefined || one.VerificationStatus === status),
      );
    return pageOf('EmailIdentities', found, ({ IdentityName }) => IdentityName, asked);
  }),
  onRest('PutEmailIdentityDkimAttributes', (world, { EmailIdentity, SigningEnabled }) =>
    change(world, EmailIdentity, () => ({ dkimEnabled: SigningEnabled })),
  ),
  onRest('PutEmailIdentityMailFromAttributes', (world, asked) => {
    const identity = identityNamed(world, asked.EmailIdentity);
    if ('code' in identity) return identity;
    const mailFromDomain = asked.MailFromDomain || undefined;
    const refusal = checkMailFrom(identity, mailFromDomain);
    if (refusal !== undefined) return refusal;
    world.identities.setMailFrom(identity.name, {
      mailFromDomain,
      behaviorOnMxFailure:
        asked.BehaviorOnMxFailure === 'REJECT_MESSAGE' ? 'RejectMessage' : 'UseDefaultValue',
    });
    return nothing;
  }),
  onRest('PutEmailIdentityFeedbackAttributes', (world, { EmailIdentity, EmailForwardingEnabled }) =>
    change(
      world,
      EmailIdentity,
      (identity) =>
        (EmailForwardingEnabled ? undefined : checkForwardingOff(identity)) ?? {
          forwardingEnabled: EmailForwardingEnabled,
        },
    ),
  ),
  onRest('PutEmailIdentityConfigurationSetAttributes', (world, asked) =>
    change(
      world,
      asked.EmailIdentity,
      () =>
        checkSet(world, asked.ConfigurationSetName) ?? {
          configurationSet: asked.ConfigurationSetName,
        },
    ),
  ),
];
