import { type CommandIo, printable } from '../command-io.ts';
import { paint, type Tone } from './paint.ts';

/** One line of details: its label and its text; control characters in the text are replaced. */
export interface Detail {
  /** Empty when the line continues the one before. */
  readonly label: string;
  readonly text: string;
  readonly tone?: Tone | undefined;
}

const labelWidth = 11;

/** Prints a title and, beneath it, one line per detail. */
export const printDetails = (
  title: readonly Omit<Detail, 'label'>[],
  details: readonly Detail[],
  { print, screen }: CommandIo,
): void => {
  print(title.map(({ text, tone }) => paint(screen, tone, printable(text))).join('  '));
  for (const { label, text, tone } of details)
    print(
      `  ${paint(screen, 'label', label.padEnd(labelWidth))} ${paint(screen, tone, printable(text))}`,
    );
};
