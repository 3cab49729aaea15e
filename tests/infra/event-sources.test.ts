import { beforeAll, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../shared/pacing/event-source-settings.ts';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

const fourteenDays = 14 * 24 * 3600;

describe('event sources', () => {
  let service: PackagedService;
  const mappings = () => service.ofType('AWS::Lambda::EventSourceMapping');
  /** Of queues from which a message may go to dead letters; mail that leaves waits until it is taken. */
  const counting = () =>
    mappings().filter(
      ({ properties }) => service.referred(properties.EventSourceArn).id !== 'UnsubscribeMailQueue',
    );
  const subscriptions = () => service.ofType('AWS::SNS::Subscription');

  beforeAll(async () => {
    service = await packagedService();
  });

  it('are exactly these', () => {
    const sources = [
      ...mappings().map(({ properties }) => [
        service.referred(properties.EventSourceArn).id,
        service.referred(properties.FunctionName).properties.FunctionName,
      ]),
      ...subscriptions().map(({ properties }) => {
        const target = service.referred(properties.Endpoint);
        return [
          service.referred(properties.TopicArn).id,
          target.properties.FunctionName ?? target.id,
        ];
      }),
      ...service
        .ofType('AWS::Events::Rule')
        .map(({ properties }) => [
          properties.ScheduleExpression ?? properties.EventPattern['detail-type'].join(),
          service.referred(properties.Targets[0].Arn).properties.FunctionName,
        ]),
    ];

    expect(sources.sort()).toEqual([
      ['BulkQueue', 'ses-pipeline-dev-send-email'],
      ['DeliveryTopic', 'FeedbackQueue'],
      ['FeedbackQueue', 'ses-pipeline-dev-record-delivery'],
      ['FeedbackTopic', 'FeedbackQueue'],
      ['FeedbackTopic', 'ses-pipeline-dev-record-bounce'],
      ['FeedbackTopic', 'ses-pipeline-dev-record-complaint'],
      ['Sending Status Enabled,Sending Status Disabled', 'ses-pipeline-dev-guard-reputation'],
      ['TransactionalQueue', 'ses-pipeline-dev-send-email'],
      // With unsubscribeMailbox alone (tests/infra/unsubscribe-mail.test.ts).
      ['UnsubscribeMailQueue', 'ses-pipeline-dev-unsubscribe'],
      // With canaryMinutes alone (tests/infra/canary.test.ts).
      ['rate(0 minutes)', 'ses-pipeline-dev-send-canary'],
      ['rate(1 hour)', 'ses-pipeline-dev-keep-messages'],
      ['rate(1 minute)', 'ses-pipeline-dev-refresh-quota'],
      ['rate(5 minutes)', 'ses-pipeline-dev-guard-reputation'],
    ]);
  });

  it('let every function answer for single messages of a batch', () => {
    for (const { properties } of mappings())
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  it('bound the batches under way, and never by reserved concurrency, which would use up receives', () => {
    expect(
      counting().map(({ id, properties }) => [id, properties.ScalingConfig.MaximumConcurrency]),
    ).toEqual([
      ['SendDashemailEventSourceMappingSQSTransactionalQueue', 3],
      ['SendDashemailEventSourceMappingSQSBulkQueue', 2],
      ['RecordDashdeliveryEventSourceMappingSQSFeedbackQueue', 5],
    ]);
    const readers = new Set(
      counting().map(({ properties }) => service.referred(properties.FunctionName).id),
    );
    const reserving = service.functions.filter(
      ({ properties }) => properties.ReservedConcurrentExecutions !== undefined,
    );
    expect(readers.size).toBe(2);
    expect(reserving.filter(({ id }) => readers.has(id))).toEqual([]);
  });

  it('bring an event that could not be recorded again before a mail of unknown outcome may go out again', () => {
    const source = service.named('RecordDashdeliveryEventSourceMappingSQSFeedbackQueue').properties;
    const settleSeconds = Number(
      service.functionNamed('send-email').properties.Environment.Variables.SETTLE_SECONDS,
    );

    expect(
      service.named('FeedbackQueue').properties.VisibilityTimeout +
        2 * source.MaximumBatchingWindowInSeconds,
    ).toBeLessThan(settleSeconds);
  });

  it('hide a message for six times the timeout of its function and the window of its batch', () => {
    for (const { properties } of mappings()) {
      const queue = service.referred(properties.EventSourceArn);
      const { Timeout } = service.referred(properties.FunctionName).properties;

      expect(queue.properties.VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * Timeout + (properties.MaximumBatchingWindowInSeconds ?? 0),
      );
    }
  });

  it('wait for a batch wherever it may hold more than ten messages, as Lambda demands', () => {
    for (const { properties } of mappings()) {
      expect(
        properties.BatchSize > 10 ? properties.MaximumBatchingWindowInSeconds : 1,
      ).toBeGreaterThanOrEqual(1);
    }
    expect(
      service.named('RecordDashdeliveryEventSourceMappingSQSFeedbackQueue').properties.BatchSize,
    ).toBe(2000);
  });

  it('begin as refresh-quota sets them for a slow account', () => {
    for (const [queue, lane] of [
      ['TransactionalQueue', 'transactional'],
      ['BulkQueue', 'bulk'],
    ] as const) {
      const { batchSize, maximumConcurrency } = settingsFor(lane, 14);

      expect(service.named(`SendDashemailEventSourceMappingSQS${queue}`).properties).toMatchObject({
        BatchSize: batchSize,
        ScalingConfig: { MaximumConcurrency: maximumConcurrency },
      });
    }
  });

  it('hide a message long enough for every window that refresh-quota sets', () => {
    const { Timeout } = service.functionNamed('send-email').properties;
    const windows = [1, 14, 200, 1_000, 20_000].map(
      (rate) => settingsFor('bulk', rate).batchingWindowSeconds,
    );

    for (const queue of ['TransactionalQueue', 'BulkQueue']) {
      expect(service.named(queue).properties.VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * Timeout + Math.max(...windows),
      );
    }
  });

  it('are told to refresh-quota, which sets them', () => {
    const { Variables } = service.functionNamed('refresh-quota').properties.Environment;
    const queueOf = (reference: unknown) =>
      service.referred(service.referred(reference).properties.EventSourceArn).id;

    expect([
      queueOf(Variables.EVENT_SOURCE_TRANSACTIONAL),
      queueOf(Variables.EVENT_SOURCE_BULK),
    ]).toEqual(['TransactionalQueue', 'BulkQueue']);
  });

  it('have dead letters behind every queue that a function reads, kept as long as SQS can', () => {
    for (const { properties } of counting()) {
      const queue = service.referred(properties.EventSourceArn);

      expect(service.deadLetterQueueOf(queue).properties.MessageRetentionPeriod).toBe(fourteenDays);
      expect(queue.properties.MessageRetentionPeriod).toBe(fourteenDays);
    }
  });

  it('never take mail that only waits for rate or quota for poison', () => {
    for (const id of ['TransactionalQueue', 'BulkQueue'])
      expect(service.named(id).properties.RedrivePolicy.maxReceiveCount).toBe(1000);
  });

  it('have dead letters behind every subscription, into which SNS may write', () => {
    for (const subscription of subscriptions()) {
      const deadLetters = service.deadLetterQueueOf(subscription);

      expect(service.policyOn(deadLetters.id)).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] },
        }),
      );
    }
  });

  it('send the failed runs of every function that nobody waits for to dead letters, which its role may write to', () => {
    const fedByQueue = mappings().map(
      ({ properties }) => service.referred(properties.FunctionName).id,
    );
    // Who calls the HTTP API is told of a failure, and comes again.
    const calledByApi = service
      .ofType('AWS::ApiGatewayV2::Integration')
      .map(({ properties }) => service.referred(properties.IntegrationUri).id);
    const others = service.functions.filter(
      ({ id }) => ![...fedByQueue, ...calledByApi].includes(id),
    );
    const invocations = service
      .ofType('AWS::Lambda::EventInvokeConfig')
      .map(({ properties }) => properties);

    expect(others.map(({ name }) => name).sort()).toEqual([
      'guard-reputation',
      'keep-messages',
      'record-bounce',
      'record-complaint',
      'refresh-quota',
      'send-canary',
    ]);
    for (const { id, properties } of others) {
      const config = invocations.find(({ FunctionName }) => FunctionName.Ref === id);
      const target = config.DestinationConfig.OnFailure.Destination;
      const { Statement } = service.referred(properties.Role).properties.Policies[0].PolicyDocument;

      expect(service.referred(target).resource.Type).toBe('AWS::SQS::Queue');
      expect(Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: [target],
        }),
      );
    }
  });

  it('have one policy per queue, for SQS keeps only the last', () => {
    const queues = service
      .ofType('AWS::SQS::QueuePolicy')
      .flatMap(({ properties }) => properties.Queues.map(({ Ref }: { Ref: string }) => Ref));

    expect(queues.sort()).toEqual(
      service
        .ofType('AWS::SQS::Queue')
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('let SNS into a queue only from the topics that are subscribed to it, or leave their dead letters there', () => {
    const both = [{ Ref: 'FeedbackTopic' }, { Ref: 'DeliveryTopic' }];
    const lettingIn = service.ofType('AWS::SQS::Queue').flatMap(({ id }) =>
      service
        .policyOn(id)
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Condition }) => [id, Condition]),
    );

    expect(Object.fromEntries(lettingIn)).toEqual({
      FeedbackQueue: { ArnEquals: { 'aws:SourceArn': both } },
      FeedbackDeadLetterQueue: { ArnEquals: { 'aws:SourceArn': both } },
      UrgentFeedbackDeadLetterQueue: { ArnEquals: { 'aws:SourceArn': { Ref: 'FeedbackTopic' } } },
    });
    for (const { properties } of subscriptions()) {
      const topic = { Ref: service.referred(properties.TopicArn).id };
      const deadLetters = service.referred(properties.RedrivePolicy.deadLetterTargetArn).id;
      expect(JSON.stringify(service.policyOn(deadLetters))).toContain(JSON.stringify(topic));
    }
  });
});
