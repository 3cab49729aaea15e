import type { FindMessageBySesId } from '../messages/event-ports.ts';
import type { MessageKey } from '../messages/ports.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/**
 * Whose mail an event is about, and which; `key` is undefined for mail that did not go through the
 * pipeline.
 */
export interface Attribution {
  /**
   * The default one where nothing says whose mail it was: it may not be written to an address that
   * bounced.
   */
  readonly tenantId: string;
  /**
   * Whether something says that it is this tenant's mail: what is said of nobody's mail counts for
   * no tenant.
   */
  readonly isTenantKnown: boolean;
  readonly key: MessageKey | undefined;
  /**
   * Whether the event must not reach beyond this tenant, because a stranger to the others told of
   * it.
   */
  readonly isConfined: boolean;
  /**
   * Whether it is taken for the copy of an event that comes by itself: a notification of an
   * identity, where all mail of the pipeline is told of by its configuration sets. It may keep mail
   * from being sent, and counts for nothing.
   */
  readonly isCopy: boolean;
}

/** Of events that say nothing of a tenant. */
export const defaultTenant = 'default';

/**
 * Every program in the account can put tags on its mail, so ours count only where they have the
 * form we give them.
 */
const tagOf = (event: FeedbackEvent, name: string, form: RegExp): string | undefined => {
  const value = Object.hasOwn(event.tags, name) ? event.tags[name] : undefined;
  return value !== undefined && form.test(value) ? value : undefined;
};

const tenantTagOf = (event: FeedbackEvent): string | undefined =>
  tagOf(event, pipelineTags.tenant, /^[A-Za-z0-9_-]{1,64}$/);

/** Whether the event claims to be about the mail of another tenant than the one whom it is from. */
export const namesAnotherTenant = (event: FeedbackEvent, from: string): boolean => {
  const tenantTag = tenantTagOf(event);
  return tenantTag !== undefined && tenantTag !== from;
};

/**
 * SES puts the name of the configuration set on every event that it publishes for one; a
 * notification of an identity has no such thing.
 */
const isOfIdentity = ({ configurationSet }: FeedbackEvent): boolean =>
  configurationSet === undefined;

/**
 * Finds the message an event is about: by our tags, which ask nothing of the world, else by SES's
 * id (identity notifications carry no tags, and neither does a mail that another program sent).
 *
 * Rejects when the table cannot be asked.
 *
 * @param find - undefined where messages are not to be found by SES's id
 * @param from - the tenant whom the event is from, where it is one: then it is about this tenant,
 * and about no message of another
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
