import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SesSimulator, startSesSimulator } from '../../simulator/simulator.ts';
import { isHere } from '../support/foreign-programs.ts';

// Programs that people send through SES with, as they are, against the simulator. Each runs where it
// is installed: `pip install boto3 awscli django-ses 'django-anymail[amazon-ses]'`.

const run = promisify(execFile);
const programs = join(import.meta.dirname, '..', 'support', 'ses-clients');

let simulator: SesSimulator;

beforeAll(async () => {
  simulator = await startSesSimulator({
    latencyMedianMs: 0,
    eventDelayScale: 0,
    limitsControlCalls: false,
    maxSendRate: 100,
    configurationSets: [{ name: 'bulk' }],
    templates: [{ name: 'Welcome', subject: 'Hi {{name}}', text: '{{name}} from {{place}}' }],
  });
});

afterAll(() => simulator?.close());

const python = async (program: string, ...args: readonly string[]) => {
  const { stdout } = await run('python3', [join(programs, program), ...args]);
  return JSON.parse(stdout);
};

const subjects = (): readonly (string | undefined)[] =>
  simulator.messages().map(({ subject }) => subject);

describe('programs that send through SES', () => {
  it('run against the simulator: boto3 with both APIs', async () => {
    if (!isHere('boto3', 'python3', '-c', 'import boto3')) return;
    const before = simulator.messages().length;

    expect(await python('with_boto3.py', simulator.url)).toEqual({
      verified: ['ann@example.org'],
      quota: 50_000,
      v1: expect.stringMatching(/^0100/),
      'v1 bulk': ['Success', 'InvalidParameterValue'],
      'v1 templates': ['One', 'Welcome'],
      'v1 errors': [
        'MessageRejected',
        'TemplateDoesNotExistException',
        'ConfigurationSetDoesNotExistException',
      ],
      rendered: true,
      'v2 bulk': ['SUCCESS', 'INVALID_PARAMETER'],
      destinations: [['BOUNCE', 'DELIVERY_DELAY']],
      identities: expect.arrayContaining(['example.com', 'ann@example.org']),
      suppressed: 'BOUNCE',
      'v2 errors': ['NotFoundException', 'AlreadyExistsException', 'MessageRejected'],
    });
    expect(subjects().slice(before)).toEqual(['Grüße', 'Hi B', 'Grüße', 'Hi you']);
  });

  it('run against the simulator: django-ses, and its command for addresses', async () => {
    if (!isHere('django-ses', 'python3', '-c', 'import django_ses')) return;

    expect(await python('with_django.py', 'django-ses', simulator.url)).toEqual({
      sent: 1,
      listed: true,
    });
    expect(simulator.messages().at(-1)).toMatchObject({
      subject: 'Grüße',
      to: ['b@example.net', 'c@example.net'],
    });
  });

  it('run against the simulator: django-anymail, a batch with a template', async () => {
    if (!isHere('django-anymail', 'python3', '-c', 'import anymail, boto3')) return;
    const before = simulator.messages().length;

    expect(await python('with_django.py', 'django-anymail', simulator.url)).toEqual({
      sent: 1,
      batch: 1,
      statuses: ['queued', 'queued'],
    });
    expect(subjects().slice(before)).toEqual(['Grüße', 'Hi B', 'Hi C']);
  });

  it('run against the simulator: the AWS command line', async () => {
    if (!isHere('the AWS command line', 'aws', '--version')) return;
    const before = simulator.messages().length;
    const aws = async (...args: readonly string[]) => {
      const { stdout } = await run('aws', args, {
        env: {
          ...process.env,
          AWS_ACCESS_KEY_ID: 'any',
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_ENDPOINT_URL: simulator.url,
          AWS_DEFAULT_OUTPUT: 'json',
        },
      });
      return stdout === '' ? undefined : JSON.parse(stdout);
    };

    await aws(
      ...['ses', 'send-email', '--from', 'ann@example.com', '--to', 'b@example.net'],
      ...['--subject', 'Hello', '--text', 'Hi'],
    );
    const entries = ['b@example.net', 'c@example.net'].map((address) => ({
      Destination: { ToAddresses: [address] },
    }));
    const bulk = await aws(
      ...['sesv2', 'send-bulk-email', '--from-email-address', 'ann@example.com'],
      '--default-content',
      JSON.stringify({
        Template: { TemplateName: 'Welcome', TemplateData: '{"name":"you","place":"Ulm"}' },
      }),
      ...['--bulk-email-entries', JSON.stringify(entries)],
    );
    await aws('sesv2', 'create-email-identity', '--email-identity', 'cli.example');
    const identity = await aws('sesv2', 'get-email-identity', '--email-identity', 'cli.example');
    const { Identities } = await aws('ses', 'list-identities', '--identity-type', 'Domain');

    expect(bulk.BulkEmailEntryResults).toHaveLength(2);
    expect(identity).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: true });
    expect(Identities).toContain('cli.example');
    expect(subjects().slice(before)).toEqual(['Hello', 'Hi you', 'Hi you']);
  });
});
