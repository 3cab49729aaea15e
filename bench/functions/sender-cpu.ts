import { startWarmUpServices } from '../../shared/aws/clients/warm-up-services.ts';
import { type Duration, startWorker, type Worker } from '../feedback/worker.ts';
import { percentile } from '../pacing/measure.ts';

/** What the processor does for one mail in a container that is warm; milliseconds. */
export interface SenderFigures {
  /** Of the packaged sender: read, looked up, prepared, reserved, claimed, sent, recorded. */
  readonly cpuMsPerMail: number;
  /** Of the plain SDK's SendRawEmail, in the same run. */
  readonly sdkCpuMsPerMail: number;
  /**
   * Mails that one process of the sender sent in a second, with a processor beside it that played
   * the services.
   */
  readonly mailsPerSecond: number;
}

const batchSize = 10;

/**
 * Measures the processor time of the packaged sender beside the plain SDK. Both send the same mails
 * to the same played services, which run in this process and count for neither. They take turns, so
 * that a busy moment of the machine falls on both; the first rounds compile the code and do not
 * count.
 *
 * @param sender - its bundle, and the environment of the template
 */
export const measureSenderCpu = async (
  sender: { readonly file: string; readonly environment: Readonly<Record<string, string>> },
  { rounds, batches }: { readonly rounds: number; readonly batches: number },
): Promise<SenderFigures> => {
  const services = await startWarmUpServices();
  const environment: Readonly<Record<string, string>> = {
    ...sender.environment,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: services.endpoint,
  };
  const arn = environment.QUEUE_TRANSACTIONAL_ARN ?? '';
  const runnerOf = (script: string, args: readonly string[]): Runner => ({
    worker: startWorker(`../functions/${script}`, args, environment),
    durations: [],
  });
  const ours = runnerOf('sender-process.mjs', [sender.file]);
  const sdk = runnerOf('sdk-send-process.mjs', []);
  try {
    for (let round = 0; round < rounds * 2; round += 1)
      for (const runner of [ours, sdk]) await runRound(runner, round, batches, arn);
    const mails = batches * batchSize;
    const expected = mails * rounds * 2 * 2;
    if (services.mails() !== expected)
      throw new Error(`${services.mails()} mails were sent instead of ${expected}.`);
    const median = ({ durations }: Runner, of: (duration: Duration) => number): number =>
      percentile(durations.slice(rounds).map(of), 0.5);
    const perMail = (runner: Runner): number =>
      Number((median(runner, ({ cpuMs }) => cpuMs) / mails).toFixed(3));
    return {
      cpuMsPerMail: perMail(ours),
      sdkCpuMsPerMail: perMail(sdk),
      mailsPerSecond: Math.round((mails * 1000) / median(ours, ({ ms }) => ms)),
    };
  } finally {
    await Promise.all([ours.worker.stop(), sdk.worker.stop()]);
    services.close();
  }
};

/** A batch as Lambda hands it over; mails as most are: some text and a part of HTML. */
const batchOf = (number: number, queueArn: string) => ({
  events: batchSize,
  event: {
    Records: Array.from({ length: batchSize }, (_, index) => ({
      messageId: `bench-${number}-${index}`,
      receiptHandle: 'none',
      eventSourceARN: queueArn,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
      body: JSON.stringify({
        messageId: `bench-${number}-${index}`,
        from: 'Bench <bench@example.com>',
        to: [`bench-${index}@example.org`],
        subject: `Bench ${index}`,
        text: 'One message of the bench. '.repeat(40),
        html: '<p>One message of the bench.</p>'.repeat(40),
      }),
    })),
  },
});

interface Runner {
  readonly worker: Worker;
  readonly durations: Duration[];
}

const runRound = async (
  { worker, durations }: Runner,
  round: number,
  batches: number,
  arn: string,
) =>
  durations.push(
    await worker.run(
      Array.from({ length: batches }, (_, index) => batchOf(round * batches + index, arn)),
    ),
  );
