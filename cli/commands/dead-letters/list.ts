import type { DeadLetterSelection, Diagnosed } from '../../../shared/dead-letters/redrive.ts';
import { exitCodes } from '../../command-io.ts';
import { type Column, createTable } from '../../terminal/table.ts';
import { toRow } from './dead-letter-row.ts';
import type { DeadLettersIo } from './dead-letters-io.ts';
import { walks } from './walks.ts';

export interface ListOptions extends DeadLetterSelection {
  readonly json?: boolean;
}

type Row = ReturnType<typeof toRow>;

/**
 * `ses-pipeline dead-letters list`: all dead letters of the pipeline, with their reasons.
 *
 * @returns 0; 2 when no queue has that name
 */
export const listDeadLetters = async (options: ListOptions, io: DeadLettersIo): Promise<number> => {
  const { json, ...selection } = options;
  let count = 0;
  const table = createTable(columns, io);
  const show = (found: Diagnosed): void => {
    count += 1;
    const row = toRow(found);
    if (json) io.print(JSON.stringify(row));
    else table.add(row);
  };
  if (!(await walks(io, () => io.listSelected(selection, show)))) return exitCodes.usage;
  table.end();
  if (!json && count === 0) io.print('There are no dead letters.');
  return exitCodes.fine;
};

const reasonOf = ({ reasons: [first = 'no reason is given', ...more] }: Row): string =>
  `${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;

const columns: readonly Column<Row>[] = [
  { title: 'DEAD LETTER', of: ({ id }) => id },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'MESSAGE', of: ({ messageId }) => messageId ?? '-' },
  { title: 'QUEUE', of: ({ queue }) => queue },
  { title: 'SINCE', of: ({ at }) => at },
  { title: 'REASON', of: reasonOf },
];
