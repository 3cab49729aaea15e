import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok, warning } from '../finding.ts';
import type { Observed, ObservedQueue, QueueRole } from '../observed.ts';
import { allowsService } from '../policy.ts';
import type { QueueState } from '../ports.ts';
import { aws } from './account.ts';

const reads = ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'];

/** Judges those queues of some roles that exist; a missing one is the finding of `queues` alone. */
const ofExisting = (
  { queues }: Observed,
  roles: readonly QueueRole[],
  judge: (queue: QueueState, observed: ObservedQueue) => Judgement | readonly Judgement[],
): readonly Judgement[] =>
  queues
    .filter(({ role }) => roles.includes(role))
    .flatMap((observed) =>
      judged(observed.queue, observed.name, (queue) =>
        queue === null ? [] : judge(queue, observed),
      ),
    );

const exist: Check = {
  id: 'queues',
  finds: 'a missing queue',
  holds: 'the queues exist',
  reads,
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html',
  judge: ({ queues, place }) =>
    queues.flatMap(({ name, queue }) =>
      judged(queue, name, (found) =>
        found === null
          ? failure(name, 'does not exist', 'Deploy the stage again.', `${place.command} deploy`)
          : ok(name, 'exists'),
      ),
    ),
};

const policy: Check = {
  id: 'queue-policy',
  finds: 'a feedback queue into which SNS may not write',
  holds: 'SNS may write to the feedback queue',
  reads,
  source: 'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
  judge: (observed) =>
    ofExisting(observed, ['feedback'], (queue, { name }) => {
      const shut = observed.topics
        .filter(({ role }) => role !== 'alarms')
        .filter(
          ({ arn }) =>
            !allowsService(queue.policy, {
              service: 'sns.amazonaws.com',
              action: 'sqs:SendMessage',
              account: observed.place.account,
              sourceArn: arn,
            }),
        );
      return shut.length === 0
        ? ok(name, 'SNS may write')
        : failure(
            name,
            `its policy does not let ${shut.map(({ arn }) => arn).join(' and ')} write: events are lost`,
            'Restore the policy of the template: deploy the stage again.',
            `${observed.place.command} deploy`,
          );
    }),
};

/** Dead-letter queue of each queue that a function reads. */
const deadLetterOf: Readonly<Partial<Record<QueueRole, QueueRole>>> = {
  transactional: 'dead-letters',
  bulk: 'dead-letters',
  feedback: 'feedback-dead-letters',
};
const readQueues: readonly QueueRole[] = ['transactional', 'bulk', 'feedback'];

const redrive: Check = {
  id: 'queue-dead-letters',
  finds: 'a queue whose failed messages do not go to its dead-letter queue',
  holds: 'each queue has its dead-letter queue',
  reads,
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  judge: (observed) =>
    ofExisting(observed, readQueues, ({ deadLetterArn, arn }, { role, name }) => {
      const wanted = `${arn.slice(0, arn.lastIndexOf(':') + 1)}${observed.place.prefix}${deadLetterOf[role]}`;
      return deadLetterArn === wanted
        ? ok(name, 'has dead letters')
        : warning(
            name,
            deadLetterArn === undefined
              ? 'has no dead-letter queue: a message that always fails comes again for 14 days, then is lost'
              : `its failed messages go to ${deadLetterArn}, where no command looks`,
            'Restore it: deploy the stage again, or set it.',
            aws(
              observed.place,
              `sqs set-queue-attributes --queue-url $(${aws(observed.place, `sqs get-queue-url --queue-name ${name}`)} --output text) --attributes '${JSON.stringify({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: wanted, maxReceiveCount: 1000 }) })}'`,
            ),
          );
    }),
};

/** AWS's rule: six times the time-out of the function that reads the queue. */
const timesTimeout = 6;

const visibility: Check = {
  id: 'visibility-timeout',
  finds: 'a visibility timeout that is shorter than six runs of the function',
  holds: 'the visibility timeouts suit the functions',
  reads: [...reads, 'lambda:GetFunctionConfiguration'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  judge: (observed) =>
    ofExisting(observed, readQueues, ({ visibilityTimeout }, { role, name }) => {
      const key = role === 'feedback' ? 'record-delivery' : 'send-email';
      const reader = observed.functions.find((each) => each.key === key);
      if (reader === undefined) return [];
      return judged(reader.deployed, name, (deployed) => {
        const least = timesTimeout * (deployed?.timeoutSeconds ?? 0);
        if (visibilityTimeout >= least) return ok(name, `${visibilityTimeout} s`);
        return warning(
          name,
          `its messages come again after ${visibilityTimeout} s; ${key} may take ${deployed?.timeoutSeconds} s a batch, so ${least} s are needed`,
          'Restore it: deploy the stage again, or set it.',
          aws(
            observed.place,
            `sqs set-queue-attributes --queue-url $(${aws(observed.place, `sqs get-queue-url --queue-name ${name}`)} --output text) --attributes VisibilityTimeout=${least + 1}`,
          ),
        );
      });
    }),
};

const deadLetterRoles: readonly QueueRole[] = [
  'dead-letters',
  'feedback-dead-letters',
  'urgent-feedback-dead-letters',
  'schedule-dead-letters',
];

const deadLetters: Check = {
  id: 'dead-letters',
  finds: 'dead letters: mail, events or runs that failed for good',
  holds: 'there are no dead letters',
  reads,
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  judge: (observed) =>
    ofExisting(observed, deadLetterRoles, ({ visible, inFlight, delayed }, { name }) => {
      const count = visible + inFlight + delayed;
      return count === 0
        ? ok(name, 'is empty')
        : warning(
            name,
            `holds ${count} dead ${count === 1 ? 'letter' : 'letters'}`,
            'See why each failed; repair the cause, then let them go again.',
            `${observed.place.command} dead-letters list`,
            `${observed.place.command} dead-letters redrive`,
          );
    }),
};

/** Ages at which the alarms of infra/alarms.yml ring; seconds. */
const oldest: Readonly<Partial<Record<QueueRole, number>>> = {
  transactional: 900,
  bulk: 21_600,
  feedback: 900,
};

const age: Check = {
  id: 'oldest-message',
  finds: 'mail or events that wait for too long',
  holds: 'nothing waits for too long',
  reads: ['cloudwatch:GetMetricStatistics'],
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
  judge: ({ queues, place }) =>
    queues.flatMap(({ role, name, oldestSeconds }) => {
      const limit = oldest[role];
      if (limit === undefined) return [];
      return judged(oldestSeconds, name, (seconds) =>
        seconds === null || seconds < limit
          ? ok(name, seconds === null ? 'nothing has waited' : `at most ${Math.round(seconds)} s`)
          : warning(
              name,
              `its oldest message has waited ${Math.round(seconds / 60)} minutes`,
              'See whether the queue is read (event-sources), whether there is quota, and the log of its function.',
              aws(
                place,
                `logs tail /aws/lambda/${place.prefix}${role === 'feedback' ? 'record-delivery' : 'send-email'} --since 1h`,
              ),
            ),
      );
    }),
};

/** Queues, and what lies on them. */
export const queueChecks: readonly Check[] = [exist, policy, redrive, visibility, deadLetters, age];
