import { messageIdForm } from '../email/message-fields.ts';
import type { FindMessageBySesId } from '../messages/event-ports.ts';
import type { MessageKey } from '../messages/ports.ts';
import { tenantIdForm, unassignedTenant } from '../tenants/names.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';
import { type ForeignMail, foreignMessageId } from './foreign-mail.ts';
import type { FindSenderOwner } from './known-claims.ts';
import { type SenderOwner, senderDomain } from './sender-claims.ts';

/** The tenant and the message that an event is about. */
export interface Attribution {
  /**
   * Tenant for whom the event suppresses: the default tenant when nothing names one, so that an
   * address that bounced is still suppressed for somebody.
   */
  readonly tenantId: string;
  /**
   * Whether a tag, a topic, the messages table or the sender names the tenant. Reputation facts and
   * metrics count for a tenant only when it is known.
   */
  readonly isTenantKnown: boolean;
  /** Item on which the event is kept; of {@link unassignedTenant} when the tenant is not known. */
  readonly key: MessageKey;
  /** Undefined for the pipeline's own mail, which has the item of its message. */
  readonly foreign: ForeignMail | undefined;
  /**
   * Whether the event came from a topic of this tenant. Such an event must not affect other
   * tenants, because they do not control who publishes there.
   */
  readonly isConfined: boolean;
  /**
   * Whether the event is a notification of an identity in a deployment where configuration sets
   * already publish all events. It may be a copy: it suppresses and is kept as foreign mail, but is
   * not counted.
   */
  readonly isCopy: boolean;
}

/** Tenant of events that name none. */
export const defaultTenant = 'default';

/**
 * Any program in the account can tag its mail, so a tag counts as ours only when its value has the
 * form that the sender writes.
 */
const tagOf = (event: FeedbackEvent, name: string, form: RegExp): string | undefined => {
  const value = Object.hasOwn(event.tags, name) ? event.tags[name] : undefined;
  return value !== undefined && form.test(value) ? value : undefined;
};

const tenantTagOf = (event: FeedbackEvent): string | undefined =>
  tagOf(event, pipelineTags.tenant, tenantIdForm);

/**
 * Whether the event's tenant tag names another tenant than `from`, the tenant whose topic published
 * it.
 */
export const namesAnotherTenant = (event: FeedbackEvent, from: string): boolean => {
  const tenantTag = tenantTagOf(event);
  return tenantTag !== undefined && tenantTag !== from;
};

/**
 * Whether the event is a notification of an identity. SES names the configuration set on every
 * event that it publishes for one; notifications of identities carry no such name.
 */
export const isOfIdentity = ({
  configurationSet,
}: Pick<FeedbackEvent, 'configurationSet'>): boolean => configurationSet === undefined;

/** Look-ups for events that our tags do not settle. Each rejects when its table cannot be reached. */
export interface AttributionPorts {
  /** Undefined when the deployment does not look for messages by SES's id. */
  readonly findMessageBySesId: FindMessageBySesId | undefined;
  readonly findSenderOwner: FindSenderOwner;
}

/**
 * Finds the tenant and the message of an event. The first of these that names one decides:
 *
 * 1. our tags, which need no look-up;
 * 2. the tenant whose topic published the event, which no later step can overrule;
 * 3. SES's message id in the messages table, because identity notifications carry no tags;
 * 4. the sender, by the settings of the tenants.
 *
 * An event for which a look-up fails is nobody's yet: the promise rejects.
 *
 * @param from - tenant whose topic published the event; the event then concerns this tenant alone,
 * and no message of another
 */
export const attributionOf = async (
  event: FeedbackEvent,
  { findMessageBySesId: find, findSenderOwner }: AttributionPorts,
  from?: string,
): Promise<Attribution> => {
  const isConfined = from !== undefined;
  const isBelieved = !isConfined || !namesAnotherTenant(event, from);
  const tenantTag = isBelieved ? tenantTagOf(event) : undefined;
  const messageTag = isBelieved ? tagOf(event, pipelineTags.message, messageIdForm) : undefined;
  if (messageTag !== undefined) {
    const tenantId = from ?? tenantTag ?? defaultTenant;
    return { ...ownMail({ tenantId, messageId: messageTag }), isConfined, isCopy: false };
  }
  const isCopy = find === undefined && isOfIdentity(event);
  const named = from ?? tenantTag;
  const found = event.sesMessageId === undefined ? undefined : await find?.(event.sesMessageId);
  if (found !== undefined && (named === undefined || named === found.tenantId))
    return { ...ownMail(found), isConfined, isCopy };
  const owner: SenderOwner =
    named === undefined ? await findSenderOwner(event) : { kind: 'tenant', tenantId: named };
  return { ...foreignMail(event, owner), isConfined, isCopy };
};

const ownMail = (key: MessageKey) => ({
  tenantId: key.tenantId,
  isTenantKnown: true,
  key,
  foreign: undefined,
});

/** Most tenants kept of those that claim one sender; more have the same mistake in common. */
const mostClaimants = 10;

const foreignMail = (event: FeedbackEvent, owner: SenderOwner) => {
  const isTenantKnown = owner.kind === 'tenant';
  return {
    tenantId: isTenantKnown ? owner.tenantId : defaultTenant,
    isTenantKnown,
    key: {
      tenantId: isTenantKnown ? owner.tenantId : unassignedTenant,
      messageId: foreignMessageId(event),
    },
    foreign: {
      senderDomain: senderDomain(event),
      disputedBy: owner.kind === 'disputed' ? owner.tenantIds.slice(0, mostClaimants) : [],
    },
  };
};
