import { beforeAll, describe, expect, it } from '@jest/globals';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::URLSuffix',
];

/** Attributes that the template reads from resources of a type, besides their Ref. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudWatch::Alarm': ['Arn'],
  'AWS::DynamoDB::Table': ['Arn'],
  'AWS::Events::EventBus': ['Arn', 'Name'],
  'AWS::Events::Rule': ['Arn'],
  'AWS::IAM::Role': ['Arn'],
  'AWS::KMS::Key': ['Arn'],
  'AWS::Lambda::Function': ['Arn'],
  'AWS::Logs::LogGroup': ['Arn'],
  'AWS::S3::Bucket': ['Arn'],
  'AWS::SQS::Queue': ['Arn', 'QueueName'],
};

/** Every `[id]` or `[id, attribute]` that an intrinsic function names. */
const referencesIn = (value: unknown): readonly (readonly string[])[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]): readonly (readonly string[])[] => {
    if (name === 'Ref') return [[inner]];
    if (name === 'Fn::GetAtt') return [inner];
    if (name === 'Fn::Sub')
      return [...String(inner).matchAll(/\$\{([^!}]+)\}/g)].map(([, reference]) =>
        reference?.startsWith('AWS::') ? [reference] : (reference ?? '').split('.'),
      );
    return referencesIn(inner);
  });
};

describe('the packaged template', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  it('refers only to what it holds', () => {
    const references = referencesIn([
      service.template.Resources,
      service.template.Outputs,
      service.template.Conditions,
    ]);
    const dangling = references.filter(([id = '', attribute]) => {
      if (pseudoParameters.includes(id)) return attribute !== undefined;
      const type = service.template.Resources[id]?.Type;
      return (
        type === undefined || (attribute !== undefined && !attributes[type]?.includes(attribute))
      );
    });

    expect(references.length).toBeGreaterThan(150);
    expect(dangling).toEqual([]);
    for (const { DependsOn } of Object.values(service.template.Resources))
      expect(Object.keys(service.template.Resources)).toEqual(expect.arrayContaining(DependsOn));
  });

  it('has no circle of references, which CloudFormation would refuse', () => {
    const edges = new Map(
      Object.entries(service.template.Resources).map(([id, resource]) => [
        id,
        new Set(
          [
            ...referencesIn(resource.Properties).map(([to = '']) => to),
            ...resource.DependsOn,
          ].filter((to) => to in service.template.Resources),
        ),
      ]),
    );
    const finished = new Set<string>();
    const visit = (id: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(id)) return [...path, id];
      if (finished.has(id)) return undefined;
      for (const to of edges.get(id) ?? []) {
        const circle = visit(to, [...path, id]);
        if (circle !== undefined) return circle;
      }
      finished.add(id);
      return undefined;
    };

    expect(
      [...edges.keys()].map((id) => visit(id, [])).find((circle) => circle !== undefined),
    ).toBeUndefined();
  });

  it('runs every function on the newest Node it is tested with, on Arm', () => {
    for (const { properties } of service.functions) {
      expect(properties.Runtime).toBe('nodejs24.x');
      expect(properties.Architectures).toEqual(['arm64']);
      expect(properties.Timeout).toBeLessThanOrEqual(60);
    }
  });

  it('keeps the log of every function for a time, in a group made before the function', () => {
    for (const { resource, properties } of service.functions) {
      const group = service
        .ofType('AWS::Logs::LogGroup')
        .find(
          (candidate) =>
            candidate.properties.LogGroupName === `/aws/lambda/${properties.FunctionName}`,
        );

      expect(group?.properties.RetentionInDays).toBe(7);
      expect(resource.DependsOn).toContain(group?.id);
    }
  });

  it('names every function after its folder', () => {
    for (const { name, properties } of service.functions) {
      expect(properties.Handler).toBe(`functions/${name}/handler.handler`);
      expect(properties.FunctionName).toBe(`ses-pipeline-dev-${name}`);
      expect(service.zipOf(name)).toMatch(
        new RegExp(`/\\.serverless/${properties.Code.S3Key.split('/').pop()}$`),
      );
    }
  });

  it('tells every function its stage, its name and how to run; bundles.test.ts says what else each reads', () => {
    for (const { name, properties } of service.functions) {
      expect(properties.Environment.Variables).toMatchObject({
        STAGE: 'dev',
        LOG_LEVEL: 'INFO',
        METRICS_NAMESPACE: 'SesPipeline',
        PIPELINE_VERSION: '0.1.0',
        DETAILED_METRICS: 'false',
        POWERTOOLS_SERVICE_NAME: name,
      });
    }
  });

  it('keeps the memory of the sender small, and leaves the others as Node has them', () => {
    const optionsOf = (name: string) =>
      service.functionNamed(name).properties.Environment.Variables.NODE_OPTIONS;

    expect(optionsOf('send-email')).toBe('--max-semi-space-size=4');
    expect(optionsOf('record-delivery')).toBeUndefined();
  });
});
