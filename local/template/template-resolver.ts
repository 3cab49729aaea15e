import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.optional(z.record(z.string(), z.unknown())),
  Condition: z.optional(z.string()),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A CloudFormation template, as far as it is looked at. */
export const templateShape = z.looseObject({
  Parameters: z.optional(z.record(z.string(), z.looseObject({ Default: z.optional(scalar) }))),
  Mappings: z.optional(
    z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
  ),
  Conditions: z.optional(z.record(z.string(), z.unknown())),
  Resources: z.record(z.string(), resource),
});

export type Template = z.infer<typeof templateShape>;

/** Where a template is resolved. */
export interface TemplateEnvironment {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** Values that replace the defaults of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The URL that a queue of this name has. */
  readonly queueUrl: (name: string) => string;
}

/** A resource whose condition holds, with every function of its properties carried out. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  /** The name the template gives it, or one made of stack and logical id. */
  readonly name: string;
  /** What `Ref` gives: the URL of a queue, the ARN of a topic, the UUID of an event source mapping, the name of nearly everything else. */
  readonly ref: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The template cannot be resolved; the message names what and where. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Property that holds a resource's name, by type; for the others there is none. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
};

/** What `Ref` and `Fn::GetAtt` give for a resource. */
interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Mappings have no name, only a UUID; the same one at every start. */
const mappingId = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const identityOf = (type: string, name: string, environment: TemplateEnvironment): Identity => {
  const { region, accountId, queueUrl } = environment;
  const arn = (service: string, rest: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${rest}`;
  switch (type) {
    case 'AWS::SQS::Queue':
      return {
        ref: queueUrl(name),
        attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: queueUrl(name) },
      };
    case 'AWS::SNS::Topic':
      return { ref: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } };
    case 'AWS::DynamoDB::Table':
      return {
        ref: name,
        attributes: {
          Arn: arn('dynamodb', `table/${name}`),
          StreamArn: arn('dynamodb', `table/${name}/stream/local`),
        },
      };
    case 'AWS::S3::Bucket':
      return {
        ref: name,
        attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` },
      };
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::Lambda::EventSourceMapping': {
      const id = mappingId(name);
      return {
        ref: id,
        attributes: { Id: id, EventSourceMappingArn: arn('lambda', `event-source-mapping:${id}`) },
      };
    }
    case 'AWS::IAM::Role':
      return {
        ref: name,
        attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: name },
      };
    case 'AWS::IAM::ManagedPolicy':
      return { ref: `arn:aws:iam::${accountId}:policy/${name}`, attributes: {} };
    case 'AWS::KMS::Key':
      return { ref: name, attributes: { Arn: arn('kms', `key/${name}`), KeyId: name } };
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    case 'AWS::Events::Rule':
      return { ref: name, attributes: { Arn: arn('events', `rule/${name}`) } };
    default: {
      const service = (type.split('::')[1] ?? 'unknown').toLowerCase();
      return { ref: name, attributes: { Arn: arn(service, name) } };
    }
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** AWS::NoValue: takes the property or list item away. */
const noValue = Symbol('AWS::NoValue');

