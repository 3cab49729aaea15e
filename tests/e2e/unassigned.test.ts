import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unassigned } from '../../cli/commands/unassigned/unassigned.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { findItems } from '../../shared/aws/messages/find-messages.ts';
import { listUnassigned } from '../../shared/aws/messages/list-unassigned.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { readStatus } from '../../shared/messages/read-status.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { bounceObject, deliveryObject, identityMail, mail } from '../fixtures/events/build.ts';
import { collect } from '../support/collect.ts';
import { readUntil } from '../support/until.ts';

// Events without the pipeline's tags, through the packaged recorders over HTTP.

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let stack: Stack;
let directory: string;
let sns: SNSClient;
let clients: Clients;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'unassigned-'));
  stack = await startStack({
    ...{ package: await packagedTemplate(), directory, quiet: true },
    ...{ rate: 20, latencyMs: 20, longestWindowSeconds: 1 },
  });
  const { region, sns: endpoint, sqs, dynamodb } = stack.endpoints;
  clients = connect({ region, sqsEndpoint: sqs, dynamodbEndpoint: dynamodb, credentials });
  sns = new SNSClient({ region, endpoint, credentials });
});

afterAll(async () => {
  for (const client of [clients?.sqs, sns, clients?.dynamodb]) client?.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const rows = () => ({
  documents: clients.documents,
  table: stack.endpoints.tables.messages ?? '',
});

const publish = (event: unknown) =>
  sns.send(
    new PublishCommand({
      TopicArn: stack.endpoints.topics.feedback,
      Message: JSON.stringify(event),
    }),
  );

const stateOf = async (tenantId: string, messageId: string): Promise<unknown> => {
  const [item] = await findItems(rows(), [{ tenantId, messageId }]);
  return item && readStatus(item);
};

const anybodysSet = { tags: { 'ses:configuration-set': ['newsletter-tool'] } };

describe('events without the tags of the pipeline', () => {
  it('go to the tenant that claims their sender, and to the list when nobody does', async () => {
    await clients.documents.put({
      TableName: stack.endpoints.tables.tenants ?? '',
      Item: { tenantId: 'acme', settings: { allowedSenders: ['acme.example'] } },
    });
    const fromAcme = mail({ messageId: 'ses-a', source: 'Desk <desk@mail.acme.example>' });
    const fromTool = { messageId: 'ses-b', source: 'tool@stranger.example' };

    await publish({
      ...{ eventType: 'Bounce', mail: { ...fromAcme, ...anybodysSet, commonHeaders: undefined } },
      bounce: bounceObject({ feedbackId: 'one' }),
    });
    await publish({
      ...{ notificationType: 'Bounce', mail: identityMail(fromTool) },
      bounce: bounceObject({ feedbackId: 'two' }),
    });
    await publish({
      ...{ notificationType: 'Delivery', mail: identityMail(fromTool) },
      delivery: deliveryObject({ recipients: ['bob@example.com'] }),
    });

    await readUntil(
      () => stateOf('acme', 'ses:ses-a'),
      (status) => status !== undefined,
    );
    const status = await readUntil(
      () => stateOf('unassigned', 'ses:ses-b'),
      (found) => JSON.stringify(found ?? '').includes('bob@'),
    );

    expect(await stateOf('acme', 'ses:ses-a')).toMatchObject({ state: 'bounced' });
    expect(status).toMatchObject({
      recipients: { 'ada@example.com': 'bounced', 'bob@example.com': 'delivered' },
    });
    const { list } = suppressionTable(clients.documents, stack.endpoints.tables.suppressions ?? '');
    expect((await collect(list({}))).map(({ scope }) => scope).toSorted()).toEqual([
      'tenant#acme',
      'tenant#default',
    ]);
    const io = capturedIo();
    expect(
      await unassigned({ json: true }, { ...io, listUnassigned: listUnassigned(rows()) }),
    ).toBe(0);
    expect(io.out.map((line) => JSON.parse(line))).toMatchObject([
      { senderDomain: 'stranger.example', mails: 1, claimedBy: [] },
    ]);
  });
});
