import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import { exitCodes } from '../../command-io.ts';
import {
  type ComposeIo,
  composeMessage,
  type SendOptions,
  tellProblems,
} from './compose-message.ts';
import { UsageError } from './message-file.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface SendIo extends ComposeIo {
  /** Follows a mail that was queued; resolves to the exit code of its end. */
  readonly follow: (queued: QueuedEmail, options: FollowChoice) => Promise<number>;
  readonly enqueue: (messages: readonly Fields[]) => Promise<readonly EnqueueResult[]>;
}

/** A message that was put on its queue. */
export type QueuedEmail = Extract<EnqueueResult, { readonly kind: 'queued' }>;

/** How a queued message is followed. */
export interface FollowChoice {
  readonly seconds: number;
  readonly json: boolean;
  readonly sendAfterMs: number | undefined;
}

/**
 * `ses-pipeline send`: validates a message as the pipeline would, puts it on the queue of its
 * stream, and prints its id.
 *
 * @returns 0; 1 when the queue refuses the message; 2 when the options do not form a message; 3
 *   when the message is invalid, with every problem printed; with --wait the exit code of its end
 */
export const send = async (options: SendOptions, io: SendIo): Promise<number> => {
  try {
    const seconds = secondsOf(options.wait);
    const { message, problems } = await composeMessage(options, io);
    return problems.length > 0
      ? tellProblems(problems, options, io)
      : await validateAndPut(message, seconds, options, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.printError(error.message);
    return exitCodes.usage;
  }
};

/** Longest time for which a mail is followed; seconds. */
const longestWait = 86_400;

/** Seconds to wait for the end of the mail; undefined: not at all. */
const secondsOf = (wait: SendOptions['wait']): number | undefined => {
  if (wait === undefined || wait === false) return undefined;
  if (wait === true) return 60;
  const seconds = Number(wait);
  if (!(seconds >= 1 && seconds <= longestWait))
    throw new UsageError(`--wait takes a number of seconds from 1 to ${longestWait}.`);
  return seconds;
};

const refusals: Readonly<Record<string, string>> = {
  InvalidMessageContents: 'It contains characters that SQS does not accept.',
};

const validateAndPut = async (
  message: Fields,
  seconds: number | undefined,
  options: SendOptions,
  io: SendIo,
): Promise<number> => {
  const [result] = await io.enqueue([message]);
  switch (result?.kind) {
    case 'invalid':
      return tellProblems(result.problems, options, io);
    case 'queued': {
      const { messageId, tenantId, stream, lane, sqsMessageId } = result;
      if (seconds !== undefined) {
        const sendAfterMs = Date.parse(String(message.sendAfter));
        return io.follow(result, {
          ...{ seconds, json: options.json === true },
          sendAfterMs: Number.isNaN(sendAfterMs) ? undefined : sendAfterMs,
        });
      }
      io.print(
        options.json
          ? JSON.stringify({ messageId, tenantId, stream, lane, sqsMessageId })
          : messageId,
      );
      return exitCodes.fine;
    }
    default:
      // The caller explains a pipeline that cannot be reached.
      if (result?.cause !== undefined) throw result.cause;
      io.printError(
        `The message was not sent. ${refusals[result?.code ?? ''] ?? `The queue refused it: ${result?.code ?? 'no answer'}.`}`,
      );
      return exitCodes.failed;
  }
};
