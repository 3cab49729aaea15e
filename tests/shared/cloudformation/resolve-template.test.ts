// biome-ignore-all lint/suspicious/noTemplateCurlyInString: patterns of CloudFormation look like those of JavaScript
import { describe, expect, it } from '@jest/globals';
import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';
import {
  type TemplateEnvironment,
  TemplateError,
  templateShape,
} from '../../../shared/cloudformation/template.ts';

const environment: TemplateEnvironment = {
  region: 'eu-west-1',
  accountId: '000000000000',
  stackName: 'local',
  parameters: {},
  queueUrl: (name) => `http://127.0.0.1:4566/000000000000/${name}`,
};

const resources = {
  Mail: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail' } },
  Topic: { Type: 'AWS::SNS::Topic' },
  Things: {
    Type: 'AWS::DynamoDB::Table',
    Properties: { TableName: { 'Fn::Sub': '${AWS::StackName}-things' } },
  },
  Send: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'send' } },
  Role: { Type: 'AWS::IAM::Role' },
  Files: { Type: 'AWS::S3::Bucket' },
};

const resolve = (
  value: unknown,
  rest: Readonly<Record<string, unknown>> = {},
  changes: Partial<TemplateEnvironment> = {},
): unknown => {
  const template = templateShape.parse({
    ...rest,
    Resources: { ...resources, Probe: { Type: 'Test::Probe', Properties: { value } } },
  });
  return resolveTemplate(template, { ...environment, ...changes }).find(
    ({ logicalId }) => logicalId === 'Probe',
  )?.properties.value;
};

const ref = (id: string) => ({ Ref: id });
const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

describe('resolve-template', () => {
  it('refuses what refers to a resource whose condition does not hold, as CloudFormation does', () => {
    const probe = (value: unknown, isThere: boolean) => () =>
      resolveTemplate(
        templateShape.parse({
          Conditions: { HasKey: { 'Fn::Equals': [String(isThere), 'true'] } },
          Resources: {
            Key: { Type: 'AWS::KMS::Key', Condition: 'HasKey' },
            Probe: { Type: 'Test::Probe', Properties: { value } },
          },
        }),
        environment,
      );
    const chosen = { 'Fn::If': ['HasKey', att('Key', 'Arn'), ref('AWS::NoValue')] };

    expect(probe(att('Key', 'Arn'), false)).toThrow(TemplateError);
    expect(probe(att('Key', 'Arn'), true)).not.toThrow();
    expect(probe(chosen, false)).not.toThrow();
  });

  it.each([
    ['a queue is its URL', ref('Mail'), 'http://127.0.0.1:4566/000000000000/mail'],
    ['a queue has an ARN', att('Mail', 'Arn'), 'arn:aws:sqs:eu-west-1:000000000000:mail'],
    ['a topic is its ARN', ref('Topic'), 'arn:aws:sns:eu-west-1:000000000000:local-Topic'],
    ['a table is its name', ref('Things'), 'local-things'],
    [
      'a table has an ARN',
      att('Things', 'Arn'),
      'arn:aws:dynamodb:eu-west-1:000000000000:table/local-things',
    ],
    [
      'a function has an ARN',
      { 'Fn::GetAtt': 'Send.Arn' },
      'arn:aws:lambda:eu-west-1:000000000000:function:send',
    ],
    [
      'a role has an ARN without region',
      att('Role', 'Arn'),
      'arn:aws:iam::000000000000:role/local-Role',
    ],
    ['a bucket has a name in lower case', ref('Files'), 'local-files'],
    ['the region', ref('AWS::Region'), 'eu-west-1'],
    [
      'a pattern',
      { 'Fn::Sub': 'arn:${AWS::Partition}:ses:${AWS::Region}:x/${Things}/${Mail.QueueName}' },
      'arn:aws:ses:eu-west-1:x/local-things/mail',
    ],
    [
      'a pattern with names of its own',
      { 'Fn::Sub': ['${a}-${AWS::Region}', { a: ref('Things') }] },
      'local-things-eu-west-1',
    ],
    ['a pattern with a literal', { 'Fn::Sub': '${!Literal}' }, '${Literal}'],
    ['a list of text', { 'Fn::Join': ['/', ['a', ref('Things'), 1]] }, 'a/local-things/1'],
    ['a part of a list', { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    ['base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['properties inside properties', { a: [{ b: ref('Things') }] }, { a: [{ b: 'local-things' }] }],
    [
      'a condition of a policy, which is no function',
      { Condition: { Bool: { x: 'false' } } },
      { Condition: { Bool: { x: 'false' } } },
    ],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('resolves parameters by what is given, else by their defaults', () => {
    const rest = { Parameters: { Size: { Type: 'Number', Default: 5 }, Name: { Type: 'String' } } };

    expect(resolve(ref('Size'), rest)).toBe('5');
    expect(resolve(ref('Size'), rest, { parameters: { Size: '7' } })).toBe('7');
    expect(() => resolve(ref('Name'), rest)).toThrow(
      new TemplateError('the parameter Name has no value'),
    );
  });

  it('resolves mappings', () => {
    const rest = { Mappings: { Size: { dev: { memory: 128 } } } };

    expect(resolve({ 'Fn::FindInMap': ['Size', 'dev', 'memory'] }, rest)).toBe(128);
    expect(() => resolve({ 'Fn::FindInMap': ['Size', 'prod', 'memory'] }, rest)).toThrow(
      TemplateError,
    );
  });

  it('takes the branch that a condition chooses, and leaves out what has no value', () => {
    const Conditions = {
      Yes: { 'Fn::Equals': [ref('AWS::Region'), 'eu-west-1'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      One: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    };
    const choose = (name: string) => ({ 'Fn::If': [name, 'yes', ref('AWS::NoValue')] });

    expect(
      resolve(
        { a: choose('Yes'), b: choose('No'), c: choose('Both'), d: choose('One') },
        { Conditions },
      ),
    ).toEqual({
      a: 'yes',
      d: 'yes',
    });
    expect(resolve([choose('No'), choose('Yes')], { Conditions })).toEqual(['yes']);
  });

  it('does not look into the branch that is not taken', () => {
    const Conditions = { Yes: { 'Fn::Equals': ['a', 'a'] } };

    expect(resolve({ 'Fn::If': ['Yes', 'fine', ref('Missing')] }, { Conditions })).toBe('fine');
  });

  it('leaves out resources whose condition does not hold', () => {
    const template = templateShape.parse({
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { ...resources, Extra: { Type: 'AWS::SQS::Queue', Condition: 'No' } },
    });

    expect(resolveTemplate(template, environment).map(({ logicalId }) => logicalId)).toEqual(
      Object.keys(resources),
    );
  });

  it.each([
    ['what does not exist', ref('Missing'), 'the template has no resource or parameter Missing'],
    ['an attribute that is not known', att('Mail', 'Colour'), 'Mail has no attribute Colour here'],
    [
      'an import from another stack',
      { 'Fn::ImportValue': 'x' },
      'Fn::ImportValue cannot be evaluated without an account',
    ],
    [
      'a condition that does not exist',
      { 'Fn::If': ['Missing', 1, 2] },
      'the template has no condition Missing',
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => resolve(value)).toThrow(new TemplateError(message));
  });
});
