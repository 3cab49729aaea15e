import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parameterProblems } from '../../../shared/deployment/check-parameters.ts';
import { nearestName } from '../../../shared/deployment/nearest-name.ts';
import { deploymentParameters } from '../../../shared/deployment/parameters.ts';

const file = join(import.meta.dirname, '..', '..', '..', 'serverless.yml');
const { params, custom } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as {
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly custom: {
    readonly profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
};

/** Values as the framework resolves them. */
const valuesOf = (stage: string, given: Readonly<Record<string, unknown>>) => ({
  ...params.default,
  ...(custom.profiles[String(given.profile)] ?? custom.profiles.full),
  ...params[stage],
  ...given,
});

const problemsWith = (
  given: Readonly<Record<string, unknown>>,
  place: { readonly stage?: string; readonly region?: string } = {},
): readonly string[] =>
  parameterProblems({
    service: 'ses-pipeline',
    stage: place.stage ?? 'dev',
    region: place.region ?? 'us-east-1',
    given: [...Object.keys(params.default ?? {}), ...Object.keys(given)],
    values: valuesOf(place.stage ?? 'dev', given),
  });

const names = Object.keys(deploymentParameters);

describe('check-parameters', () => {
  it('knows the parameters of serverless.yml, and no other', () => {
    expect([...names].sort()).toEqual(Object.keys(params.default ?? {}).sort());
  });

  it.each(['dev', 'staging', 'prod', 'another'])('takes stage %s as it is', (stage) => {
    expect(problemsWith({}, { stage })).toEqual([]);
    expect(problemsWith({ profile: 'small' }, { stage })).toEqual([]);
  });

  it.each(names.map((name) => [name, deploymentParameters[name]?.choices ?? []] as const))(
    'refuses what %s cannot be, and takes each of its choices',
    (name, choices) => {
      const wrong = problemsWith({ [name]: 'no such, value!' });

      expect(wrong).toHaveLength(1);
      expect(wrong[0]).toMatch(
        name === 'streams'
          ? /^--param streams: is no JSON object; write /
          : new RegExp(`^--param ${name}=no such, value!: give `),
      );
      // Rules between parameters are another matter.
      for (const choice of choices)
        expect(problemsWith({ [name]: choice }).filter((one) => one.includes(': give '))).toEqual(
          [],
        );
    },
  );

  it.each([
    ['softBounceCount', ['1', 1000, 5], ['0', '1001', '1.5', '-1', 'abc', '', '05', '1e3', ' 5']],
    ['renewalHour', ['0', '23'], ['24', '-1', '7:00']],
    ['bulkConcurrency', ['2', '1000'], ['1', '1001']],
    ['webhookConcurrency', ['0', '20'], ['-1']],
    ['logRetentionDays', [7, '3653'], ['8', '0']],
    ['deletionProtection', [true, 'false'], ['yes', 'TRUE']],
    ['bounceWarnPercent', ['0.5', 4], ['0', '-1', '1,5', '2%']],
    ['settleSeconds', ['120', 100], ['99', '0']],
    ['monthlyBudgetUsd', ['0', '12.50'], ['-5', '1.234', '10 USD']],
    ['smtpServer', [''], ['localhost', 'localhost:0', 'localhost:65536', 'a b:25']],
    [
      'trackingDomain',
      ['', 'click.example.com'],
      ['https://example.com/', 'localhost', 'A.example'],
    ],
    ['alarmEmail', ['', 'ops@example.com'], ['ops', 'a@example.com,b@example.com', 'A <a@b.c>']],
    [
      'attachmentArns',
      ['', 'arn:aws:s3:::reports,arn:aws:s3:::reports/*'],
      ['reports', 'arn:aws:s3:::a, b'],
    ],
    [
      'webhookTopics',
      ['', 'arn:aws:sns:us-east-1:111122223333:ses'],
      ['arn:aws:sns:us-east-1:1:ses'],
    ],
    ['tokenKeysUrl', [''], ['http://issuer.example/keys', 'issuer', 'https:// x']],
    [
      'streams',
      ['', '{}', '{"receipts":{"lane":"bulk"}}'],
      ['[]', '{"receipts":{}}', `{"a":{"lane":"bulk","title":"${'x'.repeat(1_200)}"}}`],
    ],
    ['apiNoun', ['clinics'], ['Clinics', 'a/b', '']],
    ['tenantRoleName', ['sender'], ['path/sender', '*', '']],
    ['tenantConfigurationSets', ['', 'acme-*'], ['a,b', 'a b']],
  ])('%s: takes %j and refuses %j', (name, right, wrong) => {
    for (const value of right)
      expect([value, problemsWith({ [name]: value })]).toEqual([value, []]);
    for (const value of wrong)
      expect([value, problemsWith({ [name]: value }).length]).toEqual([value, 1]);
  });

  it.each([
    [{ transport: 'smtp' }, 'smtpServer'],
    [{ smtpServer: 'localhost:1025' }, 'smtpServer'],
    [{ trackingHttps: 'REQUIRE' }, 'trackingHttps'],
    [{ pipelineEventAddresses: 'hashed' }, 'pipelineEventAddresses'],
    [{ tokenIssuer: 'https://issuer.example/' }, 'tokenKeysUrl'],
    [{ tokenKeysUrl: 'https://issuer.example/keys' }, 'tokenIssuer'],
    [{ bounceWarnPercent: '6' }, 'bounceWarnPercent'],
    [{ complaintPausePercent: 0.05 }, 'complaintWarnPercent'],
  ])('%j breaks a rule of %s', (given, name) => {
    const problems = problemsWith(given);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^--param ${name}=`));
  });

  it('takes parameters that go together', () => {
    expect(problemsWith({ transport: 'smtp', smtpServer: '[::1]:1025' })).toEqual([]);
    expect(
      problemsWith({ trackingDomain: 'click.example.com', trackingHttps: 'REQUIRE_OPEN_ONLY' }),
    ).toEqual([]);
    expect(
      problemsWith({
        tokenIssuer: 'https://issuer.example/',
        tokenKeysUrl: 'https://issuer.example/keys',
      }),
    ).toEqual([]);
  });

  it('takes only stages whose payload bucket has a name that S3 takes', () => {
    const stages = fc.stringMatching(/^[a-zA-Z0-9-]{1,24}$/);
    const regions = fc.constantFrom('us-east-1', 'ap-southeast-1', 'eu-west-1');
    const bucketName = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])$/;
    fc.assert(
      fc.property(stages, regions, (stage, region) => {
        const isTaken = problemsWith({}, { stage, region }).length === 0;
        const bucket = `ses-pipeline-${stage}-payloads-000000000000-${region}`;
        expect(isTaken && !bucketName.test(bucket)).toBe(false);
      }),
    );
    expect(problemsWith({}, { stage: 'x'.repeat(18) })).toEqual([]);
    expect(problemsWith({}, { stage: 'x'.repeat(19) })).toHaveLength(1);
    expect(problemsWith({}, { stage: 'x'.repeat(14), region: 'ap-southeast-1' })).toHaveLength(1);
  });

  it('shows no control character of what was written', () => {
    expect(problemsWith({ 'soft\u001b[2J': '1', apiNoun: '\u001b[31m' }).join('')).not.toContain(
      '\u001b',
    );
  });
});

describe('nearest-name', () => {
  it.each([
    ['softBouncCount', 'softBounceCount'],
    ['alarmMail', 'alarmEmail'],
    ['dataretention', 'dataRetention'],
    ['tlsMarketign', 'tlsMarketing'],
    ['nothing-like-any', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s: %s', (written, name) => {
    expect(nearestName(written, names)).toBe(name);
  });

  it('finds each name again after any one letter is lost, doubled or swapped with the next', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat({ max: 2 }), (name, seed, kind) => {
        const at = seed % (name.length - 1);
        const [one = '', two = ''] = name.slice(at, at + 2);
        const changed = [two, one + one + two, two + one][kind] ?? '';
        const written = name.slice(0, at) + changed + name.slice(at + 2);
        // Some names differ by little: apiNoun, apiBurst.
        fc.pre(!names.includes(written));
        expect(nearestName(written, names)).toBe(name);
      }),
    );
  });
});