/**
 * Carries out a template's intrinsic functions, conditions and parameters.
 *
 * Knows Ref, GetAtt, Sub, Join, Select, Split, FindInMap, Base64, If, Equals, And, Or, Not, Condition and the pseudo parameters; names
 * everything as CloudFormation would if it were allowed to be readable.
 *
 * @throws TemplateError when something refers to what does not exist, or uses a function that needs an account (ImportValue, GetAZs)
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const resolveTemplate = (
  template: Template,
  environment: TemplateEnvironment,
): readonly ResolvedResource[] => {
  const { region, accountId, stackName } = environment;
  const pseudo: Readonly<Record<string, string | typeof noValue>> = {
    'AWS::AccountId': accountId,
    'AWS::NoValue': noValue,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const identities = new Map<string, Identity>();

  const nameOf = (logicalId: string): string => {
    const found = template.Resources[logicalId];
    const property = nameProperties[found?.Type ?? ''];
    const given = property === undefined ? undefined : found?.Properties?.[property];
    const name = given === undefined ? noValue : resolve(given);
    if (typeof name === 'string') return name;
    const made = `${stackName}-${logicalId}`;
    return found?.Type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
  };

  const identity = (logicalId: string): Identity => {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const found = template.Resources[logicalId];
    if (found === undefined)
      throw new TemplateError(`the template has no resource or parameter ${logicalId}`);
    if (found.Condition !== undefined && !holds(found.Condition))
      throw new TemplateError(
        `something refers to ${logicalId}, which is not made: ${found.Condition} does not hold`,
      );
    const made = identityOf(found.Type, nameOf(logicalId), environment);
    identities.set(logicalId, made);
    return made;
  };

  const reference = (id: string): string | typeof noValue => {
    const value = pseudo[id];
    if (value !== undefined) return value;
    const parameter = template.Parameters?.[id];
    if (parameter === undefined) return identity(id).ref;
    const given = environment.parameters[id] ?? parameter.Default;
    if (given === undefined) throw new TemplateError(`the parameter ${id} has no value`);
    return String(given);
  };

  const attribute = (logicalId: string, name: string): string => {
    const value = identity(logicalId).attributes[name];
    if (value === undefined) throw new TemplateError(`${logicalId} has no attribute ${name} here`);
    return value;
  };

  const text = (value: unknown): string => {
    const resolved = resolve(value);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new TemplateError('a function of the template needs text and got something else');
  };

  const list = (value: unknown): readonly unknown[] => {
    const resolved = resolve(value);
    if (Array.isArray(resolved)) return resolved;
    throw new TemplateError('a function of the template needs a list and got something else');
  };

  const holds = (name: string): boolean => {
    const condition = template.Conditions?.[name];
    if (condition === undefined) throw new TemplateError(`the template has no condition ${name}`);
    return resolve(condition) === true;
  };

  const substitute = (argument: unknown): string => {
    const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own: Readonly<Record<string, unknown>> = isRecord(variables) ? variables : {};
    return text(pattern).replaceAll(
      /\$\{(!?)([^}]+)\}/g,
      (whole: string, literal: string, id: string) => {
        if (literal === '!') return `\${${id}}`;
        if (own[id] !== undefined) return text(own[id]);
        const dot = id.indexOf('.');
        const value =
          dot < 0 ? reference(id.trim()) : attribute(id.slice(0, dot), id.slice(dot + 1));
        return typeof value === 'string' ? value : whole;
      },
    );
  };

  const getAttribute = (argument: unknown): string => {
    const [logicalId, ...rest] =
      typeof argument === 'string' ? argument.split('.') : list(argument).map(text);
    return attribute(logicalId ?? '', rest.join('.'));
  };

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (argument) => reference(String(argument)),
    Condition: (argument) => holds(String(argument)),
    'Fn::GetAtt': getAttribute,
    'Fn::Sub': substitute,
    'Fn::Join': (argument) => {
      const [separator, items] = list(argument);
      return list(items).map(text).join(text(separator));
    },
    'Fn::Select': (argument) => {
      const [index, items] = list(argument);
      return list(items)[Number(text(index))];
    },
    'Fn::Split': (argument) => {
      const [separator, source] = list(argument);
      return text(source).split(text(separator));
    },
    'Fn::FindInMap': (argument) => {
      const [map, first, second] = list(argument).map(text);
      const value = template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
      if (value === undefined)
        throw new TemplateError(`the template has no mapping ${map}, ${first}, ${second}`);
      return value;
    },
    'Fn::Base64': (argument) => Buffer.from(text(argument)).toString('base64'),
    'Fn::If': (argument) => {
      if (!Array.isArray(argument)) throw new TemplateError('Fn::If needs a list');
      const [condition, yes, no] = argument;
      return resolve(holds(String(condition)) ? yes : no);
    },
    'Fn::Equals': (argument) => {
      const [left, right] = list(argument).map(text);
      return left === right;
    },
    'Fn::And': (argument) => list(argument).every((each) => each === true),
    'Fn::Or': (argument) => list(argument).some((each) => each === true),
    'Fn::Not': (argument) => list(argument)[0] !== true,
  };

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== noValue);
    if (!isRecord(value)) return value;
    const [first, ...others] = Object.keys(value);
    if (first !== undefined && others.length === 0) {
      const carryOut = functions[first];
      // A property may be called Condition, as in every policy statement; the function's argument is text.
      if (carryOut !== undefined && (first !== 'Condition' || typeof value[first] === 'string'))
        return carryOut(value[first]);
      if (first.startsWith('Fn::'))
        throw new TemplateError(`${first} cannot be carried out without an account`);
    }
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, inner]) => [key, resolve(inner)])
        .filter(([, inner]) => inner !== noValue),
    );
  };

  const isThere = (condition: string | undefined): boolean =>
    condition === undefined || holds(condition);

  const properties = (
    value: Readonly<Record<string, unknown>> | undefined,
  ): Readonly<Record<string, unknown>> => {
    const resolved = resolve(value ?? {});
    return isRecord(resolved) ? resolved : {};
  };

  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => isThere(Condition))
    .map(([logicalId, { Type, Properties }]) => ({
      logicalId,
      type: Type,
      name: nameOf(logicalId),
      ref: identity(logicalId).ref,
      properties: properties(Properties),
    }));
};
