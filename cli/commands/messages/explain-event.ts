import { type Explanation, explainEvents } from '../../../shared/feedback/explain-events.ts';

/** What the command needs of the world. */
export interface ExplainEventIo {
  /** Rejects when the file cannot be read as text. */
  readonly readFile: (path: string) => Promise<string>;
  /** One line to standard output. */
  readonly print: (line: string) => void;
  /** One line to standard error. */
  readonly printError: (line: string) => void;
}

export interface ExplainEventOptions {
  /** One JSON object per line for each event, instead of a table. */
  readonly json: boolean;
}

interface Row extends Explanation {
  readonly file: string;
}

/** Exit codes of all commands: 0 fine, 2 usage, 3 found something wrong. */
const exitCode = { fine: 0, usage: 2, foundInvalid: 3 } as const;

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

/** Events come from outside, so nothing in them may steer the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

const headings = ['FILE', 'KIND', 'REASON', 'SUPPRESS', 'RECIPIENTS', 'EVENT'] as const;

const toCells = ({
  file,
  index,
  kind,
  recipients,
  suppress,
  reason,
  eventId,
  detail,
}: Row): readonly string[] => [
  `${file}:${index}`,
  kind,
  reason ?? detail ?? '-',
  suppress ? 'yes' : 'no',
  recipients.join(' ') || '-',
  eventId ?? '-',
];

const toTable = (rows: readonly Row[]): readonly string[] => {
  const lines = [headings, ...rows.map(toCells)].map((cells) => cells.map(printable));
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/**
 * `ses-pipeline explain-event FILE…`: says of each event in the files what it is, whom it is about,
 * and whether it alone suppresses them under the default policy.
 *
 * A file holds JSON, JSON lines or plain text, in any envelope in which events of SES travel.
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
    return exitCode.usage;
  }
  const rows: Row[] = [];
  let unreadable = 0;
  for (const file of files) {
    const text = await io
      .readFile(file)
      .catch((error: unknown) => io.printError(`${file}: ${causeOf(error)}`));
    if (text === undefined) unreadable += 1;
    else rows.push(...explainEvents(text).map((explanation) => ({ file, ...explanation })));
  }
  for (const line of options.json ? rows.map(toJson) : rows.length > 0 ? toTable(rows) : [])
    io.print(line);
  if (unreadable > 0) return exitCode.usage;
  return rows.some((row) => row.kind === 'invalid') ? exitCode.foundInvalid : exitCode.fine;
};
