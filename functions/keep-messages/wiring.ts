import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { keepDeadLettersIn } from '../../shared/aws/objects/kept-dead-letters.ts';
import { isRead } from '../../shared/aws/queues/event-source.ts';
import { putAgainOn, retainedQueue } from '../../shared/aws/queues/retained-queue.ts';
import type { Origin } from '../../shared/dead-letters/dead-letter.ts';
import { readEnvironment, text } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import type { KeepPorts, SourceQueue } from '../../shared/retention/ports.ts';
import { systemClock } from '../../shared/system/clock.ts';

const schema = z.object({
  BUCKET_PAYLOADS: text,
  SES_ACCOUNT: text,
  QUEUE_TRANSACTIONAL_ARN: text,
  QUEUE_TRANSACTIONAL_URL: text,
  QUEUE_BULK_ARN: text,
  QUEUE_BULK_URL: text,
  QUEUE_FEEDBACK_ARN: text,
  QUEUE_FEEDBACK_URL: text,
  EVENT_SOURCE_TRANSACTIONAL: text,
  EVENT_SOURCE_BULK: text,
  EVENT_SOURCE_FEEDBACK: text,
  DEAD_LETTERS_URL: text,
  DEAD_LETTERS_FEEDBACK_URL: text,
  DEAD_LETTERS_URGENT_FEEDBACK_URL: text,
});

/** Ports of keep-messages, built on the first run of a container. */
export const keepPorts = (): KeepPorts => {
  ports ??= create();
  return ports;
};

const create = (): KeepPorts => {
  const environment = readEnvironment(schema);
  const sqs = new SQSClient({});
  const lambda = new LambdaClient({});
  const source = (origin: Origin, arn: string, url: string, mapping: string): SourceQueue => ({
    ...retainedQueue(sqs, url, origin),
    origin,
    arn,
    isRead: isRead(lambda, mapping),
    putAgain: putAgainOn(sqs, url),
  });
  const { count, gauge } = containerCounter();
  return {
    deadLetterQueues: [
      retainedQueue(sqs, environment.DEAD_LETTERS_URL, 'dead-letters'),
      retainedQueue(sqs, environment.DEAD_LETTERS_FEEDBACK_URL, 'feedback-dead-letters'),
      retainedQueue(
        sqs,
        environment.DEAD_LETTERS_URGENT_FEEDBACK_URL,
        'urgent-feedback-dead-letters',
      ),
    ],
    sourceQueues: [
      source(
        'transactional',
        environment.QUEUE_TRANSACTIONAL_ARN,
        environment.QUEUE_TRANSACTIONAL_URL,
        environment.EVENT_SOURCE_TRANSACTIONAL,
      ),
      source(
        'bulk',
        environment.QUEUE_BULK_ARN,
        environment.QUEUE_BULK_URL,
        environment.EVENT_SOURCE_BULK,
      ),
      source(
        'feedback',
        environment.QUEUE_FEEDBACK_ARN,
        environment.QUEUE_FEEDBACK_URL,
        environment.EVENT_SOURCE_FEEDBACK,
      ),
    ],
    ...keepDeadLettersIn(new S3Client({}), {
      name: environment.BUCKET_PAYLOADS,
      owner: environment.SES_ACCOUNT,
    }),
    count,
    gauge,
    clock: systemClock,
    log,
  };
};

let ports: KeepPorts | undefined;
