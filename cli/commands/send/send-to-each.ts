import { findingsOfWhole } from '../../../shared/checking/findings-of-whole.ts';
import { fromReason, lineOf, type MailFinding } from '../../../shared/checking/mail-finding.ts';
import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import { unfoldEmail } from '../../../shared/enqueue/unfold-email.ts';
import { exitCodes, printable } from '../../command-io.ts';
import type { SendIo, SendOptions } from './send-io.ts';
import { refusalText, tellProblems } from './tell-problems.ts';

type Fields = Readonly<Record<string, unknown>>;

type Io = Pick<SendIo, 'print' | 'printError' | 'enqueue' | 'newId' | 'followAll'>;

type Failed = Extract<EnqueueResult, { readonly kind: 'failed' }>;

/**
 * `send` of a message to several destinations: puts one message to each on the queue of its stream,
 * and prints the id of each. One that is invalid stops no other.
 *
 * @param seconds - to follow them for; undefined: not at all
 * @returns 0; 1 when the queue did not take all that are valid; 3 when some are invalid; with --wait
 *   else the exit code of the worst end
 */
export const sendToEach = async (
  message: Fields,
  seconds: number | undefined,
  options: Pick<SendOptions, 'json'>,
  io: Io,
): Promise<number> => {
  const messageId = String(message.messageId ?? io.newId());
  const unfolding = unfoldEmail(message, messageId);
  if (unfolding.kind === 'wrong') return tellProblems(unfolding.reasons, options, io);
  const results = await io.enqueue(unfolding.messages);
  const isFollowed = seconds !== undefined;
  for (const result of results)
    tellResult(result, { isJson: options.json === true, isFollowed }, io);
  const invalid = findingsOfWhole(message.destinations, results.map(findingsOf));
  if (invalid.length > 0) {
    const count = results.filter(({ kind }) => kind === 'invalid').length;
    io.printError(`The message was not sent to ${count} of ${results.length} destinations:`);
    for (const finding of invalid) io.printError(`  ${lineOf(finding)}`);
  }
  const queued = results.filter((result) => result.kind === 'queued');
  const failed = results.filter((result) => result.kind === 'failed');
  if (failed.length > 0) return tellFailed(failed, queued.length, messageId, io);
  const end =
    seconds === undefined || queued.length === 0
      ? exitCodes.fine
      : await io.followAll(messageId, queued, { seconds, json: options.json === true });
  return invalid.length > 0 ? exitCodes.wrong : end;
};

const findingsOf = (result: EnqueueResult): readonly MailFinding[] =>
  result.kind === 'invalid'
    ? result.problems.map((problem) => fromReason('error', 'contract', problem))
    : [];

/** As JSON, what is followed is told when that is over. */
const tellResult = (
  result: EnqueueResult,
  { isJson, isFollowed }: { readonly isJson: boolean; readonly isFollowed: boolean },
  { print }: Pick<Io, 'print'>,
): void => {
  if (!isJson) {
    if (result.kind === 'queued') print(result.messageId);
  } else if (result.kind !== 'queued' || !isFollowed) print(JSON.stringify(asJson(result)));
};

const asJson = (result: EnqueueResult): Fields => {
  switch (result.kind) {
    case 'queued': {
      const { messageId, tenantId, stream, lane, sqsMessageId } = result;
      return { messageId, tenantId, stream, lane, sqsMessageId };
    }
    case 'invalid':
      return { messageId: result.messageId ?? null, problems: result.problems };
    case 'failed':
      return { messageId: result.messageId, code: result.code };
    default:
      return result satisfies never;
  }
};

/**
 * @returns 1
 * @throws what was thrown when the queue took none: the caller explains a pipeline that cannot be
 *   reached
 */
const tellFailed = (
  failed: readonly Failed[],
  queued: number,
  messageId: string,
  { printError }: Pick<Io, 'printError'>,
): number => {
  const [first] = failed;
  printError(
    `${failed.length} of ${failed.length + queued} messages may not be on the queue. Send the same again with --id ${printable(messageId)}: nobody gets a second mail.`,
  );
  if (queued === 0 && first?.cause !== undefined) throw first.cause;
  printError(refusalText(first?.code));
  return exitCodes.failed;
};
