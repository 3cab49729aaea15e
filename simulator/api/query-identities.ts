import {
  dkimTokens,
  type Identity,
  type NotificationType,
  notificationTypes,
  verificationToken,
} from '../account/identities.ts';
import { identityTopicValidation } from '../events/topic-validation.ts';
import { element, type Markup, memberList, optionalElement } from '../sending/markup.ts';
import { invalidNotificationType } from './check-members.ts';
import { type Action, entriesOf, group, pageOf, requiring } from './query-action.ts';
import { listOf } from './query-protocol.ts';
import { invalidParameter, type Refusal } from './refusal.ts';
import { checkNotAssociated } from './rest-tenant-resources.ts';

const listIdentities: Action = ({ identities }, parameters) => {
  const type = parameters.get('IdentityType');
  const names = identities
    .list()
    .filter(
      ({ kind }) => type === undefined || type === (kind === 'domain' ? 'Domain' : 'EmailAddress'),
    )
    .map(({ name }) => name);
  const page = pageOf(names, parameters, 1000, 1000);
  return group(memberList('Identities', page.items), optionalElement('NextToken', page.nextToken));
};

const attributesOf =
  (name: string, describe: (identity: Identity) => Markup | undefined): Action =>
  ({ identities }, parameters) => {
    const names = listOf(parameters, 'Identities');
    if (names.length > 100) return invalidParameter('The number of identities cannot exceed 100.');
    return entriesOf(name, names, (key) => {
      const identity = identities.get(key);
      return identity && describe(identity);
    });
  };

const describeVerification = (identity: Identity): Markup =>
  group(
    element('VerificationStatus', identity.verificationStatus),
    identity.kind === 'domain'
      ? element('VerificationToken', verificationToken(identity.name))
      : undefined,
  );

const describeDkim = (identity: Identity): Markup =>
  group(
    element('DkimEnabled', identity.dkimEnabled),
    element('DkimVerificationStatus', identity.dkimEnabled ? 'Success' : 'NotStarted'),
    identity.kind === 'domain' ? memberList('DkimTokens', dkimTokens(identity.name)) : undefined,
  );

const describeMailFrom = (identity: Identity): Markup | undefined =>
  identity.mailFromDomain === undefined
    ? undefined
    : group(
        element('MailFromDomain', identity.mailFromDomain),
        element('MailFromDomainStatus', 'Success'),
        element('BehaviorOnMXFailure', identity.behaviorOnMxFailure),
      );

const describeNotifications = (identity: Identity): Markup =>
  group(
    ...notificationTypes.map((type) => optionalElement(`${type}Topic`, identity.topics[type])),
    element('ForwardingEnabled', identity.forwardingEnabled),
    ...notificationTypes.map((type) =>
      element(`HeadersIn${type}NotificationsEnabled`, identity.headersIn.includes(type)),
    ),
  );

const notificationTypeOf = (text: string): NotificationType | undefined =>
  notificationTypes.find((type) => type === text);

const unknownIdentity = (name: string): Refusal =>
  invalidParameter(`Identity ${name} is invalid. Must be a verified email address or domain.`);

const setNotificationTopic = requiring(
  ['Identity', 'NotificationType'],
  async (world, value, parameters) => {
    const type = notificationTypeOf(value('NotificationType'));
    if (type === undefined) return invalidNotificationType(value('NotificationType'));
    const identity = world.identities.get(value('Identity'));
    if (identity === undefined) return unknownIdentity(value('Identity'));
    const topicArn = parameters.get('SnsTopic');
    if (topicArn !== undefined && !(await world.validateTopic(topicArn, identityTopicValidation))) {
      return invalidParameter(`SNS topic <${topicArn}> not found.`);
    }
    const { [type]: _, ...others } = identity.topics;
    world.identities.change(value('Identity'), {
      topics: topicArn === undefined ? others : { ...others, [type]: topicArn },
    });
    return undefined;
  },
);

const setHeadersInNotifications = requiring(
  ['Identity', 'NotificationType', 'Enabled'],
  ({ identities }, value) => {
    const type = notificationTypeOf(value('NotificationType'));
    if (type === undefined) return invalidNotificationType(value('NotificationType'));
    const identity = identities.get(value('Identity'));
    if (identity === undefined) return unknownIdentity(value('Identity'));
    const others = identity.headersIn.filter((other) => other !== type);
    identities.change(value('Identity'), {
      headersIn: value('Enabled').toLowerCase() === 'true' ? [...others, type] : others,
    });
    return undefined;
  },
);

