import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import { type CommandIo, printable } from '../command-io.ts';
import { paint, type Tone } from './paint.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Text of the cell; control characters in it are replaced. */
  readonly of: (row: Row) => string;
  readonly tone?: (row: Row) => Tone | undefined;
}

/** A table that is printed while its rows arrive. */
export interface Table<Row> {
  readonly add: (row: Row) => void;
  /** Prints the remaining rows; nothing when there were none. */
  readonly end: () => void;
}

interface Cell {
  readonly text: string;
  readonly tone: Tone | undefined;
}

/** Number of rows that are measured and printed together. */
const rowsAtOnce = 100;
const gap = '  ';
/** Least width of a column; characters. */
const narrowest = 8;

const noFrame = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right'],
    ...['bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((name) => [name, '']),
);

/**
 * Column widths that fit into the terminal: the widest columns are all reduced to one width, and
 * the others stay.
 *
 * @param columns - columns of the terminal; undefined when lines may have any length
 */
export const fitWidths = (
  widths: readonly number[],
  columns: number | undefined,
): readonly number[] => {
  const room = (columns ?? Number.POSITIVE_INFINITY) - gap.length * (widths.length - 1);
  for (let cap = Math.max(...widths); ; cap -= 1) {
    const fitted = widths.map((width) => Math.min(width, cap));
    if (cap <= narrowest || fitted.reduce((sum, width) => sum + width, 0) <= room) return fitted;
  }
};

/** Wraps text between words, and inside a word that is longer than its column. */
const wrapping = (text: string, width: number) => ({
  wrapOnWordBoundary: text.split(' ').every((word) => stringWidth(word) <= width),
});

const drawn = (
  lines: readonly (readonly Cell[])[],
  widths: readonly number[],
  { screen }: CommandIo,
): readonly string[] => {
  const table = new CliTable({
    chars: { ...noFrame, middle: gap },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: [...widths],
    wordWrap: true,
  });
  for (const cells of lines)
    table.push(
      cells.map(({ text, tone }, column) => ({
        content: paint(screen, tone, text),
        ...wrapping(text, widths[column] ?? 0),
      })),
    );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
};

/**
 * A table on standard output, with one heading. On a terminal it is at most as wide as the
 * terminal, and long cells wrap; in a file or a pipe each row is one line.
 *
 * Rows are printed a hundred at a time, and columns may grow from one hundred to the next.
 */
export const createTable = <Row>(columns: readonly Column<Row>[], io: CommandIo): Table<Row> => {
  let waiting: (readonly Cell[])[] = [
    columns.map(({ title }) => ({ text: title, tone: 'heading' })),
  ];
  let widths = columns.map(() => 0);
  let isEmpty = true;
  const flush = (): void => {
    widths = widths.map((width, column) =>
      Math.max(width, ...waiting.map((cells) => stringWidth(cells[column]?.text ?? ''))),
    );
    for (const line of drawn(waiting, fitWidths(widths, io.screen.columns), io)) io.print(line);
    waiting = [];
  };
  return {
    add: (row) => {
      isEmpty = false;
      waiting.push(
        columns.map(({ of, tone }) => ({ text: printable(of(row)), tone: tone?.(row) })),
      );
      if (waiting.length >= rowsAtOnce) flush();
    },
    end: () => {
      if (!isEmpty && waiting.length > 0) flush();
    },
  };
};
