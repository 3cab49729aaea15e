import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Output } from '../../local/lab/output.ts';
import { currentMegabytes } from '../../local/lambda/process-memory.ts';
import { startContainer } from '../../local/lambda/start-container.ts';
import type { SqsRecord } from '../../local/triggers/sqs-event.ts';
import { startLab } from '../crashes/crash-lab.ts';
import { type MemorySample, trendOf } from './memory-trend.ts';

/** What `npm run bench -- memory` can be told. */
export interface MemoryOptions {
  readonly messages: number;
  readonly json: boolean;
}

/** The largest batch that the event sources are set to. */
const batchSize = 100;
const accountRate = 2_000;
const tellEvery = 5_000;

const answerShape = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
});

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

/**
 * Lets one process of the packaged sender send message after message and watches what it keeps in memory.
 *
 * @returns whether that stays flat
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
  const definition = lab.stack.definition('send-email');
  const { region } = lab.endpoints;
  const queueArn = definition.environment.QUEUE_TRANSACTIONAL_ARN ?? '';
  try {
    await lab.ses.dropEvents();
    await lab.stack.invoke('refresh-quota', {});
    const start = await startContainer(definition, () => undefined, 'bench');
    if (start.kind === 'failed')
      throw new Error(`The sender does not start: ${start.error.errorMessage}`);
    const { container } = start;
    const samples: MemorySample[] = [];
    let next = 0;
    let again: readonly SqsRecord[] = [];
    let sent = 0;
    while (sent < messages) {
      const fresh = Math.min(batchSize - again.length, messages - next);
      const records = [
        ...again,
        ...Array.from({ length: fresh }, (_, index) => recordOf(next + index, queueArn, region)),
      ];
      next += fresh;
      const answer = await container.invoke(randomUUID(), JSON.stringify({ Records: records }));
      if (answer.kind === 'error') throw new Error(`The sender failed: ${answer.error.errorType}`);
      const failed = new Set(
        answerShape
          .parse(JSON.parse(answer.payload))
          .batchItemFailures.map((one) => one.itemIdentifier),
      );
      again = records.filter(({ messageId }) => failed.has(messageId));
      const before = sent;
      sent += records.length - again.length;
      samples.push({ messages: sent, megabytes: (await currentMegabytes(container.pid)) ?? 0 });
      if (Math.floor(sent / tellEvery) > Math.floor(before / tellEvery))
        tell(`${sent} sent, ${samples.at(-1)?.megabytes.toFixed(0)} MB …`);
    }
    container.kill();
    await container.exited;
    const trend = trendOf(samples);
    if (!json) {
      print(`first third  ${trend.firstThirdMegabytes.toFixed(1).padStart(7)} MB`);
      print(
        `last third   ${trend.lastThirdMegabytes.toFixed(1).padStart(7)} MB   ${trend.isFlat ? 'flat' : 'not flat'}`,
      );
    }
    print(
      JSON.stringify({
        messages: sent,
        ...trend,
        seconds: Math.round((performance.now() - beganAtMs) / 1000),
      }),
    );
    return trend.isFlat;
  } finally {
    await lab.stop();
  }
};
