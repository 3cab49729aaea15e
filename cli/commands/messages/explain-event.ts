import { type Explanation, explainEvents } from '../../../shared/feedback/explain-events.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { type Column, createTable } from '../../terminal/table.ts';

/** Ports of the command. */
export interface ExplainEventIo extends CommandIo {
  /** Reads a file as text; rejects when that is not possible. */
  readonly readFile: (path: string) => Promise<string>;
}

export interface ExplainEventOptions {
  /** One JSON object per line for each event, instead of a table. */
  readonly json: boolean;
}

interface Row extends Explanation {
  readonly file: string;
}

/**
 * `ses-pipeline explain-event FILE…`: says for each event in the files what it is, which recipients
 * it is about, and whether it alone suppresses them under the default policy.
 *
 * A file holds JSON, JSON lines or plain text, in any envelope of SES events.
 *
 * @returns 0; 3 when an event cannot be understood; 2 when no file is named or one cannot be read
 * (the others are still explained)
 */
export const explainEvent = async (
  files: readonly string[],
  options: ExplainEventOptions,
  io: ExplainEventIo,
): Promise<number> => {
  if (files.length === 0) {
    io.printError('Name at least one file with events.');
    return exitCodes.usage;
  }
  const rows: Row[] = [];
  let unreadable = 0;
  for (const file of files) {
    const text = await io
      .readFile(file)
      .catch((error: unknown) => io.printError(printable(`${file}: ${causeOf(error)}`)));
    if (text === undefined) unreadable += 1;
    else rows.push(...explainEvents(text).map((explanation) => ({ file, ...explanation })));
  }
  show(rows, options.json, io);
  if (unreadable > 0) return exitCodes.usage;
  return rows.some((row) => row.kind === 'invalid') ? exitCodes.wrong : exitCodes.fine;
};

const causeOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'it cannot be read';

const toJson = ({
  file,
  index,
  kind,
  recipients,
  suppress,
  reason,
  eventId,
  detail,
}: Row): string =>
  JSON.stringify({
    file,
    index,
    kind,
    recipients,
    suppress,
    reason,
    eventId,
    ...(kind === 'invalid' ? { detail } : {}),
  });

const columns: readonly Column<Row>[] = [
  { title: 'FILE', of: ({ file, index }) => `${file}:${index}` },
  { title: 'KIND', of: ({ kind }) => kind, tone: ({ kind }) => toneOfState(kind) },
  { title: 'REASON', of: ({ reason, detail }) => reason ?? detail ?? '-' },
  { title: 'SUPPRESS', of: ({ suppress }) => (suppress ? 'yes' : 'no') },
  { title: 'RECIPIENTS', of: ({ recipients }) => recipients.join(' ') || '-' },
  { title: 'EVENT', of: ({ eventId }) => eventId ?? '-' },
];

const show = (rows: readonly Row[], json: boolean, io: ExplainEventIo): void => {
  const table = createTable(columns, io);
  for (const row of rows) {
    if (json) io.print(toJson(row));
    else table.add(row);
  }
  table.end();
};
