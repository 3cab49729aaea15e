import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CreateTemplateCommand, SESClient } from '@aws-sdk/client-ses';
import * as z from 'zod/mini';
import { readUnitCounts } from '../../local/engines/consumed-units.ts';
import { localCredentials } from '../../local/engines/create-resources.ts';
import { readRequestCounts } from '../../local/engines/request-counts.ts';
import type { Output } from '../../local/lab/output.ts';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Lab, named, startLab } from '../../proofs/crashes/crash-lab.ts';
import { billFor } from '../../shared/cost/bill.ts';
import { type EventsOfMail, eventCosts } from '../../shared/cost/event-costs.ts';
import type { MailCosts } from '../../shared/cost/mail-usage.ts';
import type { ScheduledRun } from '../../shared/cost/scheduled-run.ts';
import type { Usage } from '../../shared/cost/usage.ts';
import { costTable } from './cost-table.ts';
import { eventCostLines } from './event-cost-lines.ts';
import { driftLine, modelDrift } from './model-drift.ts';
import { type MonthCosts, monthCosts } from './month-costs.ts';
import { monthTable } from './month-table.ts';
import { measureRun, metricsSince, samplesUpToNow } from './scheduled-runs.ts';
import { type Billed, type Counted, usageBetween } from './usage.ts';

/** What `npm run bench -- cost` can be told. */
export interface CostOptions {
  readonly messages: number;
  /** Recipients per second that the simulated account may send. */
  readonly rate: number;
  /** Whose mail it is, in turn. */
  readonly tenants: number;
  /** Mails of the month that is reckoned beside a month without any. */
  readonly monthly: number;
  /** Each mail by itself on the transactional queue, and not many at once on that of bulk mail. */
  readonly alone: boolean;
  /** SES renders them from a stored template. */
  readonly templated: boolean;
  readonly json: boolean;
}

/** About the size of {@link bodyOf}. */
const mailBytes = 3_072;
/** Of so many mails one comes back. */
const mailsPerBounce = 100;
const mailsPerComplaint = 1_000;
const settleMs = 60_000;
/** Far more than is sent; an account without a quota would have no figure of what is used up. */
const dailyQuota = 1_000_000;
/**
 * Feedback whose recording failed comes again so soon, and not after the three minutes of the
 * template.
 */
const visibilitySeconds = 20;
/** How much longer than at the full rate sending may take, and what it takes to begin. */
const patienceFactor = 2;
const beginMs = 30_000;
/** Longer than the window in which the recorder gathers events; ms. */
const aloneMs = 7_000;

/**
 * Sends mail through the whole pipeline, counts what that took, and prints what a million mails
 * cost, and what a month costs in which hardly any are sent.
 */
export const runCost = async (options: CostOptions, { print, tell }: Output): Promise<boolean> => {
  const { messages, rate, tenants, monthly, json } = options;
  tell(`${messages} mails of ${tenants} tenants at ${rate} per second …`);
  const lab = await startLab({
    rate,
    quota: dailyQuota,
    countUnits: true,
    schedule: false,
    warm: true,
    keepMessages: 100,
    visibilitySeconds,
  });
  try {
    // Writes the rate into the ledger, and sets the event sources by it.
    await lab.stack.invoke('refresh-quota', {});
    const poller = lab.poller(options.alone ? 'transactional' : 'bulk');
    await poller.disable();
    if (options.templated) await storeTemplate(lab);
    const mails = await measureMails(lab, options);
    const bill = billFor(messages, mails.usage);
    const drift = modelDrift(messages, mails.usage, {
      kind: options.alone ? 'alone' : 'bulk',
      ...{ recipients: 1, bytes: mailBytes },
    });
    const events = eventCosts(eventsOf(messages, mails.usage));
    const months = await monthCosts(await measureScheduled(lab), mails, monthly);
    if (json)
      print(
        JSON.stringify({
          rate,
          tenants,
          batch: poller.settings().batchSize,
          ...bill,
          events,
          drift,
          months,
        }),
      );
    else
      for (const line of [
        ...costTable(bill),
        ...eventCostLines(events),
        driftLine(drift),
        ...monthLines(months),
      ])
        print(line);
    return true;
  } finally {
    await lab.stop();
  }
};

