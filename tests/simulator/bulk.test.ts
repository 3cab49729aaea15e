import { SendBulkTemplatedEmailCommand } from '@aws-sdk/client-ses';
import { SendBulkEmailCommand, type SendBulkEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SesSimulatorOptions } from '../../simulator/simulator-options.ts';
import { type SimulatedSes, simulateSes, topicArn } from './simulated-ses.ts';

let running: SimulatedSes | undefined;

afterEach(() => running?.close());

const start = async (options: SesSimulatorOptions = {}): Promise<SimulatedSes> => {
  running = await simulateSes({
    templates: [{ name: 'Welcome', subject: 'Hi {{name}}', text: '{{name}} from {{place}}' }],
    ...options,
  });
  return running;
};

const entry = (address: string, name?: string) => ({
  Destination: { ToAddresses: [address] },
  ...(name === undefined
    ? {}
    : {
        ReplacementEmailContent: {
          ReplacementTemplate: { ReplacementTemplateData: JSON.stringify({ name }) },
        },
      }),
});

const bulk = (changes: Partial<SendBulkEmailCommandInput> = {}): SendBulkEmailCommand =>
  new SendBulkEmailCommand({
    FromEmailAddress: 'ann@example.com',
    DefaultContent: {
      Template: { TemplateName: 'Welcome', TemplateData: '{"name":"you","place":"Ulm"}' },
    },
    BulkEmailEntries: [entry('b@example.net', 'Bob'), entry('c@example.net')],
    ...changes,
  });

const textOf = async ({ simulator }: SimulatedSes, id: string | undefined): Promise<string> => {
  const answer = await fetch(`${simulator.url}/_sim/messages/${id}`);
  const { text } = (await answer.json()) as { text: string };
  return text.trim();
};

describe('a bulk of v2', () => {
  it('fills the template for each entry, and answers in their order', async () => {
    const simulated = await start();

    const { BulkEmailEntryResults: results = [] } = await simulated.ses2.send(bulk());

    expect(results.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await textOf(simulated, results[0]?.MessageId)).toBe('Bob from Ulm');
    expect(await textOf(simulated, results[1]?.MessageId)).toBe('you from Ulm');
    expect(simulated.simulator.messages()[0]).toMatchObject({ operation: 'SendBulkEmail' });
  });

  it('takes an inline template, and tags and headers for one entry', async () => {
    const { ses2, simulator } = await start();
    const { BulkEmailEntryResults: results = [] } = await ses2.send(
      bulk({
        DefaultEmailTags: [{ Name: 'kind', Value: 'news' }],
        DefaultContent: {
          Template: {
            TemplateContent: { Subject: 'Hi', Text: 'text' },
            TemplateData: '{}',
            Headers: [{ Name: 'List-Unsubscribe', Value: '<mailto:all@example.com>' }],
          },
        },
        BulkEmailEntries: [
          {
            ...entry('b@example.net'),
            ReplacementTags: [{ Name: 'kind', Value: 'offer' }],
            ReplacementHeaders: [{ Name: 'List-Unsubscribe', Value: '<mailto:b@example.com>' }],
          },
          entry('c@example.net'),
        ],
      }),
    );

    expect(simulator.messages().map(({ tags }) => tags)).toEqual([
      { kind: 'offer' },
      { kind: 'news' },
    ]);
    const raws = await Promise.all(
      results.map(async ({ MessageId }) =>
        (await fetch(`${simulator.url}/_sim/messages/${MessageId}/raw`)).text(),
      ),
    );
    expect(raws.map((raw) => /^List-Unsubscribe: (.*)\r$/m.exec(raw)?.[1])).toEqual([
      '<mailto:b@example.com>',
      '<mailto:all@example.com>',
    ]);
  });

  it('refuses an entry alone, with the status that SES has for the reason', async () => {
    const { ses2 } = await start({ maxSendRate: 3, max24HourSend: 2 });

    const { BulkEmailEntryResults: results = [] } = await ses2.send(
      bulk({
        BulkEmailEntries: [
          entry('broken'),
          entry('b@example.net'),
          entry('c@example.net'),
          entry('d@example.net'),
          entry('success@simulator.amazonses.com'),
          entry('success@simulator.amazonses.com'),
        ],
      }),
    );

    expect(results.map(({ Status }) => Status)).toEqual([
      'INVALID_PARAMETER',
      'SUCCESS',
      'SUCCESS',
      'ACCOUNT_DAILY_QUOTA_EXCEEDED',
      'SUCCESS',
      'ACCOUNT_THROTTLED',
    ]);
    expect(results[0]).toMatchObject({ Error: "Missing final '@domain'" });
    expect(results[0]?.MessageId).toBeUndefined();
  });

  it.each([
    [{ FromEmailAddress: 'eve@elsewhere.example' }, 'MessageRejected'],
    [{ ConfigurationSetName: 'none' }, 'NotFoundException'],
    [{ TenantName: 'acme' }, 'NotFoundException'],
    [{ DefaultContent: { Template: { TemplateName: 'None' } } }, 'NotFoundException'],
    [
      { BulkEmailEntries: Array.from({ length: 51 }, () => entry('b@example.net')) },
      'BadRequestException',
    ],
    [{ BulkEmailEntries: [] }, 'BadRequestException'],
    [{ FromEmailAddressIdentityArn: 'arn:x' }, 'BadRequestException'],
  ])('is refused as a whole: %j', async (changes, name) => {
    const { ses2, errorOf, simulator } = await start();

    expect((await errorOf(ses2.send(bulk(changes)))).name).toBe(name);
    expect(simulator.messages()).toEqual([]);
  });

  it('shows its tenant in the events of each of its mails', async () => {
    const { ses2, simulator, published } = await start({
      tenants: [
        {
          name: 'acme',
          resources: ['identity/example.com', 'template/Welcome', 'configuration-set/bulk'],
        },
      ],
      configurationSets: [
        {
          name: 'bulk',
          eventDestinations: [{ name: 'sns', matchingEventTypes: ['send'], topicArn }],
        },
      ],
    });
    published.length = 0;
    await ses2.send(bulk({ TenantName: 'acme', ConfigurationSetName: 'bulk' }));
    await simulator.settled();

    const mails = published
      .filter(({ subject }) => subject !== undefined)
      .map(({ message }) => JSON.parse(message).mail.tags);
    expect(mails).toHaveLength(2);
    for (const tags of mails)
      expect(tags).toMatchObject({
        'ses:tenant-name': ['acme'],
        'ses:operation': ['SendBulkEmail'],
      });
  });
});

describe('a bulk of v1', () => {
  it('names what it has refused in its own words', async () => {
    const { ses } = await start({ maxSendRate: 1 });

    const { Status = [] } = await ses.send(
      new SendBulkTemplatedEmailCommand({
        Source: 'ann@example.com',
        Template: 'Welcome',
        DefaultTemplateData: '{"name":"you","place":"Ulm"}',
        Destinations: ['b@example.net', 'broken', 'c@example.net'].map((address) => ({
          Destination: { ToAddresses: [address] },
        })),
      }),
    );

    expect(Status.map((one) => one.Status)).toEqual([
      'Success',
      'InvalidParameterValue',
      'AccountThrottled',
    ]);
  });
});
