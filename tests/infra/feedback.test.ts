// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

/** What SES writes into the body, by the system that publishes it. */
const dialects = {
  eventType: [
    'Send',
    'Reject',
    'Bounce',
    'Complaint',
    'Delivery',
    'Open',
    'Click',
    'Rendering Failure',
    'RenderingFailure',
    'DeliveryDelay',
    'Subscription',
  ],
  notificationType: ['Bounce', 'Complaint', 'Delivery'],
} as const;

type Policy = Readonly<Record<string, readonly string[]>>;

/**
 * SNS's rules for the forms used here: every name has to match, one value of its list is enough,
 * `$or` needs one of its policies.
 */
const matches = (
  policy: Policy & { readonly $or?: readonly Policy[] },
  body: Readonly<Record<string, string>>,
): boolean => {
  const { $or, ...all } = policy;
  return (
    Object.entries(all).every(([name, values]) =>
      (values as readonly string[]).includes(body[name] ?? ''),
    ) &&
    ($or === undefined || $or.some((alternative) => matches(alternative, body)))
  );
};

describe('feedback', () => {
  let service: PackagedService;
  const subscriptionsTo = (topic: string) =>
    service
      .ofType('AWS::SNS::Subscription')
      .map(({ properties }) => properties)
      .filter(({ TopicArn }) => service.referred(TopicArn).id === topic);
  const subscriptions = () => subscriptionsTo('FeedbackTopic');

  beforeAll(async () => {
    service = await packagedService();
  });

  it('is filtered by the body, for SES sets no attributes', () => {
    for (const { FilterPolicyScope } of subscriptions())
      expect(FilterPolicyScope).toBe('MessageBody');
  });

  it.each(
    Object.entries(dialects).flatMap(([name, kinds]) => kinds.map((kind) => [name, kind] as const)),
  )('of %s %s reaches exactly one function', (name, kind) => {
    const takers = subscriptions()
      .filter(({ FilterPolicy }) => matches(FilterPolicy, { [name]: kind }))
      .map(({ Endpoint }) => service.referred(Endpoint).id);

    const expected =
      kind === 'Bounce'
        ? 'RecordDashbounceLambdaFunction'
        : kind === 'Complaint'
          ? 'RecordDashcomplaintLambdaFunction'
          : 'FeedbackQueue';
    expect(takers).toEqual([expected]);
  });

  it('comes again for longer than a day before the queue gives it up, and within the settle time', () => {
    const { RedrivePolicy, VisibilityTimeout } = service.named('FeedbackQueue').properties;

    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThan(86_400);
    expect(VisibilityTimeout).toBeLessThan(120);
  });

  it('that is no bounce and no complaint goes from the configuration sets into the queue, past no filter, which AWS would bill', () => {
    const direct = subscriptionsTo('DeliveryTopic');

    expect(direct.map(({ Endpoint }) => service.referred(Endpoint).id)).toEqual(['FeedbackQueue']);
    for (const properties of direct) {
      expect(properties).not.toHaveProperty('FilterPolicy');
      expect(properties.RawMessageDelivery).toBe(false);
    }
  });

  it('of anything else reaches no function', () => {
    const foreign: readonly Readonly<Record<string, string>>[] = [
      {},
      { eventType: 'AmazonSnsSubscriptionSucceeded' },
      { notificationType: 'Received' },
    ];

    for (const body of foreign) {
      expect(subscriptions().filter(({ FilterPolicy }) => matches(FilterPolicy, body))).toEqual([]);
    }
  });

  it('keeps the envelope of SNS in the queue, with the id by which a repetition is known', () => {
    expect(subscriptions().find(({ Protocol }) => Protocol === 'sqs')?.RawMessageDelivery).toBe(
      false,
    );
  });

  it('may start the functions it is subscribed to', () => {
    const allowed = service
      .ofType('AWS::Lambda::Permission')
      .map(({ properties: { Principal, SourceArn, FunctionName } }) => ({
        Principal,
        SourceArn,
        FunctionName,
      }));

    for (const { Endpoint } of subscriptions().filter(({ Protocol }) => Protocol === 'lambda')) {
      expect(allowed).toContainEqual({
        Principal: 'sns.amazonaws.com',
        SourceArn: { Ref: 'FeedbackTopic' },
        FunctionName: Endpoint,
      });
    }
  });

  it.each(['transactional', 'notifications', 'marketing'])(
    'comes from the configuration set %s, of all kinds but open and click, for which SES would change the bodies',
    (stream) => {
      const set = service
        .ofType('AWS::SES::ConfigurationSet')
        .find(({ properties }) => properties.Name === `ses-pipeline-dev-${stream}`);
      const destinations = service
        .ofType('AWS::SES::ConfigurationSetEventDestination')
        .filter(({ properties }) => properties.ConfigurationSetName.Ref === set?.id);

      expect(set?.properties.ReputationOptions).toEqual({ ReputationMetricsEnabled: false });
      expect(set?.properties.DeliveryOptions).toEqual({ TlsPolicy: 'OPTIONAL' });
      expect(destinations.map(({ properties }) => properties.EventDestination)).toEqual([
        {
          Name: 'feedback',
          Enabled: true,
          SnsDestination: { TopicARN: { Ref: 'FeedbackTopic' } },
          MatchingEventTypes: ['bounce', 'complaint'],
        },
        {
          Name: 'deliveries',
          Enabled: true,
          SnsDestination: { TopicARN: { Ref: 'DeliveryTopic' } },
          MatchingEventTypes: [
            'send',
            'reject',
            'delivery',
            'renderingFailure',
            'deliveryDelay',
            'subscription',
          ],
        },
      ]);
      // SES tries a topic when it is told of it.
      for (const { properties, resource } of destinations)
        expect(resource.DependsOn).toContain(
          `${properties.EventDestination.SnsDestination.TopicARN.Ref}Policy`,
        );
    },
  );

  it.each([
    ['FeedbackTopic', true],
    ['DeliveryTopic', false],
  ])('comes into the %s only from SES, for this account, over TLS', (topic, isOfIdentities) => {
    const statements = service.policyOn(topic);
    const arnOf = (source: string) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:${source}`,
    });
    const published = (sid: string, sources: unknown) => ({
      Sid: sid,
      Effect: 'Allow',
      Principal: { Service: 'ses.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: topic },
      Condition: {
        StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'AWS:SourceArn': sources },
      },
    });

    expect(statements).toEqual([
      published('SesPublishes', [arnOf('configuration-set/ses-pipeline-dev-*')]),
      ...(isOfIdentities ? [published('IdentitiesPublish', arnOf('identity/*'))] : []),
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });
});
