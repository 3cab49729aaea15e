import type { FeedbackEvent } from '../../shared/feedback/feedback-event.ts';

/** An event that SES told of a mail to one recipient, with these changes. */
export const feedbackEvent = (changes: Partial<FeedbackEvent>): FeedbackEvent => ({
  kind: 'send',
  eventId: 'a1b2c3d4e5f6a1b2c3d4e5f6',
  atMs: 0,
  recipients: ['jane@example.com'],
  unreadable: 0,
  agent: undefined,
  reason: undefined,
  sesMessageId: 'ses-0',
  tags: {},
  source: undefined,
  from: [],
  identity: undefined,
  configurationSet: undefined,
  account: undefined,
  detail: undefined,
  ...changes,
});
