import { type CommandIo, printable } from '../command-io.ts';
import { paint, type Tone } from './paint.ts';

/** One line about a thing: what is said, and the text; control characters in it are replaced. */
export interface Detail {
  /** Empty in a line that goes on with the one before. */
  readonly label: string;
  readonly text: string;
  readonly tone?: Tone | undefined;
}

const labelWidth = 11;

/** Prints a title and beneath it, one to a line, what is known of the thing. */
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
