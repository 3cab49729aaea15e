import { parseArgs } from 'node:util';
import type { LimiterKind } from '../../simulator/account/limiter.ts';
import { largestScale } from './scale/run-scale.ts';
import type { ScaleOptions } from './scale/scale-world.ts';

/** Options of the command line. */
export type Options =
  | {
      readonly kind: 'histories';
      readonly firstSeed: number;
      readonly seeds: number;
      readonly days: number;
      readonly messagesPerDay: number;
      readonly isJson: boolean;
    }
  | ({
      readonly kind: 'scale';
      readonly isJson: boolean;
      /** Without them the fewest are sought that send at the rate. */
      readonly containers: number | undefined;
    } & Omit<ScaleOptions, 'containers'>)
  | { readonly kind: 'wrong'; readonly problem: string };

export const usage = `npm run simulate -- [--seeds 100] [--days 1] [--messages 40] [--seed K] [--json]
npm run simulate -- --scale [--seconds 20] [--rate 20000] [--containers 180] [--batch 500]
    [--model token-bucket] [--cpu 2.2] [--json]

  --seeds       how many histories, from seed 1 on
  --seed        this history alone
  --days        of mail in each history
  --messages    per day, about
  --scale       a backlog of mail of 2,000 tenants, and how fast it goes out
  --seconds     of simulated time, with --scale
  --rate        recipients a second that SES allows, with --scale
  --containers  that send, with --scale; without it the fewest are sought that keep the rate
  --batch       messages that each takes at once, with --scale
  --model       how SES keeps the rate, with --scale: token-bucket or sliding
  --cpu         ms of a processor that a mail takes, with --scale, as npm run bench -- functions
                tells it; 0 leaves it out
  --json        the last line of the output is a JSON summary
`;

/** Reads the arguments; problems are returned, not thrown. */
export const readOptions = (args: readonly string[]): Options => {
  try {
    const values = valuesOf(args);
    const [first] = notWhole(values);
    if (first !== undefined) return wrong(`--${first} takes a whole number from 1 on.`);
    return values.scale ? scaleOf(values) : historiesOf(values);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
};

const limiterOf = (text: string): LimiterKind | undefined =>
  text === 'token-bucket' || text === 'sliding' ? text : undefined;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const valuesOf = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      ...{ seeds: text, seed: text, days: text, messages: text, json: flag },
      ...{ scale: flag, seconds: text, rate: text, containers: text, batch: text, model: text },
      cpu: text,
    },
  }).values;

type Values = ReturnType<typeof valuesOf>;

const wrong = (problem: string): Options => ({ kind: 'wrong', problem });

const numbers = [
  ...(['seed', 'seeds', 'days', 'messages'] as const),
  ...(['seconds', 'rate', 'containers', 'batch'] as const),
] as const;

/** Given options that are not whole numbers of 1 or more. */
const notWhole = (values: Values): readonly string[] =>
  numbers.filter((name) => !/^[1-9]\d{0,9}$/.test(values[name] ?? '1'));

const historiesOf = ({ seed, seeds, days, messages, json }: Values): Options => ({
  kind: 'histories',
  firstSeed: Number(seed ?? 1),
  seeds: seed === undefined ? Number(seeds ?? 100) : 1,
  days: Number(days ?? 1),
  messagesPerDay: Number(messages ?? 40),
  isJson: json,
});

const scaleOf = ({ seconds, rate, containers, batch, model, cpu, json }: Values): Options => {
  const limiter = limiterOf(model ?? largestScale.limiter);
  if (limiter === undefined) return wrong('--model is token-bucket or sliding.');
  if (!/^\d{1,3}(\.\d{1,6})?$/.test(cpu ?? '0'))
    return wrong('--cpu takes milliseconds from 0 to 999, such as 1.5.');
  return {
    kind: 'scale',
    seconds: Number(seconds ?? 20),
    ratePerSecond: Number(rate ?? largestScale.ratePerSecond),
    containers: containers === undefined ? undefined : Number(containers),
    batchSize: Number(batch ?? largestScale.batchSize),
    limiter,
    cpuMsPerMail: Number(cpu ?? largestScale.cpuMsPerMail),
    isJson: json,
  };
};
