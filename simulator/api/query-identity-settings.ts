import type { QueryValue } from '../../shared/ses-api/wire/query-answer.ts';
import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import { type Identity, type NotificationType, notificationTypes } from '../account/identities.ts';
import { checkForwardingOff, checkMailFrom } from '../account/identity-changes.ts';
import { identityTopicValidation } from '../events/topic-validation.ts';
import type { SesWorld } from '../world.ts';
import { type Answer, nothing, onQuery } from './operation.ts';

const unknownIdentity = (name: string): Refusal =>
  invalidParameter(`Identity ${name} is invalid. Must be a verified email address or domain.`);

/** SES's own text, which differs in form from those of other enumerations. */
const readType = (text: string): NotificationType | Refusal =>
  notificationTypes.find((type) => type === text) ??
  invalidParameter(
    `Invalid notification type: ${text}. Valid values are: ${notificationTypes.join(', ')}.`,
  );

/** Changes an existing identity. */
const change = (
  { identities }: SesWorld,
  name: string,
  changes: (identity: Identity) => Partial<Identity> | Refusal,
): Answer<QueryValue> => {
  const identity = identities.get(name);
  if (identity === undefined) return unknownIdentity(name);
  const changed = changes(identity);
  if ('code' in changed) return changed;
  identities.change(name, changed);
  return nothing;
};

/** Operations on feedback, DKIM and MAIL FROM of identities. */
export const identitySettingActions = [
  onQuery(
    'SetIdentityNotificationTopic',
    async (world, { Identity: name, NotificationType: text, SnsTopic: topicArn }) => {
      const type = readType(text);
      if (typeof type === 'object') return type;
      if (world.identities.get(name) === undefined) return unknownIdentity(name);
      if (topicArn !== undefined && !(await world.validateTopic(topicArn, identityTopicValidation)))
        return invalidParameter(`SNS topic <${topicArn}> not found.`);
      return change(world, name, ({ topics }) => {
        const { [type]: _, ...others } = topics;
        return { topics: topicArn === undefined ? others : { ...others, [type]: topicArn } };
      });
    },
  ),
  onQuery(
    'SetIdentityHeadersInNotificationsEnabled',
    (world, { Identity: name, NotificationType: text, Enabled }) => {
      const type = readType(text);
      if (typeof type === 'object') return type;
      return change(world, name, ({ headersIn }) => {
        const others = headersIn.filter((other) => other !== type);
        return { headersIn: Enabled ? [...others, type] : others };
      });
    },
  ),
  onQuery('SetIdentityFeedbackForwardingEnabled', (world, { Identity: name, ForwardingEnabled }) =>
    change(
      world,
      name,
      (identity) =>
        (ForwardingEnabled ? undefined : checkForwardingOff(identity)) ?? {
          forwardingEnabled: ForwardingEnabled,
        },
    ),
  ),
  onQuery('SetIdentityMailFromDomain', ({ identities }, asked) => {
    const identity = identities.get(asked.Identity);
    if (identity === undefined) return unknownIdentity(asked.Identity);
    const mailFromDomain = asked.MailFromDomain || undefined;
    const refusal = checkMailFrom(identity, mailFromDomain);
    if (refusal !== undefined) return refusal;
    identities.setMailFrom(identity.name, {
      mailFromDomain,
      behaviorOnMxFailure: asked.BehaviorOnMXFailure ?? 'UseDefaultValue',
    });
    return nothing;
  }),
  onQuery('SetIdentityDkimEnabled', (world, { Identity: name, DkimEnabled }) =>
    change(world, name, () => ({ dkimEnabled: DkimEnabled })),
  ),
];
