import type { CheckFacts } from '../../../shared/checking/check-facts.ts';
import { checkMail } from '../../../shared/checking/check-mail.ts';
import type { CheckedMail } from '../../../shared/checking/checked-mail.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { known } from '../../../shared/following/path-facts.ts';
import { newYear2030 } from '../email/message-builder.ts';

/** Facts by which nothing speaks against a mail. */
export const goodFacts: CheckFacts = {
  nowMs: newYear2030,
  refusals: [],
  settings: known({}),
  suppressed: known(new Set()),
  senders: known([]),
  isFreemail: known(false),
  pause: known(undefined),
  use: known({ day: 0, dayUsed: 0, month: 0, monthUsed: 0, tatMs: 0, held: undefined }),
  bytes: known(1_000),
  largestBytes: known(41_943_040),
  unsubscribed: known(new Set()),
};

/** Checks a message by facts. */
export const check = (
  message: Readonly<Record<string, unknown>>,
  facts: Partial<CheckFacts> = {},
): Promise<CheckedMail> =>
  checkMail(message, {
    streams: basicStreams,
    nowMs: newYear2030,
    newId: () => 'id-1',
    payloadBucket: async () => 'any',
    readFacts: async () => ({ ...goodFacts, ...facts }),
    readRefusals: async (messages) => messages.map(() => facts.refusals ?? []),
  });
