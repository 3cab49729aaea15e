import { type Check, judged } from '../check.ts';
import { failure, isFault, type Judgement, ok, warning } from '../finding.ts';
import type { Observed } from '../observed.ts';
import type { RatesOfWeek } from '../ports.ts';

/** Recipients a day from which a receiver counts a domain as a bulk sender. */
const bulkADay = 5_000;

interface Rules {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** Share of recipients that complain, of 1: from where it is told, and from where mail is refused. */
  readonly complaints: { readonly warn: number; readonly fail: number } | undefined;
  /** Checks that find what it demands, each with its demand. */
  readonly demands: Readonly<Record<string, string>>;
  readonly further: string;
}

const authentication = {
  'dkim-signing': 'a DKIM signature',
  'dkim-records': 'a DKIM key that can be found',
  spf: 'SPF',
  dmarc: 'DMARC of at least p=none',
} as const;

/** What three receivers demand of bulk senders, by their own pages. */
export const receiverRules: readonly Rules[] = [
  {
    id: 'gmail',
    name: 'Gmail',
    source: 'https://support.google.com/a/answer/81126',
    complaints: { warn: 0.001, fail: 0.003 },
    demands: { ...authentication, 'sender-receives': 'a From address that takes mail' },
    further:
      'SES reports no complaint of Gmail: see its Postmaster Tools; marketing mail needs one-click unsubscribe',
  },
  {
    id: 'yahoo',
    name: 'Yahoo',
    source: 'https://senders.yahooinc.com/best-practices/',
    complaints: { warn: 0.001, fail: 0.003 },
    demands: authentication,
    further: 'unsubscribes are honoured within 2 days; marketing goes by a DKIM domain of its own',
  },
  {
    id: 'microsoft',
    name: 'Microsoft',
    source:
      'https://techcommunity.microsoft.com/blog/microsoftdefenderforoffice365blog/strengthening-email-ecosystem-outlook%E2%80%99s-new-requirements-for-high%E2%80%90volume-senders/4399730',
    complaints: undefined,
    demands: { ...authentication, 'sender-receives': 'a From address that takes mail' },
    further: 'it refuses what does not comply with 550 5.7.515',
  },
];

/**
 * A check of one receiver's rules. What its demands rest on is found by other checks, so that such a
 * judgement follows from theirs.
 *
 * @param others - the checks that the demands name
 */
export const receiverCheck = (rules: Rules, others: readonly Check[]): Check => ({
  id: rules.id,
  finds: `what ${rules.name} refuses of bulk senders`,
  holds: `mail is as ${rules.name} demands`,
  reads: ['dynamodb:Query', ...others.flatMap(({ reads }) => reads)],
  source: rules.source,
  judge: (observed) => {
    const unmet = others.flatMap((check) => {
      const demand = rules.demands[check.id];
      return demand !== undefined && check.judge(observed).some(isFault)
        ? [{ check: check.id, demand }]
        : [];
    });
    return unmet.length > 0
      ? unmet.map(({ check, demand }) => unmetDemand(rules, observed, check, demand))
      : judgeComplaints(rules, observed);
  },
});

const unmetDemand = (
  { name }: Rules,
  { account }: Observed,
  check: string,
  demand: string,
): Judgement => {
  const isBulk = account.kind === 'known' && account.value.sentLast24Hours >= bulkADay;
  return {
    status: isBulk ? 'failure' : 'warning',
    subject: '',
    says: `${name} demands ${demand} of who sends more than ${bulkADay} mails a day`,
    remedy: { todo: `See ${check}.`, show: [] },
    followsFrom: check,
  };
};

/** Fewer recipients prove no rate. */
const leastSent = 1_000;

const judgeComplaints = (
  { name, complaints, further }: Rules,
  { rates, place }: Observed,
): readonly Judgement[] => {
  if (complaints === undefined) return [ok('', further)];
  return judged(rates, '', ({ sent, complained }: RatesOfWeek) => {
    const rate = sent === 0 ? 0 : complained / sent;
    const says = `${(rate * 100).toFixed(2)} % of ${sent} recipients of 7 days complained`;
    if (sent < leastSent || rate < complaints.warn) return ok('', `${says}; ${further}`);
    const todo = 'Stop mail to who did not ask for it, and let people unsubscribe by one click.';
    const see = `${place.command} reputation`;
    return rate < complaints.fail
      ? warning('', `${says}; ${name} asks for less than ${complaints.warn * 100} %`, todo, see)
      : failure('', `${says}; from ${complaints.fail * 100} % on, ${name} refuses mail`, todo, see);
  });
};
