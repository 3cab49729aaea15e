import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Output } from '../../local/lab/output.ts';
import type { Container } from '../../local/lambda/container.ts';
import { currentMegabytes } from '../../local/lambda/process-memory.ts';
import { startContainer } from '../../local/lambda/start-container.ts';
import type { SqsRecord } from '../../local/triggers/sqs-event.ts';
import { type Lab, startLab } from '../crashes/crash-lab.ts';
import { type MemorySample, trendOf } from './memory-trend.ts';

/** Options of `npm run bench -- memory`. */
export interface MemoryOptions {
  readonly messages: number;
  readonly json: boolean;
}

/** Largest batch size that the event sources are set to. */
const batchSize = 100;
const accountRate = 2_000;
const tellEvery = 5_000;

const answerShape = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
});

/**
 * Sends message after message through one process of the packaged sender, and watches its memory.
 *
 * @returns whether it stays flat
 */
export const runMemory = async (
  { messages, json }: MemoryOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const beganAtMs = performance.now();
  const lab = await startLab({
    rate: accountRate,
    quota: -1,
    latencyMs: 1,
    keepMessages: 100,
    schedule: false,
  });
  try {
    const samples = await sampleSender(lab, messages, tell);
    const trend = trendOf(samples);
    const megabytes = (value: number): string => `${value.toFixed(1).padStart(7)} MB`;
    if (!json) {
      print(`first third  ${megabytes(trend.firstThirdMegabytes)}`);
      print(
        `last third   ${megabytes(trend.lastThirdMegabytes)}   ${trend.isFlat ? 'flat' : 'not flat'}`,
      );
    }
    const seconds = Math.round((performance.now() - beganAtMs) / 1000);
    print(JSON.stringify({ messages: samples.at(-1)?.messages ?? 0, ...trend, seconds }));
    return trend.isFlat;
  } finally {
    await lab.stop();
  }
};

const recordOf = (index: number, queueArn: string, region: string): SqsRecord => {
  const messageId = `memory-${index}`;
  const nowMs = String(Date.now());
  return {
    messageId: randomUUID(),
    receiptHandle: `handle-${index}`,
    body: JSON.stringify({
      messageId,
      tenantId: `tenant-${index % 50}`,
      from: 'bench@example.com',
      to: [`${messageId}@example.com`],
      subject: 'Bench',
      text: 'One message of the bench. '.repeat(40),
    }),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: nowMs,
      SenderId: 'bench',
      ApproximateFirstReceiveTimestamp: nowMs,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
};

/** Ids that the sender answered as failed. */
const failedIn = (payload: string): ReadonlySet<string> =>
  new Set(
    answerShape.parse(JSON.parse(payload)).batchItemFailures.map((one) => one.itemIdentifier),
  );

/** Sends messages through one process, batch after batch, and samples its memory after each. */
const sendAndSample = async (
  {
    container,
    newRecord,
  }: { readonly container: Container; readonly newRecord: (index: number) => SqsRecord },
  messages: number,
  tell: Output['tell'],
): Promise<readonly MemorySample[]> => {
  const samples: MemorySample[] = [];
  let next = 0;
  let again: readonly SqsRecord[] = [];
  let sent = 0;
  while (sent < messages) {
    const fresh = Math.min(batchSize - again.length, messages - next);
    const records = [
      ...again,
      ...Array.from({ length: fresh }, (_, index) => newRecord(next + index)),
    ];
    next += fresh;
    const answer = await container.invoke(randomUUID(), JSON.stringify({ Records: records }));
    if (answer.kind === 'error') throw new Error(`The sender failed: ${answer.error.errorType}`);
    const failed = failedIn(answer.payload);
    again = records.filter(({ messageId }) => failed.has(messageId));
    const before = sent;
    sent += records.length - again.length;
    samples.push({ messages: sent, megabytes: (await currentMegabytes(container.pid)) ?? 0 });
    if (Math.floor(sent / tellEvery) > Math.floor(before / tellEvery))
      tell(`${sent} sent, ${samples.at(-1)?.megabytes.toFixed(0)} MB …`);
  }
  return samples;
};

/** Starts a process of the packaged sender in a lab, and sends through it. */
const sampleSender = async (
  lab: Lab,
  messages: number,
  tell: Output['tell'],
): Promise<readonly MemorySample[]> => {
  const definition = lab.stack.definition('send-email');
  const queueArn = definition.environment.QUEUE_TRANSACTIONAL_ARN ?? '';
  await lab.ses.dropEvents();
  await lab.stack.invoke('refresh-quota', {});
  const start = await startContainer(definition, () => undefined, 'bench');
  if (start.kind === 'failed')
    throw new Error(`The sender does not start: ${start.error.errorMessage}`);
  const { container } = start;
  const newRecord = (index: number): SqsRecord => recordOf(index, queueArn, lab.endpoints.region);
  const samples = await sendAndSample({ container, newRecord }, messages, tell);
  container.kill();
  await container.exited;
  return samples;
};
