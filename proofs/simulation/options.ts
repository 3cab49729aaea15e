import { parseArgs } from 'node:util';
import type { LimiterKind } from '../../simulator/account/limiter.ts';
import { largestScale, type ScaleOptions } from './scale/run-scale.ts';

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
  | ({ readonly kind: 'scale'; readonly isJson: boolean } & ScaleOptions)
  | { readonly kind: 'wrong'; readonly problem: string };

export const usage = `npm run simulate -- [--seeds 100] [--days 1] [--messages 40] [--seed K] [--json]
npm run simulate -- --scale [--seconds 20] [--rate 20000] [--containers 60] [--batch 500] [--model token-bucket] [--json]

  --seeds       how many histories, from seed 1 on
  --seed        this history alone
  --days        of mail in each history
  --messages    per day, about
  --scale       a backlog of mail of 2,000 tenants, and how fast it goes out
  --seconds     of simulated time, with --scale
  --rate        recipients a second that SES allows, with --scale
  --containers  that send, with --scale
  --batch       messages that each takes at once, with --scale
  --model       how SES keeps the rate, with --scale: token-bucket or sliding
  --json        the last line of the output is a JSON summary
`;

const wholeNumber = (text: string | undefined, otherwise: number): number | undefined => {
  if (text === undefined) return otherwise;
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
};

const limiterOf = (text: string): LimiterKind | undefined =>
  text === 'token-bucket' || text === 'sliding' ? text : undefined;

/** Reads the arguments; what is wrong with them is said and not thrown. */
export const readOptions = (args: readonly string[]): Options => {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        seeds: text,
        seed: text,
        days: text,
        messages: text,
        seconds: text,
        rate: text,
        containers: text,
        batch: text,
        model: text,
        scale: flag,
        json: flag,
      },
    });
    const seed = wholeNumber(values.seed, 1);
    const seeds = values.seed === undefined ? wholeNumber(values.seeds, 100) : 1;
    const days = wholeNumber(values.days, 1);
    const messagesPerDay = wholeNumber(values.messages, 40);
    const seconds = wholeNumber(values.seconds, 20);
    if (
      seed === undefined ||
      seeds === undefined ||
      days === undefined ||
      messagesPerDay === undefined ||
      seconds === undefined
    )
      return {
        kind: 'wrong',
        problem: '--seed, --seeds, --days, --messages and --seconds take a whole number from 1 on.',
      };
    if (values.scale) {
      const ratePerSecond = wholeNumber(values.rate, largestScale.ratePerSecond);
      const containers = wholeNumber(values.containers, largestScale.containers);
      const batchSize = wholeNumber(values.batch, largestScale.batchSize);
      const limiter = limiterOf(values.model ?? largestScale.limiter);
      if (ratePerSecond === undefined || containers === undefined || batchSize === undefined)
        return {
          kind: 'wrong',
          problem: '--rate, --containers and --batch take a whole number from 1 on.',
        };
      if (limiter === undefined)
        return { kind: 'wrong', problem: '--model is token-bucket or sliding.' };
      return {
        kind: 'scale',
        seconds,
        ratePerSecond,
        containers,
        batchSize,
        limiter,
        isJson: values.json,
      };
    }
    return { kind: 'histories', firstSeed: seed, seeds, days, messagesPerDay, isJson: values.json };
  } catch (error) {
    return {
      kind: 'wrong',
      problem: error instanceof Error ? error.message : 'The arguments cannot be read.',
    };
  }
};
