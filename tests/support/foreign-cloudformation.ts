import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTemplateScope } from '../../shared/cloudformation/create-template-scope.ts';
import type { TemplateEnvironment } from '../../shared/cloudformation/template.ts';
import type {
  DeployedTemplate,
  PackagedService,
  TemplateResource,
} from '../../shared/deployment/packaged-service.ts';
import { referencesIn } from '../../shared/deployment/references-in.ts';
import { readUntil } from './until.ts';

/**
 * Moto's server (PyPI), a CloudFormation engine that others wrote. It makes real queues, tables,
 * buckets and functions of its own; this is what it cannot do.
 */
export const motoCannot = {
  /**
   * It ignores these, and refuses what refers to them (the dashboard's whole body): they are left
   * out of the template.
   */
  types: [
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::Budgets::Budget',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::Dashboard',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::S3::BucketPolicy',
    'AWS::SES::ConfigurationSet',
    'AWS::SES::ConfigurationSetEventDestination',
    'AWS::SNS::Subscription',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
  ],
  others: [
    'outputs: a stack that change sets made has none',
    'conditions in an update: it makes what has a condition that does not hold, so that is left out',
    'IMPORT change sets: it makes the resources anew',
    'roll back: an update that fails leaves what it has made',
    'change a KMS key: an update that touches one fails, so no stage that retains its data is removed here',
    'time: every operation is complete at once',
    'failures: nothing fails as it does on AWS, so causes and remedies are tested with a fake',
    "Lambda's GetAccountSettings and SES's GetAccount: it has neither, so both facts stay unknown",
  ],
} as const;

/** The service without what Moto cannot make, and without what refers to that. */
export const withoutWhatMotoCannot = (service: PackagedService): PackagedService => ({
  ...service,
  core: reduced(service.core),
  template: reduced(service.template),
});

/** The conditions of the template ask for no place. */
const anywhere: TemplateEnvironment = {
  ...{ region: 'eu-west-1', accountId: '123456789012', stackName: 'any', parameters: {} },
  queueUrl: (name) => name,
};

const reduced = (template: DeployedTemplate): DeployedTemplate => {
  const gone = new Set(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => (motoCannot.types as readonly string[]).includes(Type))
      .map(([id]) => id),
  );
  const { holds } = createTemplateScope(template, anywhere);
  const left = Object.entries(template.Resources).filter(
    ([id, { Condition }]) => !gone.has(id) && (Condition === undefined || holds(Condition)),
  );
  const resources = left.map(([id, resource]) => [id, reducedResource(resource, gone)] as const);
  return {
    ...template,
    Resources: Object.fromEntries(resources),
    Outputs: Object.fromEntries(
      Object.entries(template.Outputs ?? {}).filter(
        ([, output]) => !referencesIn(output).some((id) => gone.has(id)),
      ),
    ),
  };
};

const reducedResource = (
  { DependsOn, ...resource }: TemplateResource,
  gone: ReadonlySet<string>,
): TemplateResource => ({
  ...resource,
  ...(DependsOn === undefined
    ? {}
    : { DependsOn: [DependsOn].flat().filter((id) => typeof id === 'string' && !gone.has(id)) }),
  Properties: Object.fromEntries(
    Object.entries(resource.Properties ?? {}).flatMap(([name, value]) => {
      const rest = withoutReferences(value, gone);
      return rest === undefined ? [] : [[name, rest]];
    }),
  ),
});

/** Undefined for a value that itself refers to what is gone; lists and records lose such parts. */
const withoutReferences = (value: unknown, gone: ReadonlySet<string>): unknown => {
  if (!referencesIn(value).some((id) => gone.has(id))) return value;
  if (Array.isArray(value))
    return value.map((item) => withoutReferences(item, gone)).filter((item) => item !== undefined);
  const record = value as Readonly<Record<string, unknown>>;
  if (Object.keys(record).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return undefined;
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, inner]) => {
      const rest = withoutReferences(inner, gone);
      return rest === undefined ? [] : [[key, rest]];
    }),
  );
};

/** A server of Moto on 127.0.0.1, with an account of its own. */
export const startMoto = async () => {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const answers = await readUntil(
    () =>
      fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    Boolean,
    60_000,
  );
  if (!answers) throw new Error('Moto does not answer.');
  return {
    url,
    stop: async (): Promise<void> => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string'
          ? reject(new Error('There is no free port.'))
          : resolve(address.port),
      );
    });
  });
