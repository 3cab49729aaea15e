import { type Command, InvalidArgumentError } from 'commander';
import { type Model, models, type Scenario, scenarios } from './row.ts';

/** Options of `npm run bench -- pacing`. */
export interface PacingOptions {
  readonly rate?: readonly number[];
  readonly containers?: readonly number[];
  readonly model?: readonly Model[];
  readonly scenario?: readonly Scenario[];
  readonly design?: readonly string[];
  readonly quick: boolean;
  readonly json: boolean;
  /** Whether the pipeline records the events of SES about the mails. */
  readonly feedback: boolean;
  /** Length of the steady part; seconds. */
  readonly seconds?: number;
  /** Path of a file to which each row is appended as a line. */
  readonly save?: string;
  /** Path of a Markdown file to which the results are written. */
  readonly report?: string;
}

/**
 * Adds the options of `pacing` to a command. A wrong value ends in a CommanderError that lists the
 * valid ones.
 *
 * @param designs - names of all designs
 */
export const addPacingOptions = (command: Command, designs: readonly string[]): Command =>
  command
    .option(
      '--rate <recipients>',
      'rates of the account, per second; may be repeated or separated by commas',
      listOf(numberIn(0.1, 20_000, false)),
    )
    .option('--containers <number>', 'how many containers send', listOf(numberIn(1, 50, true)))
    .option(
      '--model <name>',
      `how SES enforces the rate: ${models.join(', ')}`,
      listOf(oneOf(models)),
    )
    .option('--scenario <name>', scenarios.join(', '), listOf(oneOf(scenarios)))
    .option('--design <name>', designs.join(', '), listOf(oneOf(designs)))
    .option('--quick', 'eight short rows, in under three minutes', false)
    .option('--json', 'one JSON object per row instead of the table', false)
    .option('--seconds <number>', 'length of the steady part of each row', numberIn(5, 3600, false))
    .option(
      '--no-feedback',
      'leave the events of SES in their queue, for machines too small to send and record at once',
    )
    .option(
      '--save <file>',
      'add each row with its timeline to this file, one JSON object per line',
    )
    .option('--report <file>', 'write the results to this Markdown file, with a plot beside it');

/** Reads an option that is repeated, or separated by commas, as one list. */
const listOf =
  <Value>(read: (text: string) => Value) =>
  (text: string, before: readonly Value[] | undefined): readonly Value[] => [
    ...(before ?? []),
    ...text.split(',').map((part) => read(part.trim())),
  ];

const numberIn =
  (lowest: number, highest: number, isWhole: boolean) =>
  (text: string): number => {
    const value = Number(text);
    if (value >= lowest && value <= highest && (!isWhole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(
      `It must be a ${isWhole ? 'whole ' : ''}number from ${lowest} to ${highest}.`,
    );
  };

const oneOf =
  <Name extends string>(names: readonly Name[]) =>
  (text: string): Name => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`There are ${names.join(', ')}.`);
  };
