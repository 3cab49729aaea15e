import type { MessageProgress } from '../../shared/messages/ports.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Decision } from './decision.ts';
import { heldFact, recordedFacts, releasedFact } from './mail-facts.ts';
import type { ReadMessage } from './read-all.ts';
import type { NotingRun } from './run.ts';

/**
 * Notes what earlier runs have recorded of a message, and that it was released.
 *
 * Earlier runs may have died before they published it. It is published again once the message is
 * done; a release also when its copy comes for the first time, because it may then wait for long.
 */
export const noteEarlier = (
  { ports, run }: { readonly ports: { readonly clock: Clock }; readonly run: NotingRun },
  read: ReadMessage,
  progress: MessageProgress | undefined,
  decision: Decision,
): void => {
  const { record } = read;
  const isOfAnother =
    decision.kind === 'conflict' || ('corrects' in decision && decision.corrects !== undefined);
  const atMs = ports.clock.now();
  if (progress !== undefined && !isOfAnother)
    run.facts.noteForEnd(record, recordedFacts(read, progress, atMs));
  if (decision.kind === 'conflict') return;
  if (decision.kind === 'hold' && decision.cause.kind === 'held-before') {
    if (progress?.heldCopy !== undefined)
      run.facts.noteForEnd(record, [heldFact(read, progress.heldCopy, undefined, atMs)]);
  } else if (record.releasedCopy !== undefined) {
    const note = record.receives === 1 ? run.facts.note : run.facts.noteForEnd;
    note(record, [releasedFact(read, record.releasedCopy, atMs)]);
  }
};
