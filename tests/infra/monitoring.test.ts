import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../shared/cloudformation/resolve-template.ts';
import { figuresMessage } from '../../shared/lambda/metrics.ts';
import { type EmittedMetrics, emittedMetrics } from '../support/emitted-metrics.ts';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

/** A metric that an alarm or a widget asks for. */
interface Asked {
  readonly by: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Expression {
  readonly by: string;
  readonly text: string;
  /** Ids that stand beside it. */
  readonly ids: readonly string[];
}

/**
 * Metrics of AWS that are used, with the dimensions under which AWS publishes them, and where it
 * says so.
 */
const ofAws: Readonly<
  Record<string, { readonly dimensions: readonly string[]; readonly metrics: readonly string[] }>
> = {
  // https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html: of the
  // account, without dimensions
  'AWS/SES': { dimensions: [''], metrics: ['Reputation.BounceRate', 'Reputation.ComplaintRate'] },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS': {
    dimensions: ['QueueName'],
    metrics: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfMessagesSent',
    ],
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda': {
    dimensions: ['FunctionName'],
    metrics: ['Duration', 'Errors', 'Invocations', 'Throttles'],
  },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  'AWS/ApiGateway': { dimensions: ['ApiId'], metrics: ['4xx', '5xx', 'Count'] },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  'AWS/DynamoDB': {
    dimensions: ['TableName', 'Operation,TableName'],
    metrics: [
      'ConsumedReadCapacityUnits',
      'ConsumedWriteCapacityUnits',
      'ReadThrottleEvents',
      'SuccessfulRequestLatency',
      'WriteThrottleEvents',
    ],
  },
};

/** Type of the resource that a dimension of AWS names. */
const namedBy: Readonly<Record<string, string>> = {
  QueueName: 'AWS::SQS::Queue',
  FunctionName: 'AWS::Lambda::Function',
  TableName: 'AWS::DynamoDB::Table',
};

const own = 'SesPipeline';

interface MetricStat {
  readonly Metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions?: readonly Dimension[];
  };
}
interface Dimension {
  readonly Name: string;
  readonly Value: string;
}
interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly ReturnData?: boolean;
    readonly MetricStat?: MetricStat;
  }[];
  readonly Threshold: number;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly AlarmActions: readonly string[];
  readonly OKActions: readonly string[];
}
interface WidgetMetricOptions {
  readonly id?: string;
  readonly expression?: string;
}
interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    /** Of a widget that asks the log. */
    readonly query?: string;
    readonly metrics?: readonly (readonly (string | WidgetMetricOptions)[])[];
  };
}

const dimensionsFrom = (list: readonly Dimension[] = []) =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

const askedByAlarm = ({
  AlarmName,
  Namespace,
  MetricName,
  Dimensions,
  Metrics = [],
}: AlarmProperties): readonly Asked[] => [
  ...(Namespace === undefined || MetricName === undefined
    ? []
    : [
        {
          by: AlarmName,
          namespace: Namespace,
          name: MetricName,
          dimensions: dimensionsFrom(Dimensions),
        },
      ]),
  ...Metrics.flatMap(({ MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            by: AlarmName,
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: dimensionsFrom(MetricStat.Metric.Dimensions),
          },
        ],
  ),
];

/** `SEARCH('{Namespace,dimension,…} MetricName="Name" dimension="value"', …)`. */
const searchesIn = (by: string, expression: string): readonly Asked[] =>
  [...expression.matchAll(/SEARCH\('\{([^}]+)\} ([^']+)'/g)].map(([, schema = '', terms = '']) => {
    const [namespace = '', ...names] = schema.split(',');
    const given = Object.fromEntries(
      [...terms.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const { MetricName = '', ...values } = given;
    return {
      by,
      namespace,
      name: MetricName,
      dimensions: { ...Object.fromEntries(names.map((name) => [name, '*'])), ...values },
    };
  });

const optionsOf = (metric: readonly (string | WidgetMetricOptions)[]): WidgetMetricOptions => {
  const last = metric.at(-1);
  return typeof last === 'object' ? last : {};
};

const askedByWidget = ({ properties: { title, metrics = [] } }: Widget): readonly Asked[] =>
  metrics.flatMap((metric) => {
    const { expression } = optionsOf(metric);
    if (expression !== undefined) return searchesIn(title, expression);
    const [namespace = '', name = '', ...pairs] = metric.filter((part) => typeof part === 'string');
    const dimensions = Object.fromEntries(
      pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? '']] : [])),
    );
    return [{ by: title, namespace, name, dimensions }];
  });

