import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Options =
  | {
      readonly kind: 'histories';
      readonly firstSeed: number;
      readonly seeds: number;
      readonly days: number;
      readonly messagesPerDay: number;
      readonly isJson: boolean;
    }
  | { readonly kind: 'scale'; readonly seconds: number; readonly isJson: boolean }
  | { readonly kind: 'wrong'; readonly problem: string };

export const usage = `npm run simulate -- [--seeds 100] [--days 1] [--messages 40] [--seed K] [--json]
npm run simulate -- --scale [--seconds 20] [--json]

  --seeds     how many histories, from seed 1 on
  --seed      this history alone
  --days      of mail in each history
  --messages  per day, about
  --scale     20,000 recipients a second, 60 containers, 2,000 tenants
  --seconds   of simulated time, with --scale
  --json      the last line of the output is a JSON summary
`;

const wholeNumber = (text: string | undefined, otherwise: number): number | undefined => {
  if (text === undefined) return otherwise;
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
};

/** Reads the arguments; what is wrong with them is said and not thrown. */
export const readOptions = (args: readonly string[]): Options => {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({
      args: [...args],
      options: { seeds: text, seed: text, days: text, messages: text, seconds: text, scale: flag, json: flag },
    });
    const seed = wholeNumber(values.seed, 1);
    const seeds = values.seed === undefined ? wholeNumber(values.seeds, 100) : 1;
    const days = wholeNumber(values.days, 1);
    const messagesPerDay = wholeNumber(values.messages, 40);
    const seconds = wholeNumber(values.seconds, 20);
    if (seed === undefined || seeds === undefined || days === undefined || messagesPerDay === undefined || seconds === undefined)
      return { kind: 'wrong', problem: '--seed, --seeds, --days, --messages and --seconds take a whole number from 1 on.' };
    if (values.scale) return { kind: 'scale', seconds, isJson: values.json };
    return { kind: 'histories', firstSeed: seed, seeds, days, messagesPerDay, isJson: values.json };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
};
