import type { FindMessageBySesId } from '../messages/event-ports.ts';
import type { MessageKey } from '../messages/ports.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/**
 * The tenant and the message that an event is about. `key` is undefined for mail that did not go
 * through the pipeline.
 */
export interface Attribution {
  /**
   * The default tenant when nothing names one, so that an address that bounced is still suppressed
   * for somebody.
   */
  readonly tenantId: string;
  /**
   * Whether a tag, a topic or the messages table names the tenant. Reputation facts and metrics
   * count for a tenant only when it is known.
   */
  readonly isTenantKnown: boolean;
  readonly key: MessageKey | undefined;
  /**
   * Whether the event came from a topic of this tenant. Such an event must not affect other
   * tenants, because they do not control who publishes there.
   */
  readonly isConfined: boolean;
  /**
   * Whether the event is a notification of an identity in a deployment where configuration sets
   * already publish all events. It is then taken for a copy: it may suppress, but is neither
   * recorded nor counted.
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
  tagOf(event, pipelineTags.tenant, /^[A-Za-z0-9_-]{1,64}$/);

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
const isOfIdentity = ({ configurationSet }: FeedbackEvent): boolean =>
  configurationSet === undefined;

/**
 * Finds the message an event is about: by our tags, which needs no look-up, else by SES's message
 * id, because identity notifications and mail of other programs carry no such tags.
 *
 * Rejects when the table cannot be reached.
 *
 * @param find - look-up by SES's message id; undefined when the deployment does not use it
 * @param from - tenant whose topic published the event; the event then concerns this tenant alone,
 * and no message of another
 */
export const attributionOf = async (
  event: FeedbackEvent,
  find: FindMessageBySesId | undefined,
  from?: string,
): Promise<Attribution> => {
  const isConfined = from !== undefined;
  const isBelieved = !isConfined || !namesAnotherTenant(event, from);
  const tenantTag = isBelieved ? tenantTagOf(event) : undefined;
  const messageId = isBelieved
    ? tagOf(event, pipelineTags.message, /^[A-Za-z0-9_.@-]{1,128}$/)
    : undefined;
  if (messageId !== undefined) {
    const tenantId = tenantTag ?? from ?? defaultTenant;
    return {
      tenantId,
      isTenantKnown: true,
      key: { tenantId, messageId },
      isConfined,
      isCopy: false,
    };
  }
  const isCopy = find === undefined && isOfIdentity(event);
  const found = event.sesMessageId === undefined ? undefined : await find?.(event.sesMessageId);
  if (isConfined)
    return {
      tenantId: from,
      isTenantKnown: true,
      key: found?.tenantId === from ? found : undefined,
      isConfined,
      isCopy,
    };
  const tenantId = tenantTag ?? found?.tenantId;
  return {
    tenantId: tenantId ?? defaultTenant,
    isTenantKnown: tenantId !== undefined,
    key: found,
    isConfined,
    isCopy,
  };
};
