import type { Asker } from '../../terminal/asker.ts';

/** What the command line says of a deployment. */
export interface DeployOptions {
  readonly stage?: string;
  readonly region?: string;
  /** Address for alarms; false for `--no-alert-address`. */
  readonly alertAddress?: string | false;
  /** Domain to send from; false for `--no-domain`. */
  readonly domain?: string | false;
  readonly size?: string;
  /** `name=value` each. */
  readonly param?: readonly string[];
  /** Parameters that get the stage's default again. */
  readonly default?: readonly string[];
  readonly plan?: boolean;
  readonly yes?: boolean;
}

/** What a stage is to be, beside its name and region. */
export interface Answers {
  /** Parameters that are not the stage's defaults. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Domain to send from; undefined when nothing is to be done about one. */
  readonly domain: string | undefined;
}

export type Gathered =
  | { readonly kind: 'answers'; readonly answers: Answers }
  /** What is wrong or missing, a sentence each. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] }
  /** The person broke off. */
  | { readonly kind: 'stopped' };

/**
 * Gathers what a deployment needs to know: from the options, from the last deployment of the stage,
 * else by asking.
 *
 * @param known - parameters of the last deployment; undefined for a stage that is not deployed
 */
export const gatherAnswers = async (
  options: DeployOptions,
  known: Readonly<Record<string, string>> | undefined,
  asker: Asker,
): Promise<Gathered> => {
  const given = pairsIn(options.param ?? []);
  if (given.problems.length > 0) return { kind: 'problems', problems: given.problems };
  const isNew = known === undefined;
  const alert = options.alertAddress ?? given.pairs.alarmEmail ?? known?.alarmEmail;
  const asked = { alert, domain: options.domain, size: options.size ?? given.pairs.profile };
  if (isNew && !asker.canAsk) {
    const problems = missingOf(asked);
    if (problems.length > 0) return { kind: 'problems', problems };
  }
  const complete = isNew ? await askFor(asked, asker) : asked;
  if (complete === undefined) return { kind: 'stopped' };
  const parameters = {
    ...known,
    ...given.pairs,
    ...(complete.size === undefined ? {} : { profile: complete.size }),
    ...(complete.alert === undefined ? {} : { alarmEmail: complete.alert || '' }),
  };
  return {
    kind: 'answers',
    answers: {
      parameters: without(parameters, options.default ?? []),
      domain: complete.domain === false ? undefined : complete.domain,
    },
  };
};

interface Asked {
  readonly alert: string | false | undefined;
  readonly domain: string | false | undefined;
  readonly size: string | undefined;
}

const missingOf = ({ alert, domain }: Asked): readonly string[] => [
  ...(alert === undefined
    ? ['Who gets the alarms? Give --alert-address ops@example.com, or --no-alert-address.']
    : []),
  ...(domain === undefined
    ? ['Which domain sends? Give --domain example.com, or --no-domain when it is verified already.']
    : []),
];

const askFor = async (asked: Asked, asker: Asker): Promise<Asked | undefined> => {
  if (!asker.canAsk) return asked;
  const domain = asked.domain ?? (await asker.text(questions.domain));
  if (domain === undefined) return undefined;
  const alert = asked.alert ?? (await asker.text(questions.alert));
  if (alert === undefined) return undefined;
  const size = asked.size ?? (await asker.choice(questions.size));
  if (size === undefined) return undefined;
  return { domain: domain === '' ? false : domain, alert: alert === '' ? false : alert, size };
};

const questions = {
  domain: {
    message: 'Domain to send from, such as example.com (empty: it is verified in SES already)',
    problemOf: (text: string) =>
      text === '' || /^(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$/i.test(text)
        ? undefined
        : 'A domain, such as example.com',
  },
  alert: {
    message: 'Address that gets the alarms (empty: nobody)',
    problemOf: (text: string) =>
      text === '' || /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'An e-mail address',
  },
  size: {
    message: 'Size',
    values: [
      { value: 'full', hint: 'all alarms, a dashboard, a key of your own' },
      { value: 'small', hint: 'some hundred mails a month, for as little as possible' },
    ],
  },
} as const;

const pairsIn = (params: readonly string[]) => {
  const pairs: Record<string, string> = {};
  const problems: string[] = [];
  for (const param of params) {
    const at = param.indexOf('=');
    if (at < 1) problems.push(`--param ${param}: write it as name=value.`);
    else pairs[param.slice(0, at)] = param.slice(at + 1);
  }
  return { pairs, problems };
};

const without = (
  parameters: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
