import type { DeadLetterSelection, Diagnosed } from '../../../shared/dead-letters/redrive.ts';
import { exitCodes, printable } from '../../command-io.ts';
import { nameOf, toRow } from './dead-letter-row.ts';
import type { DeadLettersIo } from './dead-letters-io.ts';
import { walks } from './walks.ts';

export interface ListOptions extends DeadLetterSelection {
  readonly json?: boolean;
}

/**
 * `ses-pipeline dead-letters list`: all dead letters of the pipeline, with their reasons.
 *
 * @returns 0; 2 when there is no queue of that name
 */
export const listDeadLetters = async (options: ListOptions, io: DeadLettersIo): Promise<number> => {
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
