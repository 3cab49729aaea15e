import type { Diagnosed } from '../../../shared/dead-letters/redrive.ts';
import { remedyOfText } from '../../../shared/remedies/remedy-of-text.ts';
import { printable } from '../../command-io.ts';

/** A dead letter as `--json` shows it. */
export const toRow = ({ deadLetter, diagnosis }: Diagnosed) => ({
  id: deadLetter.sqsMessageId,
  queue: deadLetter.queue,
  at: new Date(deadLetter.sentAtMs).toISOString(),
  kind: diagnosis.kind,
  death: diagnosis.death,
  origin: diagnosis.origin ?? null,
  tenantId: diagnosis.tenantId ?? null,
  messageId: diagnosis.messageId ?? null,
  reasons: diagnosis.reasons,
  // A dead letter of an earlier version has no remedy of its own.
  remedy: diagnosis.remedy ?? remedyOfText(diagnosis.reasons[0] ?? '')?.remedy ?? null,
});

/** Name of a dead letter, for a line of text. */
export const nameOf = ({ deadLetter, diagnosis }: Diagnosed): string =>
  [deadLetter.sqsMessageId, diagnosis.kind, diagnosis.messageId]
    .filter((part) => part !== undefined)
    .join('  ');

/** Message for an id that no dead letter has. */
export const unknownDeadLetter = (id: string): string =>
  `There is no dead letter ${printable(id)}: it was redriven, or another reader has hidden it (try again in two minutes).`;
