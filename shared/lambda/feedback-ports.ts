import * as z from 'zod/mini';
import { documentClient } from '../aws/document-client.ts';
import { messageTable } from '../aws/message-table.ts';
import { suppressionTable } from '../aws/suppression-table.ts';
import type { Clock, CountMetric, FindMessageBySesId, LiftComplaint, Log, RecordEvents, Suppress } from '../ports.ts';
import { systemClock } from './clock.ts';
import { readEnvironment, text } from './environment.ts';
import { containerCounter } from './lambda-handler.ts';
import { log } from './logger.ts';

/** What the recorders need. */
export interface FeedbackPorts {
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  readonly recordEvents: RecordEvents;
  readonly findMessageBySesId: FindMessageBySesId;
  readonly count: CountMetric;
  readonly log: Log;
  readonly clock: Clock;
}

const schema = z.object({ TABLE_MESSAGES: text, TABLE_SUPPRESSIONS: text });

let ports: FeedbackPorts | undefined;

/** Made once per container, on its first run. */
export const feedbackPorts = (): FeedbackPorts => {
  if (ports === undefined) {
    const environment = readEnvironment(schema);
    const client = documentClient();
    const messages = messageTable(client, environment.TABLE_MESSAGES, systemClock.now);
    const suppressions = suppressionTable(client, environment.TABLE_SUPPRESSIONS);
    ports = {
      suppress: suppressions.suppress,
      liftComplaint: suppressions.liftComplaint,
      recordEvents: messages.recordEvents,
      findMessageBySesId: messages.findMessageBySesId,
      count: containerCounter().count,
      log,
      clock: systemClock,
    };
  }
  return ports;
};
