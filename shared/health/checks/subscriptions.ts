import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok, warning } from '../finding.ts';
import type { Observed, Place, TopicRole } from '../observed.ts';
import type { Subscription } from '../ports.ts';
import { aws } from './account.ts';

const reads = ['sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'];

interface Wanted {
  readonly role: TopicRole;
  readonly topicArn: string;
  readonly protocol: 'lambda' | 'sqs';
  readonly endpoint: string;
  readonly what: string;
}

/** Subscriptions that the template makes, and that feedback needs. */
const wantedIn = ({ topics, place }: Observed): readonly Wanted[] => {
  const arn = (service: string, name: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${name}`;
  const topicArn = (role: TopicRole) => topics.find((topic) => topic.role === role)?.arn ?? '';
  const lambda = (key: string) => arn('lambda', `function:${place.prefix}${key}`);
  const queue = arn('sqs', `${place.prefix}feedback`);
  const on = (role: TopicRole) => ({ role, topicArn: topicArn(role) });
  return [
    { ...on('feedback'), protocol: 'lambda', endpoint: lambda('record-bounce'), what: 'bounces' },
    {
      ...on('feedback'),
      protocol: 'lambda',
      endpoint: lambda('record-complaint'),
      what: 'complaints',
    },
    {
      ...on('feedback'),
      protocol: 'sqs',
      endpoint: queue,
      what: 'deliveries that identities notify',
    },
    { ...on('deliveries'), protocol: 'sqs', endpoint: queue, what: 'deliveries and sends' },
  ];
};

/** Judges each wanted subscription that is there; a missing one is the finding of `subscriptions`. */
const ofPresent = (
  observed: Observed,
  judge: (subscription: Subscription, wanted: Wanted) => Judgement,
): readonly Judgement[] =>
  wantedIn(observed).flatMap((wanted) =>
    judgedOf(observed, wanted, (found) => (found === undefined ? [] : [judge(found, wanted)])),
  );

const judgedOf = (
  { topics }: Observed,
  wanted: Wanted,
  judge: (found: Subscription | undefined) => readonly Judgement[],
): readonly Judgement[] => {
  const topic = topics.find(({ role }) => role === wanted.role);
  if (topic === undefined || (topic.topic.kind === 'known' && topic.topic.value === null))
    return [];
  return judged(topic.subscriptions, subjectOf(wanted), (all) =>
    judge(
      all.find(
        ({ protocol, endpoint }) => protocol === wanted.protocol && endpoint === wanted.endpoint,
      ),
    ),
  );
};

const subjectOf = ({ role, endpoint }: Wanted): string =>
  `${role} → ${endpoint.slice(endpoint.lastIndexOf(':') + 1)}`;

const subscribe = (place: Place, { topicArn, protocol, endpoint }: Wanted): string =>
  aws(
    place,
    `sns subscribe --topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${endpoint}`,
  );

const present: Check = {
  id: 'subscriptions',
  finds: 'a subscription of a function or queue that is missing or not confirmed',
  holds: 'functions and queue are subscribed',
  reads,
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html',
  judge: (observed) =>
    wantedIn(observed).flatMap((wanted) =>
      judgedOf(observed, wanted, (found) => {
        const subject = subjectOf(wanted);
        if (found?.isConfirmed) return [ok(subject, 'is subscribed')];
        return [
          failure(
            subject,
            `${found === undefined ? 'is not subscribed' : 'is not confirmed'}: ${wanted.what} are lost`,
            'Subscribe it, then deploy the stage again for its filter and dead letters.',
            subscribe(observed.place, wanted),
          ),
        ];
      }),
    ),
};

const raw: Check = {
  id: 'raw-delivery',
  finds: 'raw delivery where the envelope of SNS is needed',
  holds: 'raw delivery is off',
  reads,
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html',
  judge: (observed) =>
    ofPresent(observed, ({ isRaw }, wanted) =>
      isRaw
        ? warning(
            subjectOf(wanted),
            'raw delivery is on: events lose the id by which a repetition is known, and are counted twice',
            'Switch it off.',
            attribute(observed.place, wanted, 'RawMessageDelivery', 'false'),
          )
        : ok(subjectOf(wanted), 'delivers the whole envelope'),
    ),
};

const attribute = (place: Place, wanted: Wanted, name: string, value: string): string =>
  `${aws(place, `sns set-subscription-attributes --attribute-name ${name} --attribute-value '${value}'`)} --subscription-arn $(${aws(place, `sns list-subscriptions-by-topic --topic-arn ${wanted.topicArn}`)} --query "Subscriptions[?Endpoint=='${wanted.endpoint}'].SubscriptionArn" --output text)`;

/** Kinds of event, in both dialects, that each subscription must let through. */
const wantedEvents = ({ role, protocol, endpoint }: Wanted): readonly string[] => {
  if (protocol === 'sqs') return role === 'deliveries' ? ['Send', 'Delivery'] : ['Delivery'];
  return [endpoint.endsWith('record-bounce') ? 'Bounce' : 'Complaint'];
};

const filters: Check = {
  id: 'subscription-filter',
  finds: 'a filter that keeps events from who records them',
  holds: 'the filters let through what is recorded',
  reads,
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html',
  judge: (observed) =>
    ofPresent(observed, ({ filterPolicy }, wanted) => {
      const lost = wantedEvents(wanted).filter((kind) => !letsThrough(filterPolicy, kind));
      return lost.length === 0
        ? ok(subjectOf(wanted), 'lets through what is recorded')
        : failure(
            subjectOf(wanted),
            `its filter keeps out ${lost.join(', ')}`,
            'Restore the filter of the template: deploy the stage again, or set it.',
            attribute(observed.place, wanted, 'FilterPolicy', '{}'),
          );
    }),
};

/** A filter that is not of our form may let an event through: only a list that lacks it does not. */
const letsThrough = (filterPolicy: string | undefined, kind: string): boolean =>
  filterPolicy === undefined ||
  filterPolicy === '' ||
  !/"(?:eventType|notificationType)"/.test(filterPolicy) ||
  filterPolicy.includes(`"${kind}"`);

const deadLetters: Check = {
  id: 'subscription-dead-letters',
  finds: 'a subscription without a dead-letter queue',
  holds: 'each subscription has a dead-letter queue',
  reads,
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
  judge: (observed) =>
    ofPresent(observed, ({ hasDeadLetters, protocol }, wanted) => {
      if (hasDeadLetters) return ok(subjectOf(wanted), 'has dead letters');
      const { partition, region, account, prefix } = observed.place;
      const queue =
        protocol === 'lambda' ? 'urgent-feedback-dead-letters' : 'feedback-dead-letters';
      const deadLetterTargetArn = `arn:${partition}:sqs:${region}:${account}:${prefix}${queue}`;
      return warning(
        subjectOf(wanted),
        'has no dead-letter queue: what SNS cannot deliver is lost after its retries',
        'Give it one.',
        attribute(observed.place, wanted, 'RedrivePolicy', JSON.stringify({ deadLetterTargetArn })),
      );
    }),
};

/** What listens to the topics of feedback. */
export const subscriptionChecks: readonly Check[] = [present, raw, filters, deadLetters];
