import type { RedriveCheck } from '../../../shared/dead-letters/check-redrive.ts';
import { UnknownQueueError } from '../../../shared/dead-letters/choose-queues.ts';
import type {
  DeadLetterSelection,
  Diagnosed,
  Redriven,
  RedriveOptions,
} from '../../../shared/dead-letters/redrive.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { readStatus } from '../messages/read-status.ts';

export interface ListLettersOptions extends DeadLetterSelection {
  readonly json?: boolean;
}

export interface ExplainLetterOptions {
  readonly json?: boolean;
}

export interface RedriveCliOptions {
  readonly reason?: string;
  readonly queue?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  /** Letters per second; text as it was written. */
  readonly rate: string;
  readonly json?: boolean;
}

/** What the commands on dead letters need of the pipeline. */
export interface DeadLettersIo extends CommandIo {
  readonly listLetters: (
    selection: DeadLetterSelection,
    onLetter: (found: Diagnosed) => void,
  ) => Promise<void>;
  readonly redriveLetters: (
    selection: DeadLetterSelection,
    options: RedriveOptions,
  ) => Promise<void>;
  readonly checkRedrive: (found: Diagnosed) => Promise<RedriveCheck>;
  /** Items of the messages table, as they are. */
  readonly findItems: (
    keys: readonly MessageKey[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const toRow = ({ letter, diagnosis }: Diagnosed) => ({
  id: letter.sqsMessageId,
  queue: letter.queue,
  at: new Date(letter.sentAtMs).toISOString(),
  kind: diagnosis.kind,
  death: diagnosis.death,
  origin: diagnosis.origin ?? null,
  tenantId: diagnosis.tenantId ?? null,
  messageId: diagnosis.messageId ?? null,
  reasons: diagnosis.reasons,
  remedy: diagnosis.remedy ?? null,
});

const nameOf = ({ letter, diagnosis }: Diagnosed): string =>
  [letter.sqsMessageId, diagnosis.kind, diagnosis.messageId]
    .filter((part) => part !== undefined)
    .join('  ');

/**
 * Goes through queues; @returns whether the one that is meant exists, and says which there are if
 * not.
 */
const walks = async (io: CommandIo, walk: () => Promise<void>): Promise<boolean> => {
  try {
    await walk();
    return true;
  } catch (error) {
    if (!(error instanceof UnknownQueueError)) throw error;
    io.printError(error.message);
    return false;
  }
};

/**
 * `ses-pipeline dead-letters list`: all dead letters of the pipeline, with their reasons.
 *
 * @returns 0; 2 when there is no queue of that name
 */
export const listDeadLetters = async (
  options: ListLettersOptions,
  io: DeadLettersIo,
): Promise<number> => {
  const { json, ...selection } = options;
  let count = 0;
  const show = (found: Diagnosed): void => {
    count += 1;
    if (json) {
      io.print(JSON.stringify(toRow(found)));
      return;
    }
    const { at, queue } = toRow(found);
    const [first = 'no reason is told', ...more] = found.diagnosis.reasons;
    io.print(printable(`${nameOf(found)}  ${queue}  ${at}`));
    io.print(printable(`  ${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`));
  };
  if (!(await walks(io, () => io.listLetters(selection, show)))) return exitCodes.usage;
  if (!json && count === 0) io.print('There are no dead letters.');
  return exitCodes.fine;
};

const findOne = async (id: string, io: DeadLettersIo): Promise<Diagnosed | undefined> => {
  let one: Diagnosed | undefined;
  await io.listLetters({ id }, (found) => {
    one ??= found;
  });
  return one;
};

const statusOf = async (
  { diagnosis: { tenantId, messageId } }: Diagnosed,
  io: DeadLettersIo,
): Promise<MessageStatus | UnreadableItem | undefined> => {
  if (tenantId === undefined || messageId === undefined) return undefined;
  const [item] = await io.findItems([{ tenantId, messageId }]);
  return item === undefined ? undefined : readStatus(item);
};

const unknownLetter = (id: string): string =>
  `There is no dead letter ${printable(id)}: it was redriven, or somebody looks at it right now (try again in two minutes).`;

const deaths = {
  refused: 'the sender refused it',
  'given-up': 'its queue gave it up',
  'run-failed': 'a run of a function failed',
  undeliverable: 'SNS could not hand it over',
} as const;

/**
 * `ses-pipeline dead-letters explain ID`: why a letter is dead, what the table knows of its
 * message, and whether a redrive would help.
 *
 * @returns 0; 3 when there is no such letter
 */
export const explainDeadLetter = async (
  id: string,
  { json }: ExplainLetterOptions,
  io: DeadLettersIo,
): Promise<number> => {
  const found = await findOne(id, io);
  if (found === undefined) {
    io.printError(unknownLetter(id));
    return exitCodes.wrong;
  }
  const [known, check] = await Promise.all([statusOf(found, io), io.checkRedrive(found)]);
  const status = known instanceof UnreadableItem ? undefined : known;
  if (known instanceof UnreadableItem) io.printError(printable(known.message));
  const row = toRow(found);
  const advice = check.kind === 'fit' ? [] : check.reasons;
  if (json) {
    io.print(
      JSON.stringify({
        ...row,
        state: status?.state ?? null,
        attempts: status?.attempts ?? null,
        canBeRedriven: check.kind === 'fit',
        problems: advice,
      }),
    );
    return exitCodes.fine;
  }
  const lines = [
    nameOf(found),
    `  queue       ${row.queue}, since ${row.at}`,
    `  death       ${deaths[found.diagnosis.death]}`,
    ...(row.tenantId === null ? [] : [`  tenant      ${row.tenantId}`]),
    ...row.reasons.map((reason) => `  reason      ${reason}`),
    ...(row.remedy === null ? [] : [`  remedy      ${row.remedy}`]),
    ...(status === undefined
      ? []
      : [
          `  table       ${status.state}, ${status.attempts} attempts`,
          ...status.reasons.map((reason) => `  recorded    ${reason}`),
        ]),
    ...(check.kind === 'fit'
      ? [
          `  redrive     goes back to ${check.origin}: npx ses-pipeline dead-letters redrive ${row.id}`,
        ]
      : [
          '  redrive     would bring it back here:',
          ...advice.map((reason) => `              ${reason}`),
        ]),
  ];
  for (const line of lines.map(printable)) io.print(line);
  return exitCodes.fine;
};

const causeOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'unknown');

const toLine = (redriven: Redriven): string => {
  switch (redriven.kind) {
    case 'redriven':
      return `${nameOf(redriven)}  back on ${redriven.origin}`;
    case 'would-redrive':
      return `${nameOf(redriven)}  would go back to ${redriven.origin}`;
    case 'unfit':
      return `${nameOf(redriven)}  stays: ${redriven.reasons.join(' · ')}`;
    case 'failed':
      return `${nameOf(redriven)}  stays: ${causeOf(redriven.cause)}; redrive it again`;
    default:
      return redriven satisfies never;
  }
};

const toResult = (redriven: Redriven) => ({
  ...toRow(redriven),
  result: redriven.kind,
  problems:
    redriven.kind === 'unfit'
      ? redriven.reasons
      : redriven.kind === 'failed'
        ? [causeOf(redriven.cause)]
        : [],
});

/**
 * `ses-pipeline dead-letters redrive`: puts dead letters back where they came from, if the rules of
 * today let them pass.
 *
 * @returns 0; 1 when one could not be put back; 2 when it is not said which, or no queue is called
 * so; 3 when there was none, or one that would only come back
 */
export const redriveDeadLetters = async (
  id: string | undefined,
  options: RedriveCliOptions,
  io: DeadLettersIo,
): Promise<number> => {
  const { reason, queue } = options;
  const rate = Number(options.rate);
  if ([id, reason, queue].every((part) => part === undefined) && !options.all) {
    io.printError('Say which: an id, --reason, --queue, or --all.');
    return exitCodes.usage;
  }
  if (options.all && [id, reason, queue].some((part) => part !== undefined)) {
    io.printError('--all stands alone: leave it out, or the others.');
    return exitCodes.usage;
  }
  if (!(rate >= 1 && rate <= 1000)) {
    io.printError('--rate is a number from 1 to 1000 (letters per second).');
    return exitCodes.usage;
  }
  const counts = { redriven: 0, 'would-redrive': 0, unfit: 0, failed: 0 };
  const onLetter = (redriven: Redriven): void => {
    counts[redriven.kind] += 1;
    io.print(options.json ? JSON.stringify(toResult(redriven)) : printable(toLine(redriven)));
  };
  const redrive = () =>
    io.redriveLetters({ id, reason, queue }, { isDryRun: options.dryRun === true, rate, onLetter });
  if (!(await walks(io, redrive))) return exitCodes.usage;
  if (Object.values(counts).every((count) => count === 0)) {
    io.printError(id === undefined ? 'No dead letter fits.' : unknownLetter(id));
    return exitCodes.wrong;
  }
  if (counts.failed > 0) return exitCodes.failed;
  return counts.unfit > 0 ? exitCodes.wrong : exitCodes.fine;
};
