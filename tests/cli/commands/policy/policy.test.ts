// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { type PolicyOptions, policy } from '../../../../cli/commands/policy/policy.ts';
import {
  longestPolicy,
  type PolicyStatement,
  policySize,
  splitIntoPolicies,
} from '../../../../cli/commands/policy/policy-document.ts';
import { producerStatements } from '../../../../cli/commands/policy/producer-policy.ts';
import { smtpStatements } from '../../../../cli/commands/policy/smtp-policy.ts';
import { packagedTemplate } from '../../../../local/template/packaged.ts';
import { resolveTemplate } from '../../../../shared/cloudformation/resolve-template.ts';

const place = { stage: 'dev', region: 'eu-west-1', account: '111122223333' };

const printed = (
  subject: Parameters<typeof policy>[0],
  options: PolicyOptions,
  environment: Readonly<Record<string, string>> = {},
) => {
  const out: string[] = [];
  const err: string[] = [];
  const code = policy(subject, options, environment, {
    print: (line) => void out.push(line),
    printError: (line) => void err.push(line),
    screen: { columns: undefined, hasColours: false },
  });
  return { code, out, err };
};

/** Statements without the one of the key, whose ARN nobody knows before it is made. */
const withoutKey = (statements: readonly unknown[]) =>
  statements.filter((one) => (one as { Sid: string }).Sid !== 'UseKey');

const asList = <Item>(one: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(one) ? one : [one as Item];

describe('the policies of producers', () => {
  it.each([
    ['ProducerPolicy', false],
    ['TenantProducerPolicy', true],
  ])('are those that a deployment makes: %s', async (id, isOneTenant) => {
    const { template } = await packagedTemplate();
    const resources = resolveTemplate(template, {
      region: place.region,
      accountId: place.account,
      stackName: 'ses-pipeline-dev',
      parameters: {},
      queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
    });
    const made = resources.find(({ logicalId }) => logicalId === id)?.properties.PolicyDocument as {
      readonly Statement: readonly PolicyStatement[];
    };
    const ours = producerStatements(place, isOneTenant);
    const keyOf = (statements: readonly PolicyStatement[]) =>
      statements.find(({ Sid }) => Sid === 'UseKey')?.Action;

    expect(withoutKey(ours)).toEqual(withoutKey(made.Statement));
    expect(keyOf(ours)).toEqual(keyOf(made.Statement));
  });
});

describe('the policy of the SMTP door', () => {
  it('is that of the task role in its stack', () => {
    const tags = ['Ref', 'GetAtt', 'Sub', 'Not', 'Equals', 'If'].flatMap((name) => [
      { tag: `!${name}`, resolve: (text: string) => text },
      { tag: `!${name}`, collection: 'seq' as const },
    ]);
    const file = join(import.meta.dirname, '../../../../doors/smtp/stack.yml');
    const { Resources } = parse(readFileSync(file, 'utf8'), { customTags: tags });
    const filled = (text: string): string =>
      text
        .replaceAll('${Stage}', place.stage)
        .replaceAll('${AWS::Partition}', 'aws')
        .replaceAll('${AWS::Region}', place.region)
        .replaceAll('${AWS::AccountId}', place.account);
    const made = Resources.TaskRole.Properties.Policies[0].PolicyDocument.Statement.map(
      (one: unknown) => (Array.isArray(one) ? one[1] : one),
    ).map((one: { Sid: string; Effect: string; Action: string; Resource: string }) => ({
      ...{ Sid: one.Sid, Effect: one.Effect, Action: asList(one.Action) },
      Resource: asList(one.Resource).map(filled),
    }));

    expect(withoutKey(smtpStatements(place))).toEqual(withoutKey(made));
    expect(smtpStatements(place).find(({ Sid }) => Sid === 'UseKey')?.Action).toEqual(
      made.find(({ Sid }: { Sid: string }) => Sid === 'UseKey').Action,
    );
  });
});

describe('policy', () => {
  it('prints one document with --json, and nothing else', () => {
    const { code, out, err } = printed('deployer', {
      stage: 'prod',
      region: 'eu-west-1',
      json: true,
    });

    expect([code, err, out.length]).toEqual([0, [], 1]);
    expect(JSON.parse(out[0] ?? '').Version).toBe('2012-10-17');
    expect(out[0]).toContain('arn:aws:sqs:eu-west-1:*:ses-pipeline-prod-*');
  });

  it('prints as many policies as IAM needs, with their names beside', () => {
    const { out, err } = printed('deployer', {});
    const [first = '', second = ''] = err;

    expect(out.length).toBeGreaterThan(1);
    expect(first).toContain(`${out.length} policies for stage dev in us-east-1`);
    expect(second).toBe(`ses-pipeline-dev-deployer-1, of ${out.length}:`);
    for (const text of out) expect(policySize(JSON.parse(text))).toBeLessThanOrEqual(longestPolicy);
  });

  it('takes region and account where they are said', () => {
    const { out } = printed(
      'smtp',
      { account: '111122223333' },
      { AWS_DEFAULT_REGION: 'cn-north-1' },
    );

    expect(out[0]).toContain('arn:aws-cn:sqs:cn-north-1:111122223333:ses-pipeline-dev-bulk');
  });

  it.each([
    [{ stage: 'Prod' }, /^--stage: /],
    [{ region: 'Europe' }, /^--region /],
    [{ account: '12' }, /^--account /],
  ])('refuses %j', (options, problem) => {
    const { code, out, err } = printed('producer', options);

    expect([code, out]).toEqual([2, []]);
    expect(err[0]).toMatch(problem);
  });
});

describe('split-into-policies', () => {
  it('loses no statement, keeps their order and exceeds no limit', () => {
    const statement = fc
      .record({ sid: fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), count: fc.nat({ max: 120 }) })
      .map(
        ({ sid, count }): PolicyStatement => ({
          Sid: sid,
          Effect: 'Allow',
          Action: Array.from({ length: count }, (_, index) => `sqs:Action${index}`),
          Resource: ['*'],
        }),
      );
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 30 }), (statements) => {
        const documents = splitIntoPolicies(statements);
        expect(documents.flatMap(({ Statement }) => Statement)).toEqual(statements);
        for (const document of documents)
          expect(policySize(document)).toBeLessThanOrEqual(longestPolicy);
      }),
    );
  });

  it('refuses a statement that no policy can hold', () => {
    const Action = Array.from({ length: 1_000 }, (_, index) => `sqs:Action${index}`);

    expect(() =>
      splitIntoPolicies([{ Sid: 'Long', Effect: 'Allow', Action, Resource: ['*'] }]),
    ).toThrow(RangeError);
  });
});
