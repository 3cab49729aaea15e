import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok, warning } from '../finding.ts';
import type { Observed, ObservedTopic } from '../observed.ts';
import { allowsService } from '../policy.ts';
import type { TopicState } from '../ports.ts';
import { aws } from './account.ts';

const reads = ['sns:GetTopicAttributes'];

/** Service of AWS that publishes to each topic. */
const publishers = {
  feedback: 'ses.amazonaws.com',
  deliveries: 'ses.amazonaws.com',
  alarms: 'cloudwatch.amazonaws.com',
} as const;

/** Judges each topic that exists; a missing one is the finding of `topics` alone. */
const ofExisting = (
  { topics }: Observed,
  judge: (topic: TopicState, observed: ObservedTopic) => Judgement,
): readonly Judgement[] =>
  topics.flatMap((observed) =>
    judged(observed.topic, observed.arn, (topic) =>
      topic === null ? [] : [judge(topic, observed)],
    ),
  );

const exist: Check = {
  id: 'topics',
  finds: 'a missing topic for feedback, deliveries or alarms',
  holds: 'the topics exist',
  reads,
  source:
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html',
  judge: ({ topics, place }) =>
    topics.flatMap(({ arn, topic }) =>
      judged(topic, arn, (found) =>
        found === null
          ? failure(
              arn,
              'does not exist: what is published to it is lost',
              'Deploy the stage again.',
              `${place.command} deploy`,
            )
          : ok(arn, 'exists'),
      ),
    ),
};

const policy: Check = {
  id: 'topic-policy',
  finds: 'a topic whose policy does not let SES or CloudWatch publish',
  holds: 'SES and CloudWatch may publish',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  judge: (observed) =>
    ofExisting(observed, ({ policy: text }, { role, arn }) =>
      mayPublish(observed, text, role)
        ? ok(arn, 'its publisher may publish')
        : failure(
            arn,
            `its policy does not let ${publishers[role]} publish for account ${observed.place.account}`,
            'Restore the policy of the template: deploy the stage again, or set it.',
            aws(
              observed.place,
              `sns set-topic-attributes --topic-arn ${arn} --attribute-name Policy --attribute-value '${policyFor(arn, publishers[role], observed.place.account)}'`,
            ),
          ),
    ),
};

const mayPublish = (
  { sets, place: { account, partition, region, prefix } }: Observed,
  text: string,
  role: ObservedTopic['role'],
): boolean => {
  const arn = (service: string, what: string) =>
    `arn:${partition}:${service}:${region}:${account}:${what}`;
  const sources =
    role === 'alarms'
      ? [arn('cloudwatch', `alarm:${prefix}quota`)]
      : sets.map(({ name }) => arn('ses', `configuration-set/${name}`));
  const question = { service: publishers[role], action: 'sns:Publish', account };
  return sources.every((sourceArn) => allowsService(text, { ...question, sourceArn }));
};

const policyFor = (arn: string, service: string, account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sns:Publish',
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceAccount': account } },
      },
    ],
  });

const encryption: Check = {
  id: 'topic-encryption',
  finds: 'a topic that is encrypted by a key which SES cannot use',
  holds: 'SES and CloudWatch can use the keys of the topics',
  reads: [...reads, 'kms:DescribeKey', 'kms:GetKeyPolicy'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  judge: (observed) =>
    ofExisting(observed, ({ keyId }, topic) =>
      keyId === undefined
        ? ok(topic.arn, 'is not encrypted, and stores nothing')
        : judgeKey(observed, topic, keyId),
    ),
};

const judgeKey = (
  { key, place }: Observed,
  { arn, role }: ObservedTopic,
  keyId: string,
): Judgement => {
  const restore = aws(
    place,
    `sns set-topic-attributes --topic-arn ${arn} --attribute-name KmsMasterKeyId --attribute-value alias/${place.prefix.slice(0, -1)}`,
  );
  const [unknown] = judged(key, arn, () => []);
  if (keyId.endsWith('alias/aws/sns'))
    return failure(
      arn,
      `is encrypted by alias/aws/sns, whose policy never lets ${publishers[role]} in: what is published is lost`,
      'Use the key of the pipeline, or none.',
      restore,
    );
  if (key.kind !== 'known') return unknown ?? ok(arn, '');
  if (key.value === null || !isSameKey(keyId, key.value.arn, place.prefix))
    return warning(
      arn,
      `is encrypted by ${keyId}, which is not the key of the pipeline; whether ${publishers[role]} may use it is not known here`,
      'Use the key of the pipeline, or none.',
      restore,
    );
  const { policy: text } = key.value;
  const question = { service: publishers[role], account: place.account };
  const lacks = ['kms:Decrypt', 'kms:GenerateDataKey'].filter(
    (action) => !allowsService(text, { ...question, action }),
  );
  return lacks.length === 0
    ? ok(arn, 'is encrypted by the key of the pipeline')
    : failure(
        arn,
        `the key's policy does not give ${publishers[role]} ${lacks.join(' and ')}: what is published is lost`,
        'Restore the key policy of the template: deploy the stage again, or add the statement.',
        JSON.stringify({
          Effect: 'Allow',
          Principal: { Service: publishers[role] },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceAccount': place.account } },
        }),
      );
};

/** A topic names its key by id, ARN or alias. */
const isSameKey = (keyId: string, arn: string, prefix: string): boolean =>
  keyId === arn || arn.endsWith(`/${keyId}`) || keyId.endsWith(`alias/${prefix.slice(0, -1)}`);

const keyState: Check = {
  id: 'key-state',
  finds: 'the key of the pipeline disabled, or about to be deleted',
  holds: 'the key is enabled',
  reads: ['kms:DescribeKey'],
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
  judge: ({ key, place }) =>
    judged(key, '', (found) => {
      if (found === null)
        return ok('', 'the stage has no key of its own: the services encrypt with theirs');
      if (found.state === 'Enabled') return ok(found.arn, 'is enabled');
      const isDeleting = found.state === 'PendingDeletion';
      return failure(
        found.arn,
        `is ${found.state}: nothing can be queued, recorded or read${isDeleting ? ', and after its deletion never again' : ''}`,
        isDeleting ? 'Cancel the deletion, then enable the key.' : 'Enable the key.',
        ...(isDeleting ? [aws(place, `kms cancel-key-deletion --key-id ${found.arn}`)] : []),
        aws(place, `kms enable-key --key-id ${found.arn}`),
      );
    }),
};

/** The topics, and the key that encrypts them. */
export const topicChecks: readonly Check[] = [exist, policy, encryption, keyState];
