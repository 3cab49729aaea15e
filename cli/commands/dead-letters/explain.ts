import type { RedriveCheck } from '../../../shared/dead-letters/check-redrive.ts';
import type { Diagnosed } from '../../../shared/dead-letters/redrive.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { exitCodes, printable } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { nameOf, toRow, unknownDeadLetter } from './dead-letter-row.ts';
import type { DeadLettersIo } from './dead-letters-io.ts';

export interface ExplainOptions {
  readonly json?: boolean;
}

/**
 * `ses-pipeline dead-letters explain ID`: why a dead letter failed, what the table knows of its
 * message, and whether a redrive would help.
 *
 * @returns 0; 3 when there is no such dead letter
 */
export const explainDeadLetter = async (
  id: string,
  { json }: ExplainOptions,
  io: DeadLettersIo,
): Promise<number> => {
  const found = await findOne(id, io);
  if (found === undefined) {
    io.printError(unknownDeadLetter(id));
    return exitCodes.wrong;
  }
  const [item, check] = await Promise.all([statusOf(found, io), io.checkRedrive(found)]);
  if (item instanceof UnreadableItem) io.printError(printable(item.message));
  const known = { found, check, status: item instanceof UnreadableItem ? undefined : item };
  if (json) io.print(toJson(known));
  else printDetails([{ text: nameOf(found), tone: 'heading' }], toDetails(known), io);
  return exitCodes.fine;
};

const findOne = async (id: string, io: DeadLettersIo): Promise<Diagnosed | undefined> => {
  let one: Diagnosed | undefined;
  await io.listSelected({ id }, (found) => {
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

const deaths = {
  refused: 'the sender refused it',
  'given-up': 'received too often',
  'run-failed': 'a run of a function failed',
  undeliverable: 'SNS could not deliver it',
} as const;

/** A dead letter, and what is known about it. */
interface Known {
  readonly found: Diagnosed;
  readonly status: MessageStatus | undefined;
  readonly check: RedriveCheck;
}

const problemsOf = (check: RedriveCheck): readonly string[] =>
  check.kind === 'fit' ? [] : check.reasons;

const toJson = ({ found, status, check }: Known): string =>
  JSON.stringify({
    ...toRow(found),
    state: status?.state ?? null,
    attempts: status?.attempts ?? null,
    canBeRedriven: check.kind === 'fit',
    problems: problemsOf(check),
  });

const statusDetails = (status: MessageStatus): readonly Detail[] => [
  {
    label: 'table',
    text: `${status.state}, ${status.attempts} attempts`,
    tone: toneOfState(status.state),
  },
  ...status.reasons.map((text) => ({ label: 'recorded', text })),
];

const redriveDetails = (check: RedriveCheck, id: string): readonly Detail[] =>
  check.kind === 'fit'
    ? [
        {
          label: 'redrive',
          text: `goes back to ${check.origin}: npx ses-pipeline dead-letters redrive ${id}`,
          tone: 'good',
        },
      ]
    : [
        { label: 'redrive', text: 'would fail again:', tone: 'bad' },
        ...check.reasons.map((text) => ({ label: '', text })),
      ];

const toDetails = ({ found, status, check }: Known): readonly Detail[] => {
  const { id, queue, at, tenantId, reasons, remedy } = toRow(found);
  return [
    { label: 'queue', text: `${queue}, since ${at}` },
    { label: 'death', text: deaths[found.diagnosis.death] },
    ...(tenantId === null ? [] : [{ label: 'tenant', text: tenantId }]),
    ...reasons.map((text) => ({ label: 'reason', text })),
    ...(remedy === null ? [] : [{ label: 'remedy', text: remedy }]),
    ...(status === undefined ? [] : statusDetails(status)),
    ...redriveDetails(check, id),
  ];
};