const setFeedbackForwarding = requiring(
  ['Identity', 'ForwardingEnabled'],
  ({ identities }, value) => {
    const identity = identities.get(value('Identity'));
    if (identity === undefined) return unknownIdentity(value('Identity'));
    const isEnabled = value('ForwardingEnabled').toLowerCase() === 'true';
    if (
      !isEnabled &&
      (identity.topics.Bounce === undefined || identity.topics.Complaint === undefined)
    ) {
      return invalidParameter(
        'Forwarding can only be disabled when topics for bounces and complaints are set.',
      );
    }
    identities.change(value('Identity'), { forwardingEnabled: isEnabled });
    return undefined;
  },
);

const isDomain = (text: string): boolean => /^[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$/.test(text);

/** A MAIL FROM domain is a subdomain of the identity's, and not what mail is sent from. */
const checkMailFrom = (identity: Identity, mailFrom: string | undefined): Refusal | undefined => {
  if (mailFrom === undefined) return undefined;
  if (!isDomain(mailFrom)) return invalidParameter(`Invalid MAIL-FROM domain name <${mailFrom}>.`);
  const domain = identity.name.slice(identity.name.lastIndexOf('@') + 1);
  return mailFrom.toLowerCase().endsWith(`.${domain}`)
    ? undefined
    : invalidParameter(
        `Provided MAIL-FROM domain <${mailFrom}> is not subdomain of the domain of the identity <${identity.name}>.`,
      );
};

const setMailFromDomain = requiring(['Identity'], ({ identities }, value, parameters) => {
  const identity = identities.get(value('Identity'));
  if (identity === undefined) return unknownIdentity(value('Identity'));
  const mailFromDomain = parameters.get('MailFromDomain') || undefined;
  const refusal = checkMailFrom(identity, mailFromDomain);
  if (refusal !== undefined) return refusal;
  const behavior = parameters.get('BehaviorOnMXFailure');
  identities.change(value('Identity'), {
    mailFromDomain,
    behaviorOnMxFailure: behavior === 'RejectMessage' ? 'RejectMessage' : 'UseDefaultValue',
  });
  return undefined;
});

/** Identities and their feedback. */
export const identityActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'VerifyEmailIdentity',
    requiring(['EmailAddress'], ({ identities }, value) => {
      if (!/^[^@\s]+@[^@\s]+$/.test(value('EmailAddress')))
        return invalidParameter(`Invalid email address <${value('EmailAddress')}>.`);
      identities.verify(value('EmailAddress'));
      return undefined;
    }),
  ],
  [
    'VerifyDomainIdentity',
    requiring(['Domain'], ({ identities }, value) => {
      if (!isDomain(value('Domain')))
        return invalidParameter(`Invalid domain name ${value('Domain')}.`);
      return element(
        'VerificationToken',
        verificationToken(identities.verify(value('Domain')).name),
      );
    }),
  ],
  [
    'VerifyDomainDkim',
    requiring(['Domain'], ({ identities }, value) =>
      isDomain(value('Domain'))
        ? memberList('DkimTokens', dkimTokens(identities.verify(value('Domain')).name))
        : invalidParameter(`Invalid domain name ${value('Domain')}.`),
    ),
  ],
  [
    'DeleteIdentity',
    requiring(['Identity'], (world, value) => {
      const refusal = checkNotAssociated(world, 'identity', value('Identity'));
      if (refusal !== undefined) return refusal;
      world.identities.remove(value('Identity'));
      return undefined;
    }),
  ],
  ['ListIdentities', listIdentities],
  [
    'GetIdentityVerificationAttributes',
    attributesOf('VerificationAttributes', describeVerification),
  ],
  ['GetIdentityDkimAttributes', attributesOf('DkimAttributes', describeDkim)],
  [
    'GetIdentityMailFromDomainAttributes',
    attributesOf('MailFromDomainAttributes', describeMailFrom),
  ],
  [
    'GetIdentityNotificationAttributes',
    attributesOf('NotificationAttributes', describeNotifications),
  ],
  ['SetIdentityNotificationTopic', setNotificationTopic],
  ['SetIdentityHeadersInNotificationsEnabled', setHeadersInNotifications],
  ['SetIdentityFeedbackForwardingEnabled', setFeedbackForwarding],
  ['SetIdentityMailFromDomain', setMailFromDomain],
  [
    'SetIdentityDkimEnabled',
    requiring(['Identity', 'DkimEnabled'], ({ identities }, value) => {
      if (identities.get(value('Identity')) === undefined)
        return unknownIdentity(value('Identity'));
      identities.change(value('Identity'), {
        dkimEnabled: value('DkimEnabled').toLowerCase() === 'true',
      });
      return undefined;
    }),
  ],
]);
