import type { Diagnosed } from '../../../shared/dead-letters/redrive.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import { openDeadLetterTools } from '../dead-letters/dead-letter-tools.ts';
import { attempt, mailFactsReader } from '../messages/mail-facts.ts';
import type { ExplainWhyIo } from './why.ts';

/** Tools of `explain why`. */
export const openExplainTools = (pipeline: Pipeline): Omit<ExplainWhyIo, keyof CommandIo> => {
  const reader = mailFactsReader(pipeline);
  const { clock } = pipeline;
  return {
    streams: pipeline.streams,
    readStatus: reader.readStatus,
    readStatuses: reader.readStatuses,
    readFacts: reader.readFacts,
    // A walk hides what it has seen, and shows it again at its end: nothing is taken away.
    findDeadLetters: ({ tenantId, messageId }) =>
      attempt(async () => {
        const tools = await openDeadLetterTools(pipeline);
        const found: Diagnosed[] = [];
        await tools.listSelected({ id: messageId, tenantId }, (one) => void found.push(one));
        return found;
      }),
    now: clock.now,
  };
};