/** Names that an expression uses: not its functions, strings and numbers, nor AND and OR. */
const idsIn = (expression: string): readonly string[] =>
  (expression.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/[A-Za-z]\w*(?!\w*\()/g) ?? []).filter(
    (word) => /^[a-z]/.test(word),
  );

/**
 * What a query of Logs Insights reads of lines of figures: a value, and the fields it groups by.
 */
const figuresAsked = (query: string) => {
  const [, grouping = ''] = /\bby ([^|]+)/.exec(query) ?? [];
  return {
    values: [...query.matchAll(/\b(?:ispresent|sum|max|avg|latest)\((\w+)\)/g)]
      .map(([, name = '']) => name)
      .filter((name) => /^[A-Z]/.test(name)),
    fields: grouping
      .split(',')
      .map((name) => name.trim())
      .filter((name) => !name.startsWith('bin(')),
  };
};

const operationsPage = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'operations.md'),
  'utf8',
);

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');

describe('monitoring', () => {
  let service: PackagedService;
  let resolved: readonly ResolvedResource[];
  let alarms: readonly (AlarmProperties & { readonly id: string })[];
  let widgets: readonly Widget[];
  let asked: readonly Asked[];
  let expressions: readonly Expression[];
  let emitted: EmittedMetrics;
  const propertiesOf = (id: string) =>
    resolved.find(({ logicalId }) => logicalId === id)?.properties ?? {};
  const namesOf = (type: string) =>
    resolved.filter((one) => one.type === type).map(({ name }) => name);

  beforeAll(async () => {
    emitted = emittedMetrics();
    service = await packagedService();
    resolved = resolveTemplate(service.template, {
      region: 'eu-west-1',
      accountId: '111122223333',
      stackName: 'ses-pipeline-dev',
      parameters: {},
      queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
    });
    alarms = resolved
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map(({ logicalId, properties }) => ({
        id: logicalId,
        ...(properties as unknown as AlarmProperties),
      }));
    const body = resolved.find(({ type }) => type === 'AWS::CloudWatch::Dashboard')?.properties
      .DashboardBody;
    widgets = (JSON.parse(String(body)) as { widgets: Widget[] }).widgets;
    asked = [...alarms.flatMap(askedByAlarm), ...widgets.flatMap(askedByWidget)];
    expressions = [
      ...alarms.flatMap(({ AlarmName, Metrics = [] }) =>
        Metrics.flatMap(({ Expression: text }) =>
          text === undefined ? [] : [{ by: AlarmName, text, ids: Metrics.map(({ Id }) => Id) }],
        ),
      ),
      ...widgets.flatMap(({ properties: { title, metrics = [] } }) => {
        const options = metrics.map(optionsOf);
        const ids = options.flatMap(({ id }) => id ?? []);
        return options.flatMap(({ expression }) =>
          expression === undefined ? [] : [{ by: title, text: expression, ids }],
        );
      }),
    ];
  });

  it('counts everything that it declares', () => {
    expect(emitted.idle).toEqual([]);
  });

  it('asks only for metrics that the code publishes, with those dimensions', () => {
    const ours = asked.filter(({ namespace }) => namespace === own);
    const unknown = ours.filter(
      ({ name, dimensions }) =>
        !emitted.dimensionsOf.get(name)?.has(Object.keys(dimensions).sort().join(',')),
    );

    expect(ours.length).toBeGreaterThan(25);
    expect(unknown).toEqual([]);
    expect(new Set(ours.map(({ dimensions }) => dimensions.stage))).toEqual(new Set(['dev']));
    for (const { properties } of service.functions)
      expect(properties.Environment.Variables.METRICS_NAMESPACE).toBe(own);
  });

  it('shows every metric of its own', () => {
    const shown = new Set(widgets.flatMap(askedByWidget).map(({ name }) => name));

    expect([...emitted.dimensionsOf.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('asks the log only for figures that the code writes, by the fields that stand beside them', () => {
    const shown = widgets.flatMap(({ properties: { query } }) => query ?? []);
    const documented = [...operationsPage.matchAll(/```logs-insights\n([^`]+)```/g)].map(
      ([, query = '']) => query,
    );

    expect(shown).toHaveLength(6);
    expect(documented.length).toBeGreaterThan(1);
    for (const query of [...shown, ...documented]) {
      const { values, fields } = figuresAsked(query);
      expect([query, fields.length]).toEqual([query, 1]);
      expect(values).not.toEqual([]);
      expect(query).toContain(`message = '${figuresMessage}'`);
      for (const value of values)
        expect([query, [...(emitted.fieldsOf.get(value) ?? [])]]).toEqual([
          query,
          expect.arrayContaining([...fields]),
        ]);
    }
    for (const query of shown) {
      const sources = [...query.matchAll(/SOURCE '([^']+)'/g)].map(([, name = '']) => name);
      expect(sources).not.toEqual([]);
      expect(namesOf('AWS::Logs::LogGroup')).toEqual(expect.arrayContaining(sources));
    }
  });

  it('asks AWS only for what it publishes, of resources that exist', () => {
    const foreign = asked.filter(({ namespace }) => namespace !== own);

    expect(foreign.length).toBeGreaterThan(50);
    for (const { by, namespace, name, dimensions } of foreign) {
      expect([by, ofAws[namespace]?.metrics]).toEqual([by, expect.arrayContaining([name])]);
      expect([by, ofAws[namespace]?.dimensions]).toEqual([
        by,
        expect.arrayContaining([Object.keys(dimensions).sort().join(',')]),
      ]);
      for (const [dimension, value] of Object.entries(dimensions)) {
        const type = namedBy[dimension];
        if (type !== undefined) expect(namesOf(type)).toContain(value);
      }
    }
  });

  it('computes only with what stands beside the expression', () => {
    expect(expressions.length).toBeGreaterThan(15);
    for (const { by, text, ids } of expressions)
      expect([by, ids]).toEqual([by, expect.arrayContaining([...idsIn(text)])]);
  });

  /** It is there with a mailbox alone, as its alarm is: tests/infra/unsubscribe-mail.test.ts. */
  const mailThatLeaves = 'ses-pipeline-dev-unsubscribe-mail';

  it('watches every dead-letter queue', () => {
    const deadLetterQueues = new Set([
      ...[...service.ofType('AWS::SQS::Queue'), ...service.ofType('AWS::SNS::Subscription')]
        .filter(({ properties }) => properties.RedrivePolicy !== undefined)
        .map((source) => service.deadLetterQueueOf(source).properties.QueueName),
      ...service
        .ofType('AWS::Lambda::EventInvokeConfig')
        .map(
          ({ properties }) =>
            service.referred(properties.DestinationConfig.OnFailure.Destination).properties
              .QueueName,
        )
        .filter((name) => name !== mailThatLeaves),
    ]);
    const watched = alarms
      .flatMap(askedByAlarm)
      .filter(({ name }) => name === 'ApproximateNumberOfMessagesVisible');

    expect(new Set(watched.map(({ dimensions }) => dimensions.QueueName))).toEqual(
      deadLetterQueues,
    );
    for (const { by } of watched)
      expect(alarms.find(({ AlarmName }) => AlarmName === by)).toMatchObject({
        Threshold: 1,
        EvaluationPeriods: 1,
      });
  });

  it('watches the age of what waits in every queue that a function reads, and of what it should have saved', () => {
    const { Variables } = service.functionNamed('keep-messages').properties.Environment;
    const read = [
      ...service
        .ofType('AWS::Lambda::EventSourceMapping')
        .map(({ properties }) => service.referred(properties.EventSourceArn)),
      ...Object.entries(Variables)
        .filter(([name]) => name.startsWith('DEAD_LETTERS_'))
        .map(([, queue]) => service.referred(queue)),
    ]
      .map(({ properties }) => properties.QueueName)
      .filter((name) => name !== mailThatLeaves);
    const watched = alarms
      .flatMap(askedByAlarm)
      .filter(({ name }) => name === 'ApproximateAgeOfOldestMessage');

    expect(watched.map(({ dimensions }) => dimensions.QueueName).sort()).toEqual(read.sort());
  });

  it('watches the errors of every function', () => {
    const watched = alarms.flatMap(askedByAlarm).filter(({ name }) => name === 'Errors');

    expect(watched.map(({ dimensions }) => dimensions.FunctionName).sort()).toEqual(
      [...namesOf('AWS::Lambda::Function')].sort(),
    );
  });

  it('watches for answers by which the webhook asks SNS to come again, and for a pause of the whole account', () => {
    const watched = (name: string) =>
      alarms.find(({ AlarmName }) => AlarmName === `ses-pipeline-dev-${name}`);

    expect(watched('webhook-failures')).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5xx',
      Threshold: 1,
    });
    expect(watched('standing')).toMatchObject({
      Namespace: own,
      MetricName: 'Standing',
      Statistic: 'Maximum',
      Threshold: 2,
    });
    expect(dimensionsFrom(watched('standing')?.Dimensions)).toEqual({ stage: 'dev' });
  });

  it('tells one topic of every alarm and of its end', () => {
    const topic = resolved.find(({ logicalId }) => logicalId === 'AlarmTopic')?.ref;

    expect(alarms.length).toBeGreaterThan(15);
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect([AlarmName, AlarmActions, OKActions]).toEqual([AlarmName, [topic], [topic]]);
    }
  });

  it('may publish to that topic, which is encrypted: alarms by their names, and the budget', () => {
    const alarmNames = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ses-pipeline-dev-';
    const statements = (id: string, property: string) =>
      (propertiesOf(id)[property] as { readonly Statement: readonly { readonly Sid: string }[] })
        .Statement;
    const ofSid = (sid: string) =>
      [
        statements('AlarmTopicPolicy', 'PolicyDocument'),
        statements('PipelineKey', 'KeyPolicy'),
      ].map((list) => list.find(({ Sid }) => Sid === sid));
    const sourceArns = {
      AlarmsPublish: `${alarmNames}*`,
      BudgetPublishes: 'arn:aws:budgets::111122223333:*',
    };

    for (const [sid, sourceArn] of Object.entries(sourceArns)) {
      const condition = {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': sourceArn },
      };
      const Principal = {
        Service: sid === 'AlarmsPublish' ? 'cloudwatch.amazonaws.com' : 'budgets.amazonaws.com',
      };
      expect(ofSid(sid)).toMatchObject([
        { Effect: 'Allow', Principal, Action: 'sns:Publish', Condition: condition },
        {
          Effect: 'Allow',
          Principal,
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Condition: condition,
        },
      ]);
    }
    for (const { AlarmName } of alarms) expect(AlarmName).toMatch(/^ses-pipeline-dev-[a-z-]+$/);
  });

  it('follows SES in its lines of 5 % and 0.1 %, and keeps its word while there is no figure', () => {
    const lines = alarms.filter(({ AlarmName }) => AlarmName.endsWith('-rate'));

    expect(
      Object.fromEntries(lines.map(({ AlarmName, Threshold }) => [AlarmName, Threshold])),
    ).toEqual({
      'ses-pipeline-dev-bounce-rate': 5,
      'ses-pipeline-dev-complaint-rate': 0.1,
      'ses-pipeline-dev-ses-bounce-rate': 0.05,
      'ses-pipeline-dev-ses-complaint-rate': 0.001,
    });
    for (const { TreatMissingData } of lines) expect(TreatMissingData).toBe('ignore');
  });

  it('can carry out every alarm: one result, and at most a day in all, or seven in periods of an hour and more', () => {
    for (const { AlarmName, Metrics, Period, EvaluationPeriods } of alarms) {
      const results = Metrics?.filter(({ ReturnData }) => ReturnData !== false) ?? ['the metric'];
      const inner = JSON.stringify(Metrics ?? []).match(/(?<="Period":)\d+/g) ?? [];
      const periods = new Set(Period === undefined ? inner.map(Number) : [Period]);

      expect([AlarmName, results.length, periods.size]).toEqual([AlarmName, 1, 1]);
      const [period = 0] = periods;
      expect(period * EvaluationPeriods).toBeLessThanOrEqual(period >= 3600 ? 7 * 86_400 : 86_400);
    }
  });

  it('shows all alarms, and nothing over anything else', () => {
    const arns = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      ),
    );

    expect(arns.map((arn) => arn.split(':').at(-1)).sort()).toEqual(
      alarms.map(({ AlarmName }) => AlarmName).sort(),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  });

  it('shows every queue, function and table', () => {
    const shown = new Set(
      widgets.flatMap(askedByWidget).flatMap(({ dimensions }) => Object.values(dimensions)),
    );

    for (const type of Object.values(namedBy))
      expect(namesOf(type).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('reckons the cost of each function with the memory it has', () => {
    const cost = widgets.find(({ properties }) => properties.title.startsWith('Cost'));
    // One that is only there on demand has a price of its own in docs/operations.md.
    const memoryOf = new Map(
      service.functions
        .filter(({ resource }) => resource.Condition === undefined)
        .map(({ properties }) => [
          properties.FunctionName as string,
          properties.MemorySize as number,
        ]),
    );
    const used = (cost?.properties.metrics ?? []).filter((metric) => metric[1] === 'Duration');
    const sum = cost?.properties.metrics
      ?.map(optionsOf)
      .find(({ expression }) => expression?.includes('halfMs'))?.expression;

    expect(sum).toContain('halfMs / 1000 * 0.5 * ');
    expect(sum).toContain('otherMs / 1000 * 0.25 * ');
    expect(used).toHaveLength(memoryOf.size);
    for (const metric of used)
      expect([metric[3], memoryOf.get(String(metric[3]))]).toEqual([
        metric[3],
        optionsOf(metric).id?.startsWith('half') ? 512 : 256,
      ]);
  });

  it('says of every alarm what it means and what to do', () => {
    const anchors = [...operationsPage.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      anchorOf(heading),
    );

    for (const { AlarmDescription } of alarms) {
      expect(anchors).toContain(/ docs\/operations\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1]);
    }
  });

  it('has a budget of its own that tells the same topic', () => {
    const topic = resolved.find(({ logicalId }) => logicalId === 'AlarmTopic')?.ref;
    const budget = service.named('MonthlyBudget');

    expect(budget.properties.Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: '100', Unit: 'USD' },
    });
    expect(propertiesOf('MonthlyBudget').NotificationsWithSubscribers).toMatchObject([
      {
        Notification: { NotificationType: 'ACTUAL', Threshold: 80 },
        Subscribers: [{ SubscriptionType: 'SNS', Address: topic }],
      },
      {
        Notification: { NotificationType: 'FORECASTED', Threshold: 100 },
        Subscribers: [{ SubscriptionType: 'SNS', Address: topic }],
      },
    ]);
  });

  it('writes to nobody by e-mail until somebody is named', () => {
    const { Subscription } = service.named('AlarmTopic').properties;

    expect(Subscription['Fn::If']).toEqual([
      'HasAlarmEmail',
      [{ Protocol: 'email', Endpoint: '' }],
      { Ref: 'AWS::NoValue' },
    ]);
    expect(service.template.Conditions.HasAlarmEmail).toEqual({
      'Fn::Not': [{ 'Fn::Equals': ['', ''] }],
    });
    expect(propertiesOf('AlarmTopic')).not.toHaveProperty('Subscription');
  });
});
