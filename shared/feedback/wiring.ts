import * as z from 'zod/mini';
import { documentClient } from '../aws/dynamodb/document-client.ts';
import { noteFeedbackIn } from '../aws/ledger/feedback-table.ts';
import { messageTable } from '../aws/messages/message-table.ts';
import { reputationTable } from '../aws/reputation/reputation-table.ts';
import { suppressionTable } from '../aws/suppressions/suppression-table.ts';
import { tenantSenders } from '../aws/tenants/tenant-senders.ts';
import { flag, integer, readEnvironment, text } from '../lambda/environment.ts';
import { containerCounter } from '../lambda/lambda-handler.ts';
import { log } from '../lambda/logger.ts';
import {
  hasherOf,
  hashingEnvironment,
  publisher,
  publishingEnvironment,
} from '../pipeline-events/wiring.ts';
import { streamsVariable } from '../streams/streams-variable.ts';
import { random, systemClock } from '../system/clock.ts';
import type { FeedbackPorts } from './feedback-batch.ts';
import { knownClaims } from './known-claims.ts';

/** Environment variables of every function that records events. */
export const feedbackEnvironment = z.object({
  STREAMS: streamsVariable,
  TABLE_MESSAGES: text,
  TABLE_SUPPRESSIONS: text,
  TABLE_REPUTATION: text,
  TABLE_TENANTS: text,
  IDENTITY_FEEDBACK: flag,
  SOFT_BOUNCE_COUNT: integer,
  SOFT_BOUNCE_OVER_DAYS: integer,
  SOFT_BOUNCE_PAUSE_DAYS: integer,
  ...publishingEnvironment.shape,
  ...hashingEnvironment.shape,
});

let ports: FeedbackPorts | undefined;

/** Ports of the recorders, made once per container on its first run. */
export const feedbackPorts = (): FeedbackPorts => {
  if (ports === undefined) {
    const environment = readEnvironment(feedbackEnvironment);
    const client = documentClient();
    const identityFeedback = environment.IDENTITY_FEEDBACK;
    const messages = messageTable(client, environment.TABLE_MESSAGES, systemClock.now, {
      identityFeedback,
    });
    const suppressions = suppressionTable(client, environment.TABLE_SUPPRESSIONS, {
      count: environment.SOFT_BOUNCE_COUNT,
      overDays: environment.SOFT_BOUNCE_OVER_DAYS,
      pauseDays: environment.SOFT_BOUNCE_PAUSE_DAYS,
    });
    const { count } = containerCounter();
    ports = {
      streams: environment.STREAMS,
      suppress: suppressions.suppress,
      liftComplaint: suppressions.liftComplaint,
      noteSoftBounce: suppressions.noteSoftBounce,
      endSoftBounces: suppressions.endSoftBounces,
      recordFacts: reputationTable(client, environment.TABLE_REPUTATION, systemClock.now)
        .recordFacts,
      recordEvents: messages.recordEvents,
      noteFeedback: noteFeedbackIn(client, environment.TABLE_MESSAGES, systemClock.now),
      findSenderOwner: knownClaims(
        tenantSenders(client, environment.TABLE_TENANTS, ({ message }) => log('error', message)),
        systemClock,
      ),
      findMessageBySesId: identityFeedback ? messages.findMessageBySesId : undefined,
      publishFacts: publisher(environment, {
        ...{ clock: systemClock, random, count, log },
        addressHasher: hasherOf(environment),
      }),
      count,
      log,
      clock: systemClock,
    };
  }
  return ports;
};
