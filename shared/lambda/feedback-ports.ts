import * as z from 'zod/mini';
import { documentClient } from '../aws/document-client.ts';
import { messageTable } from '../aws/message-table.ts';
import { suppressionTable } from '../aws/suppression-table.ts';
import type { FeedbackPorts } from '../feedback/record-events.ts';
import { systemClock } from './clock.ts';
import { readEnvironment, text } from './environment.ts';
import { containerCounter } from './lambda-handler.ts';
import { log } from './logger.ts';

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
