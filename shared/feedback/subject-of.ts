import type { FindMessageBySesId, MessageKey } from '../ports.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/** Whose mail an event is about, and which; `key` is undefined for mail that did not go through the pipeline. */
export interface Subject {
  readonly tenantId: string;
  readonly key: MessageKey | undefined;
}

/** Of events that say nothing of a tenant. */
export const defaultTenant = 'default';

/** Every program in the account can put tags on its mail, so ours count only where they have the form we give them. */
const tagOf = (event: FeedbackEvent, name: string, form: RegExp): string | undefined => {
  const value = Object.hasOwn(event.tags, name) ? event.tags[name] : undefined;
  return value !== undefined && form.test(value) ? value : undefined;
};

/**
 * Finds the message an event is about: by our tags, which ask nothing of the world, else by SES's id (identity notifications carry no
 * tags, and neither does a mail that another program sent).
 *
 * Rejects when the table cannot be asked.
 */
export const subjectOf = async (event: FeedbackEvent, find: FindMessageBySesId): Promise<Subject> => {
  const tenantTag = tagOf(event, pipelineTags.tenant, /^[A-Za-z0-9_-]{1,64}$/);
  const messageId = tagOf(event, pipelineTags.message, /^[A-Za-z0-9_.@-]{1,128}$/);
  if (messageId !== undefined) {
    const tenantId = tenantTag ?? defaultTenant;
    return { tenantId, key: { tenantId, messageId } };
  }
  const key = event.sesMessageId === undefined ? undefined : await find(event.sesMessageId);
  return { tenantId: tenantTag ?? key?.tenantId ?? defaultTenant, key };
};
