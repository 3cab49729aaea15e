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
import { checkFilter, ownTags, restTags } from './rest-values.ts';

const typeOf = ({ kind }: Identity): string => (kind === 'domain' ? 'DOMAIN' : 'EMAIL_ADDRESS');

const describeDkim = ({ name, kind, dkimEnabled }: Identity) => ({
  SigningEnabled: dkimEnabled,
  Status: dkimEnabled ? 'SUCCESS' : 'NOT_STARTED',
  ...(kind === 'domain' ? { Tokens: dkimTokens(name) } : {}),
  SigningAttributesOrigin: 'AWS_SES',
  NextSigningKeyLength: 'RSA_2048_BIT',
  CurrentSigningKeyLength: 'RSA_2048_BIT',
});

const statusOf = ({ verificationStatus }: Identity): string => verificationStatus.toUpperCase();

const isVerified = ({ verificationStatus }: Identity): boolean => verificationStatus === 'Success';

const describe = (identity: Identity) => ({
  IdentityType: typeOf(identity),
  FeedbackForwardingStatus: identity.forwardingEnabled,
  VerifiedForSendingStatus: isVerified(identity),
  DkimAttributes: describeDkim(identity),
  MailFromAttributes: {
    MailFromDomain: identity.mailFromDomain ?? '',
    MailFromDomainStatus: identity.mailFromDomain === undefined ? undefined : 'SUCCESS',
    BehaviorOnMxFailure:
      identity.behaviorOnMxFailure === 'RejectMessage' ? 'REJECT_MESSAGE' : 'USE_DEFAULT_VALUE',
  },
  Policies: {},
  Tags: restTags(identity.tags),
  ConfigurationSetName: identity.configurationSet,
  VerificationStatus: statusOf(identity),
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

/** Operations on identities, which are verified at once, because nobody would click the link. */
export const identityOperations = [
  onRest('CreateEmailIdentity', (world, { EmailIdentity: name, Tags, ConfigurationSetName }) => {
    if (!isDomain(name) && !isEmailAddress(name))
      return invalidParameter(`Invalid email identity <${name}>.`);
    if (world.identities.get(name) !== undefined)
      return refuse('AlreadyExists', `Email identity ${name} already exist.`);
    const refusal = checkSet(world, ConfigurationSetName);
    if (refusal !== undefined) return refusal;
    const identity = world.identities.verify(name);
    world.identities.change(name, {
      tags: ownTags(Tags),
      configurationSet: ConfigurationSetName,
    });
    return done({
      IdentityType: typeOf(identity),
      VerifiedForSendingStatus: isVerified(identity),
      DkimAttributes: describeDkim(identity),
    });
  }),
  onRest('GetEmailIdentity', (world, { EmailIdentity }) => {
    const identity = identityNamed(world, EmailIdentity);
    return 'code' in identity ? identity : done(describe(identity));
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
  onRest('PutEmailIdentityMailFromAttributes', (world, asked) =>
    change(world, asked.EmailIdentity, (identity) => {
      const mailFromDomain = asked.MailFromDomain || undefined;
      return (
        checkMailFrom(identity, mailFromDomain) ?? {
          mailFromDomain,
          behaviorOnMxFailure:
            asked.BehaviorOnMxFailure === 'REJECT_MESSAGE' ? 'RejectMessage' : 'UseDefaultValue',
        }
      );
    }),
  ),
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
