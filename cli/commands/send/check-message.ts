import type { ReadCheckFacts } from '../../../shared/checking/check-facts.ts';
import { checkMail } from '../../../shared/checking/check-mail.ts';
import { type CheckedMail, checkedMail } from '../../../shared/checking/checked-mail.ts';
import { fromReason, lineOf, type MailFinding } from '../../../shared/checking/mail-finding.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { UsageError } from './message-file.ts';
import { composeMessage } from './send.ts';
import type { SendIo, SendOptions } from './send-io.ts';

export interface CheckIo extends CommandIo, Pick<SendIo, 'readFile'> {
  readonly readStreams: ReadStreams;
  readonly readFacts: ReadCheckFacts;
  /** How whoever asks learns what could not be told. */
  readonly hint: string;
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * `ses-pipeline send --check`: prints what is known against a message, and sends nothing. What could
 * not be judged is named in one line on standard error.
 *
 * @returns 0, also with warnings; 2 when the options do not form a message; 3 when the message would
 *   not be sent
 */
export const checkMessage = async (options: SendOptions, io: CheckIo): Promise<number> => {
  try {
    if (options.wait !== undefined)
      throw new UsageError(
        '--check sends nothing that --wait could follow; leave one of them out.',
      );
    const { message, problems } = await composeMessage(options, io);
    const checked = problems.length > 0 ? invalid(problems) : await checkFields(message, io);
    print(checked, options, io);
    return checked.valid ? exitCodes.fine : exitCodes.wrong;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.printError(error.message);
    return exitCodes.usage;
  }
};

const invalid = (problems: readonly string[]): CheckedMail =>
  checkedMail(problems.map((problem) => fromReason('error', 'contract', problem)));

const checkFields = async (
  message: Readonly<Record<string, unknown>>,
  { readFacts, readStreams, now, newId }: CheckIo,
): Promise<CheckedMail> =>
  checkMail(message, {
    ...{ streams: await readStreams(), nowMs: now(), newId, readFacts },
    payloadBucket: async () => 'any',
  });

const print = (checked: CheckedMail, { json }: SendOptions, io: CheckIo): void => {
  if (json) io.print(JSON.stringify(checked));
  else for (const line of linesOf(checked)) io.print(line);
  const unknown = new Set(checked.findings.filter(isUnknown).map(({ rule }) => rule));
  if (unknown.size > 0) io.printError(`Not checked: ${[...unknown].join(', ')}. ${io.hint}`);
};

const isUnknown = ({ severity }: MailFinding): boolean => severity === 'unknown';

const linesOf = (checked: CheckedMail): readonly string[] => {
  const { findings } = checked;
  const told = findings.filter((finding) => !isUnknown(finding));
  if (told.length === 0) return ['Nothing speaks against it.'];
  return [
    headOf(checked),
    ...told.map((finding) => `  ${finding.severity.padEnd(7)}  ${lineOf(finding)}`),
  ];
};

const headOf = ({ valid, findings }: CheckedMail): string => {
  if (valid) return 'It would be sent, but:';
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.every(({ field }) => field.startsWith('destinations['))
    ? 'It would not be sent to every destination:'
    : 'It would not be sent:';
};
