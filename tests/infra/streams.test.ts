import { beforeAll, describe, expect, it } from '@jest/globals';
import { templateWith } from '../../local/template/packaged.ts';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../shared/cloudformation/resolve-template.ts';
import { deploymentParameters } from '../../shared/deployment/parameters.ts';
import { readStreams } from '../../shared/streams/stream-facts.ts';
import { toldStreams } from '../support/told-streams.ts';

type Template = Awaited<ReturnType<typeof templateWith>>;

const streams = {
  receipts: { lane: 'transactional', tls: 'REQUIRE', pool: 'dedicated', title: 'Your receipts' },
  'week-digest': { lane: 'bulk', unsubscribe: true, track: 'clicks' },
  old: { lane: 'bulk', configurationSet: 'legacy', track: 'none' },
};

let template: Template;
let resources: ReadonlyMap<string, ResolvedResource>;

beforeAll(async () => {
  template = await templateWith(['--param', `streams=${JSON.stringify(streams)}`]);
  const resolved = resolveTemplate(template, {
    region: 'eu-west-1',
    accountId: '111122223333',
    stackName: 'ses-pipeline-dev',
    parameters: {},
    queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
  });
  resources = new Map(resolved.map((resource) => [resource.logicalId, resource]));
});

const of = (id: string) => resources.get(id)?.properties;
const variablesOf = (id: string) =>
  (of(id)?.Environment as { Variables: Record<string, string> } | undefined)?.Variables ?? {};

describe('streams of a deployment’s own', () => {
  it('have a configuration set each, with their TLS policy and their IP pool', () => {
    expect(of('ReceiptsConfigurationSet')).toMatchObject({
      Name: 'ses-pipeline-dev-receipts',
      DeliveryOptions: { TlsPolicy: 'REQUIRE', SendingPoolName: 'dedicated' },
    });
    expect(of('WeekDigestConfigurationSet')).toMatchObject({
      Name: 'ses-pipeline-dev-week-digest',
      DeliveryOptions: { TlsPolicy: 'OPTIONAL' },
    });
    expect(template.Outputs).toHaveProperty('WeekDigestConfigurationSetName');
  });

  it('publish their events as the three do, with what is tracked of each', () => {
    const others = ['send', 'reject', 'delivery', 'renderingFailure', 'deliveryDelay'];
    const sent = (types: readonly string[]) => ({
      EventDestination: { MatchingEventTypes: types },
    });

    for (const title of ['Receipts', 'Marketing']) {
      expect(of(`${title}Events`)).toMatchObject(sent(['bounce', 'complaint']));
      expect(of(`${title}Deliveries`)).toMatchObject(sent([...others, 'subscription']));
    }
    expect(of('WeekDigestDeliveries')).toMatchObject(sent([...others, 'subscription', 'click']));
  });

  it('have no set of their own where one exists, which may publish to the topics', () => {
    expect(resources.has('OldConfigurationSet')).toBe(false);
    for (const id of ['FeedbackTopicPolicy', 'DeliveryTopicPolicy'])
      expect(JSON.stringify(of(id))).toContain(
        'arn:aws:ses:eu-west-1:111122223333:configuration-set/legacy',
      );
  });

  it('are what the sender may send through, and no other set is', () => {
    const statements = JSON.stringify(of('SendEmailRole'));
    const sets = [...statements.matchAll(/configuration-set\/([\w*-]+)/g)].map(([, name]) => name);

    expect(new Set(sets)).toEqual(
      new Set([
        ...['transactional', 'notifications', 'marketing', 'receipts', 'week-digest'].map(
          (name) => `ses-pipeline-dev-${name}`,
        ),
        'legacy',
      ]),
    );
  });

  it('are known to every function that acts on streams', () => {
    const told = [...resources.keys()].filter((id) => variablesOf(id).STREAMS !== undefined);

    expect(told).toHaveLength(10);
    for (const id of told)
      expect([...(readStreams(variablesOf(id).STREAMS ?? '') ?? new Map()).keys()]).toEqual([
        ...['transactional', 'notifications', 'marketing', 'receipts', 'week-digest', 'old'],
      ]);
    expect(variablesOf('UnsubscribeLambdaFunction').STREAM_TITLES).toBe(
      '{"receipts":"Your receipts"}',
    );
  });

  it('are all shown on the dashboard', () => {
    const body = JSON.stringify(of('Dashboard'));

    for (const figure of ['sent', 'bounced', 'complained'])
      expect(body).toContain(`by configurationSet | sort ${figure} desc | limit 6`);
  });

  it('leave room in the variables of each function, the more and longer of them there are', () => {
    const longest = toldStreams('ses-pipeline-a-long-name-of-a-stage-', {
      unsubscribe: 'bulk',
      streams: longestStreams(),
    });

    for (const id of resources.keys()) {
      const variables = variablesOf(id);
      if (variables.STREAMS === undefined) continue;
      const bytes = Buffer.byteLength(JSON.stringify({ ...variables, STREAMS: longest }));
      // A longer stage makes the names of a dozen resources longer, too.
      expect({ id, fits: bytes + 12 * 25 <= 4_096 }).toEqual({ id, fits: true });
    }
  });
});

/** As many streams, and as long, as the parameter may have. */
const longestStreams = (): string => {
  const of = (length: number) =>
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [
          String.fromCharCode(97 + index).repeat(length),
          { lane: 'bulk', configurationSet: 'a'.repeat(28) },
        ]),
      ),
    );
  const lengths = Array.from({ length: 32 }, (_, index) => 32 - index);
  const fitting = lengths.map(of).find((text) => Buffer.byteLength(text) <= 1_200);
  if (fitting === undefined) throw new Error('Not even short names fit.');
  expect(Buffer.byteLength(fitting)).toBeGreaterThan(1_150);
  expect(deploymentParameters.streams?.schema.safeParse(fitting).success).toBe(true);
  return fitting;
};
