import { startWarmUpServices } from '../../shared/aws/clients/warm-up-services.ts';
import { log } from '../../shared/lambda/logger.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { sendQueueBatch } from './send-queue-batch.ts';
import { createSending } from './wiring.ts';

/**
 * Batches sent by the warm-up. The first mail takes some eighteen times its later processor time;
 * after four batches it takes about that, and four more would change little.
 */
const rounds = 4;
const batchSize = 10;
const remainingMs = 60_000;

/**
 * Typical mail: most is plain text; some has an attachment, characters beyond ASCII, or several
 * recipients.
 */
const kindsOfMail = [
  {},
  {
    attachments: [
      {
        filename: 'Größen.pdf',
        contentType: 'application/pdf',
        content: Buffer.alloc(4_000, 7).toString('base64'),
      },
    ],
  },
  {
    subject: 'Grüße — Επιβεβαίωση 確認',
    from: 'Zoë Müller <rehearsal@example.com>',
    replyTo: ['Reply <reply@example.com>'],
  },
  {
    cc: ['rehearsal-copy@example.org'],
    headers: { 'X-Order': 'A-1' },
    tags: { campaign: 'rehearsal' },
  },
] as const;

/**
 * Sends some batches of made-up messages through the whole sender, to services played in this
 * process.
 *
 * A fresh process compiles its code while it runs, so its first dozens of messages take ten times
 * as long as later ones. Where Lambda starts a container ahead of need there is time to do that
 * before mail comes. The warm-up logs nothing, counts nothing and reaches nothing outside the
 * process.
 *
 * @returns how many mails were sent
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export const warmUp = async (): Promise<number> => {
  const services = await startWarmUpServices();
  try {
    const sending = createSending({
      endpoint: services.endpoint,
      log: () => undefined,
      count: () => undefined,
      sleepUntil: async () => undefined,
    });
    const [queue] = sending.queues;
    for (let round = 0; round < rounds && queue !== undefined; round += 1) {
      const Records = Array.from({ length: batchSize }, (_, index) =>
        record(round, index, queue.arn),
      );
      await sendQueueBatch(
        { Records },
        { ...sending, remainingMs: () => remainingMs, requestId: 'rehearsal' },
      );
    }
  } catch (error) {
    log('warn', 'The warm-up failed; the first mails will be slower.', {
      cause: nameOfError(error),
    });
  } finally {
    services.close();
  }
  return services.mails();
};

const record = (round: number, index: number, queueArn: string) => ({
  messageId: `rehearsal-${round}-${index}`,
  receiptHandle: 'none',
  eventSourceARN: queueArn,
  body: JSON.stringify({
    messageId: `rehearsal-${round}-${index}`,
    from: 'Rehearsal <rehearsal@example.com>',
    to: [`rehearsal-${index}@example.org`],
    subject: `Rehearsal ${index}`,
    text: 'A mail as most are: some text,\n'.repeat(5),
    html: '<p>and the same once more.</p>\n'.repeat(5),
    ...kindsOfMail[index % kindsOfMail.length],
  }),
});
