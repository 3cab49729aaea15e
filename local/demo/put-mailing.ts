import type { Lane } from '../../shared/email/streams.ts';
import type { PutMessage } from './account.ts';
import type { MailingWorld } from './mailing-world.ts';
import { followMessage, type QueuedMessage } from './queued-message.ts';

/** Error when a queue refuses a message of the mailing. */
export class MailingRefusedError extends Error {
  override readonly name = 'MailingRefusedError';
}

/**
 * Puts messages on the queues of their lanes.
 *
 * @throws MailingRefusedError when a queue refuses one of them
 */
export const putMailing = async (
  world: MailingWorld,
  messages: readonly QueuedMessage[],
): Promise<readonly PutMessage[]> => {
  const putIn = async (lane: Lane): Promise<readonly PutMessage[]> => {
    const bodies = messages.filter((message) => message.lane === lane).map(({ body }) => body);
    const answers = await world.enqueue(lane, bodies);
    return bodies.map((body, index) => {
      const answer = answers[index];
      if (answer?.kind === 'queued') return followMessage(body, answer.sqsMessageId);
      throw new MailingRefusedError(
        `The ${lane} queue refuses message ${messages.findIndex((message) => message.body === body) + 1} of the mailing (${answer?.code ?? 'no answer'}).`,
      );
    });
  };
  return (await Promise.all([putIn('transactional'), putIn('bulk')])).flat();
};
