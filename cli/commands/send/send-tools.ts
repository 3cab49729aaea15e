import { connectObjects } from '../../../shared/aws/clients/connect.ts';
import { producerPorts } from '../../../shared/aws/queues/producer.ts';
import { enqueueEmails } from '../../../shared/enqueue/enqueue-emails.ts';
import { newId, random } from '../../../shared/system/clock.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import { readInput } from './read-input.ts';
import type { SendIo } from './send-io.ts';

/** Tools of `send`. */
export const openSendTools = (pipeline: Pipeline, io: CommandIo): Omit<SendIo, keyof CommandIo> => {
  const { target, clients, clock } = pipeline;
  const s3 = connectObjects(target.connection);
  const producer = producerPorts({ sqs: clients.sqs, s3 }, target.place);
  return {
    readFile: readInput,
    follow: async (queued, options) => {
      const [{ follow }, { mailFactsReader }] = await Promise.all([
        import('../messages/follow.ts'),
        import('../messages/mail-facts.ts'),
      ]);
      const { messageId, tenantId, stream } = queued;
      if (!options.json) io.print(messageId);
      const tools = { ...io, ...mailFactsReader(pipeline), showProgress, clock };
      return follow({ tenantId, messageId }, { ...options, stream }, tools);
    },
    followAll: async (messageId, queued, options) => {
      const [{ followAll }, { mailFactsReader }] = await Promise.all([
        import('../messages/follow-all.ts'),
        import('../messages/mail-facts.ts'),
      ]);
      const tools = { ...io, ...mailFactsReader(pipeline), showProgress, clock };
      return followAll(messageId, queued, options, tools);
    },
    newId,
    enqueue: async (messages) =>
      enqueueEmails(
        { ...producer, streams: await pipeline.streams(), isFair: false, clock, random, newId },
        messages,
      ),
  };
};

/** One line on standard error that is replaced from look to look, where that is a terminal. */
const showProgress = (text: string): void => {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
};