/** What would have been published of the mails; they end as {@link recipientOf} says. */
const eventsOf = (messages: number, usage: readonly Usage[]): EventsOfMail => {
  const requestsOf = (what: string): number =>
    usage.find((one) => one.what === `${what} invocations`)?.requests ?? 0;
  const bounces = requestsOf('record-bounce');
  return {
    mails: messages,
    batches: requestsOf('send-email'),
    deliveries: messages - bounces,
    returns: bounces + requestsOf('record-complaint'),
  };
};

const recipientOf = (index: number): string => {
  if (index % mailsPerComplaint === 1) return `complaint+cost-${index}@simulator.amazonses.com`;
  return index % mailsPerBounce === 0
    ? `bounce+cost-${index}@simulator.amazonses.com`
    : `cost-${index}@example.org`;
};

const subject = 'What is new this week';
const text = 'One line of the newsletter. '.repeat(100);

/** The newsletter as SES stores it. */
const template = {
  TemplateName: 'bench-newsletter',
  SubjectPart: subject,
  TextPart: `Dear {{name}},\n\n${text}`,
};

/** A newsletter of 3 KB to one recipient, written in the message or by SES. */
const bodyOf = (index: number, { tenants, templated }: CostOptions): string =>
  JSON.stringify({
    messageId: `cost-${index}`,
    tenantId: `tenant-${index % tenants}`,
    from: 'Bench <bench@example.com>',
    to: [recipientOf(index)],
    ...(templated
      ? { template: { name: template.TemplateName, data: { name: `Reader ${index}` } } }
      : {
          ...{ subject, text },
          headers: {
            'List-Unsubscribe': `<https://example.com/unsubscribe/${index}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          },
        }),
  });

const storeTemplate = async ({ endpoints }: Lab): Promise<void> => {
  const ses = new SESClient({
    region: endpoints.region,
    endpoint: endpoints.ses,
    credentials: localCredentials,
  });
  await ses.send(new CreateTemplateCommand({ Template: template }));
  ses.destroy();
};

const nameOfQueue = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** Of all names of the stage. */
const prefixOf = ({ endpoints }: Lab): string =>
  nameOfQueue(named(endpoints.queues, 'bulk')).replace(/bulk$/, '');

/** `feedback` of the endpoints is `FeedbackTopic` there. */
const topicInTemplate = (name: string): string =>
  `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Topic`;

const published = z.object({
  eventsPublished: z.number(),
  bytesPublished: z.record(z.string(), z.number()),
});

/** Subscriptions that pick their events by the body. */
const subscription = z.object({
  TopicArn: z.object({ Ref: z.string() }),
  FilterPolicyScope: z.literal('MessageBody'),
});

/** How many of them read what is published on a topic; by the name of the topic in the template. */
const filtersByTopic = async (): Promise<ReadonlyMap<string, number>> => {
  const { template } = await packagedTemplate();
  const topics = Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    const read = z.safeParse(subscription, Properties);
    return Type === 'AWS::SNS::Subscription' && read.success ? [read.data.TopicArn.Ref] : [];
  });
  return new Map(
    [...Map.groupBy(topics, (topic) => topic)].map(([topic, some]) => [topic, some.length]),
  );
};

const countUpToNow = async ({ endpoints, stack }: Lab): Promise<Counted> => {
  const filters = await filtersByTopic();
  const filtersOn = new Map(
    Object.entries(endpoints.topics).map(([name, arn]) => [
      arn,
      filters.get(topicInTemplate(name)) ?? 0,
    ]),
  );
  const [queues, tables, units, statistics] = await Promise.all([
    readRequestCounts(endpoints.sqs),
    readRequestCounts(endpoints.dynamodb),
    readUnitCounts(endpoints.dynamodb),
    fetch(new URL('/_sim/stats', endpoints.ses)).then(async (answer) =>
      z.parse(published, await answer.json()),
    ),
  ]);
  const bytesFiltered = Object.entries(statistics.bytesPublished).reduce(
    (sum, [arn, bytes]) => sum + bytes * (filtersOn.get(arn) ?? 0),
    0,
  );
  const logged = await Promise.all(
    Object.keys(stack.containers()).map(async (key) => {
      const bytes = await stat(join(endpoints.logs, `${key}.log`)).then(
        ({ size }) => size,
        () => 0,
      );
      return [key, bytes] as const;
    }),
  );
  return {
    queues,
    tables,
    units,
    logged: Object.fromEntries(logged),
    eventsPublished: statistics.eventsPublished,
    bytesFiltered,
  };
};

/** Invocations from the so manieth on. */
const billedSince = ({ stack }: Lab, reportsBefore: number): readonly Billed[] => {
  const keys = Object.keys(stack.containers());
  return stack
    .reports()
    .slice(reportsBefore)
    .flatMap(({ functionName, billedMs }) => {
      const key = keys.find((one) => functionName.endsWith(`-${one}`));
      return key === undefined
        ? []
        : [{ function: key, memoryMegabytes: stack.definition(key).memoryMegabytes, billedMs }];
    });
};

/** Waits until every mail is sent and everything that became of it is recorded. */
const followToTheEnd = async (
  lab: Lab,
  messages: number,
  rate: number,
  reportsBefore: number,
): Promise<void> => {
  const isSent = async (): Promise<boolean> =>
    (await lab.ses.statistics()).acceptedCalls >= messages;
  const atMostMs = beginMs + (messages / rate) * 1000 * patienceFactor;
  if (!(await waitUntil(isSent, { everyMs: 250, atMostMs })))
    throw new Error(`SES has not accepted ${messages} mails in ${atMostMs} ms.`);
  const returned = Array.from({ length: messages }, (_, index) => recipientOf(index)).filter(
    (to) => !to.endsWith('@example.org'),
  ).length;
  const areReturnedRecorded = async (): Promise<boolean> =>
    billedSince(lab, reportsBefore).filter(
      (one) => one.function === 'record-bounce' || one.function === 'record-complaint',
    ).length >= returned;
  if (!(await waitUntil(areReturnedRecorded, { everyMs: 250, atMostMs: settleMs })))
    throw new Error('Bounces and complaints stay away.');
  if (!(await lab.settle(settleMs)))
    throw new Error(`The feedback is not recorded after ${settleMs / 1000} s.`);
};

/** What one run of each function that the clock starts takes, by its name as deployed. */
const measureScheduled = async (lab: Lab): Promise<(functionName: string) => ScheduledRun> => {
  const prefix = prefixOf(lab);
  const countAround = async (work: () => Promise<void>): Promise<readonly Usage[]> => {
    const before = await countUpToNow(lab);
    const reportsBefore = lab.stack.reports().length;
    await work();
    return usageBetween(before, await countUpToNow(lab), {
      invocations: billedSince(lab, reportsBefore),
      queues: [],
      prefix,
    });
  };
  const runs = new Map<string, ScheduledRun>();
  for (const key of ['refresh-quota', 'guard-reputation', 'keep-messages'])
    runs.set(`${prefix}${key}`, await measureRun(lab, key, countAround));
  return (functionName) => named(Object.fromEntries(runs), functionName);
};

const monthLines = (costs: readonly MonthCosts[]): readonly string[] =>
  costs.flatMap(({ profile, fixed, mails, dollarsWithMails, dollarsWithMailsAfterFree }) => [
    '',
    ...monthTable(profile, fixed),
    `${profile}: a month with ${mails} mails costs $${dollarsWithMails.toFixed(2)} at most, ` +
      `$${dollarsWithMailsAfterFree.toFixed(2)} after the free amounts.`,
  ]);

/** Sends the mail, and counts what that took until everything that became of it is recorded. */
const measureMails = async (lab: Lab, options: CostOptions): Promise<MailCosts> => {
  const { messages, rate, alone } = options;
  const bodies = Array.from({ length: messages }, (_, index) => bodyOf(index, options));
  const lane = alone ? 'transactional' : 'bulk';
  const poller = lab.poller(lane);
  const queue = named(lab.endpoints.queues, lane);
  const before = await countUpToNow(lab);
  const samplesBefore = samplesUpToNow(lab);
  const reportsBefore = lab.stack.reports().length;
  if (!alone) await putBacklog(lab.sqs, queue, bodies);
  poller.enable();
  if (alone)
    for (const body of bodies) {
      await putBacklog(lab.sqs, queue, [body]);
      await setTimeout(aloneMs);
    }
  await followToTheEnd(lab, messages, rate, reportsBefore);
  await poller.disable();
  return {
    mails: messages,
    metrics: metricsSince(lab, samplesBefore),
    usage: usageBetween(before, await countUpToNow(lab), {
      invocations: billedSince(lab, reportsBefore),
      queues: [lane, 'feedback'].map((name) => nameOfQueue(named(lab.endpoints.queues, name))),
      prefix: prefixOf(lab),
    }),
  };
};
