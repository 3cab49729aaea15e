import { basename } from 'node:path';
import { templateNumberReasons } from '../../../shared/email/template-numbers.ts';
import { hasDestinations } from '../../../shared/enqueue/unfold-email.ts';
import { exitCodes } from '../../command-io.ts';
import { contentTypeOf } from './content-type.ts';
import { readBytes, readObject, readText, UsageError } from './message-file.ts';
import type { SendIo, SendOptions } from './send-io.ts';
import { sendToEach } from './send-to-each.ts';
import { refusalText, tellProblems } from './tell-problems.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `ses-pipeline send`: validates a message as the pipeline would, puts it on the queue of its
 * stream, and prints its id; of one to several destinations, the id of each.
 *
 * @returns 0; 1 when the queue refuses the message; 2 when the options do not form a message; 3
 *   when the message is invalid, with every problem printed; with --wait the exit code of its end
 */
export const send = async (options: SendOptions, io: SendIo): Promise<number> => {
  try {
    const seconds = secondsOf(options.wait);
    const { message, problems } = await composeMessage(options, io);
    if (problems.length > 0) return tellProblems(problems, options, io);
    return hasDestinations(message)
      ? await sendToEach(message, seconds, options, io)
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

const toAttachment = async (path: string, io: Pick<SendIo, 'readFile'>): Promise<Fields> => {
  const bytes = await readBytes(path, io);
  return {
    filename: basename(path),
    contentType: contentTypeOf(path, bytes),
    content: Buffer.from(bytes).toString('base64'),
  };
};

const toHeader = (line: string): readonly [string, string] => {
  const colon = line.indexOf(':');
  if (colon < 1) throw new UsageError('Write a header as --header "Name: value".');
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
};

const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const toTemplate = ({ template, data }: SendOptions): Fields | undefined => {
  if (template !== undefined)
    return { name: template, data: data === undefined ? {} : readObject(data, '--data') };
  if (data !== undefined) throw new UsageError('--data needs a template: name it with --template.');
  return undefined;
};

/**
 * Finds problems that are invisible after parsing a template's data: digits that a number would
 * lose.
 */
const numberProblems = (file: string | undefined, { template, data }: SendOptions) =>
  template === undefined
    ? templateNumberReasons(file ?? '{}')
    : templateNumberReasons(`{"template":{"data":${data ?? '{}'}}}`);

export interface Composed {
  readonly message: Fields;
  readonly problems: readonly string[];
}

/** The message that the options describe; it may still be invalid. */
export const composeMessage = async (
  options: SendOptions,
  io: Pick<SendIo, 'readFile'>,
): Promise<Composed> => {
  const file = options.file === undefined ? undefined : await readText(options.file, io);
  const base = file === undefined ? {} : readObject(file, options.file ?? '');
  const { from, to, cc, bcc, replyTo, subject, text, html, stream } = options;
  const message: Fields = {
    ...base,
    ...given({
      from,
      to,
      cc,
      bcc,
      replyTo,
      subject,
      text,
      html,
      stream,
      tenantId: options.tenant,
      messageId: options.id,
      template: toTemplate(options),
      headers:
        options.header === undefined ? undefined : Object.fromEntries(options.header.map(toHeader)),
      attachments:
        options.attach === undefined
          ? undefined
          : await Promise.all(options.attach.map((path) => toAttachment(path, io))),
    }),
  };
  return { message, problems: numberProblems(file, options) };
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
      io.printError(`The message was not sent. ${refusalText(result?.code)}`);
      return exitCodes.failed;
  }
};
